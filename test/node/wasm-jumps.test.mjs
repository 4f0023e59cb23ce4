// The module is shipped with its forward jumps made direct: what it computes is the same. (All Go tests for
// WebAssembly run with it, too: scripts/go-js-wasm-exec.mjs.)
import assert from 'node:assert/strict';
import test from 'node:test';

import { withDirectJumps } from '../../scripts/wasm-jumps.mjs';

const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const [BLOCK, LOOP, IF] = [0x02, 0x03, 0x04].map((op) => [op, 0x40]);
const END = 0x0b;
const [RETURN, GET, SET, CONST, ADD, LT, TEE] = [0x0f, 0x20, 0x21, 0x41, 0x6a, 0x48, 0x22];

/** Goes to a place as Go does: its number into local 0, and by so many blocks up to the loop. */
const jump = (place, depth) => [CONST, place, SET, 0, 0x0c, depth];
const add = (n) => [GET, 1, CONST, n, ADD, SET, 1]; // to local 1, the result

/** A module with f(place), as Go writes a function of three places: their code, and what it gives. */
function module(...places) {
  const open = [...LOOP, ...places.flatMap(() => BLOCK), GET, 0, 0x0e, places.length - 1, ...places.keys(), END];
  const code = [1, 1, 0x7f, ...open, ...places.flatMap((place, i) => (i ? [END, ...place] : place)), GET, 1, RETURN, END, 0x00, END];
  assert.ok(code.length < 128);
  return Uint8Array.from([
    ...MAGIC, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0,
    10, code.length + 2, 1, code.length, ...code,
  ]);
}

async function results(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes);
  return [0, 1, 2].map((place) => instance.exports.f(place));
}

const cases = {
  'forward, over code': { module: module([...jump(2, 2)], add(1), add(2)), gives: [2, 3, 2], loops: 0 },
  'forward, on a condition': { module: module([...add(3), GET, 1, ...IF, ...jump(2, 3), END], add(1), add(2)), gives: [5, 3, 2], loops: 0 },
  'forward, out of an if with more in it': {
    module: module([GET, 1, CONST, 1, LT, ...IF, ...add(4), ...jump(1, 3), END], add(1), add(2)), gives: [7, 3, 2], loops: 0,
  },
  'back': {
    module: module(add(1), [...add(5), GET, 1, CONST, 20, LT, ...IF, ...jump(0, 2), END], add(2)), gives: [26, 25, 2], loops: 1,
  },
  'a number that is no jump': { module: module([CONST, 2, TEE, 1, SET, 0], add(1), add(2)), gives: [5, 3, 2], loops: 0 },
};

for (const [name, { module, gives, loops }] of Object.entries(cases)) {
  test(`direct jumps: ${name}`, async () => {
    const direct = withDirectJumps(module);
    assert.deepEqual(await results(module), gives);
    assert.deepEqual(await results(direct), gives);
    assert.deepEqual(await results(withDirectJumps(direct)), gives);
    assert.equal(Buffer.from(direct).includes(Buffer.from(LOOP)), loops > 0);
  });
}

test('an instruction that is not known is refused', () => {
  const vector = module([0xfd, 0x0c], [], []);
  assert.throws(() => withDirectJumps(vector), /0xfd/);
});
