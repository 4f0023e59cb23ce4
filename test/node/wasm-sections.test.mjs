// The module is shipped with its data in one segment: what a program finds in
// its memory is the same.
import assert from 'node:assert/strict';
import test from 'node:test';

import { codeByFunction, withCustomSection, withOneDataSegment } from '../../scripts/wasm-sections.mjs';

const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const MEMORY = [5, 3, 1, 0, 1, 7, 7, 1, 3, 0x6d, 0x65, 0x6d, 2, 0]; // one page, exported as "mem"

/** A module with segments [address as an i32.const is written, ...bytes]. */
function withSegments(...segments) {
  const body = segments.flatMap(([address, ...bytes]) => [0, 0x41, ...address, 0x0b, bytes.length, ...bytes]);
  return Uint8Array.from([...MAGIC, ...MEMORY, 11, body.length + 1, segments.length, ...body]);
}

async function memory(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes);
  return Buffer.from(instance.exports.mem.buffer);
}

const cases = {
  'apart': [[[8], 1, 2], [[24], 3]],
  'side by side': [[[8], 1, 2], [[10], 3]],
  'not in order': [[[24], 3], [[8], 1, 2]],
  'the first address has its sign bit set in the last byte': [[[0xc0, 0], 1, 2], [[0x80, 1], 3]], // 64 and 128
  'beyond the first page but one byte': [[[0x80, 0x20], 7], [[0xff, 0xff, 3], 9]], // 4096 and 65535
};

for (const [name, segments] of Object.entries(cases)) {
  test(`one data segment: ${name}`, async () => {
    const module = withSegments(...segments);
    const packed = withOneDataSegment(module);
    assert.ok((await memory(module)).some((b) => b !== 0));
    assert.deepEqual(await memory(packed), await memory(module));
    assert.deepEqual(withOneDataSegment(packed), packed);
  });
}

test('what is no plain segment is refused', () => {
  const passive = Uint8Array.from([...MAGIC, ...MEMORY, 11, 4, 1, 1, 1, 7]);
  assert.throws(() => withOneDataSegment(passive), /constant address/);
});

test('code is counted by the name of its function, behind the imported ones', () => {
  const module = Uint8Array.from([
    ...MAGIC,
    1, 4, 1, 0x60, 0, 0, // a type without parameters
    2, 7, 1, 1, 0x6d, 1, 0x66, 0, 0, // an import
    3, 3, 2, 0, 0,
    10, 8, 2, 2, 0, 0x0b, 3, 0, 1, 0x0b,
  ]);
  const named = withCustomSection(module, 'name', '\x01\x09\x02\x01\x02a.\x02\x02b.');
  assert.ok(WebAssembly.validate(named));
  assert.deepEqual([...codeByFunction(named)], [['a.', 2], ['b.', 3]]);
});
