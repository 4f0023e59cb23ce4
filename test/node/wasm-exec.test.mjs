import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { slimWasmExec } from '../../scripts/wasm-exec.mjs';
import { wasmExec } from '../../scripts/wasm.mjs';

const wasm = readFileSync(join(import.meta.dirname, '../../dist/iceguard.wasm'));

/** Runs the module by a form of Go's script, and gives what it exports. */
async function exported(script) {
  const { default: install } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  const Go = install({ Object, Array, Uint8Array, fs: { constants: {} } });
  const go = new Go();
  const instance = await WebAssembly.instantiate(new WebAssembly.Module(wasm), go.importObject);
  go.run(instance);
  return instance.exports;
}

const MEMBERS = 15; // of jsbridge/data.go

/** Has it answer. */
function assertRuns({ mem, ig_call, ig_output, ig_output_length }) {
  assert.equal(ig_call(MEMBERS, 0, 0, 0, 0), 0);
  const told = new TextDecoder().decode(new Uint8Array(mem.buffer, ig_output(), ig_output_length()));
  assert.ok(JSON.parse(told).transport);
}

test("Go's script runs the module without what it has no use for", async () => {
  const slim = slimWasmExec(wasmExec(), wasm);
  for (const gone of ['enosys', 'argv', 'console', '_gotest', '"debug"', '"syscall/js.copyBytesToGo"']) assert.ok(!slim.includes(gone), gone);
  for (const gone of ['_makeFuncWrapper', 'storeValue', 'Reflect']) assert.ok(!slim.includes(gone), `${gone}: Go gets no value and no function of JavaScript's`);
  assertRuns(await exported(slim));
});

test('a script of Go that is laid out in another way runs the module too', async () => {
  const other = slimWasmExec(wasmExec().replaceAll('\t', '  '), wasm);
  assert.ok(other.includes('"syscall/js.copyBytesToGo"'));
  assertRuns(await exported(other));
});
