import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { slimWasmExec } from '../../scripts/wasm-exec.mjs';
import { wasmExec } from '../../scripts/wasm.mjs';

const wasm = readFileSync(join(import.meta.dirname, '../../dist/iceguard.wasm'));

/** Runs the module by a form of Go's script, and gives what it provides. */
async function provided(script) {
  const { default: install } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  const bridge = { hook() {}, failed() {} };
  const constants = new Proxy({}, { get: () => -1 });
  const Go = install({ Object, Array, Uint8Array, Date, performance, fs: { constants }, __go_wasm__: bridge });
  const go = new Go();
  go.run(await WebAssembly.instantiate(new WebAssembly.Module(wasm), go.importObject));
  return bridge.attach;
}

test("Go's script runs the module without what it has no use for", async () => {
  const slim = slimWasmExec(wasmExec(), wasm);
  for (const gone of ['enosys', 'argv', 'console', '_gotest', '"debug"', '"syscall/js.copyBytesToGo"']) assert.ok(!slim.includes(gone), gone);
  assert.equal(typeof await provided(slim), 'function');
});

test('a script of Go that is laid out in another way runs the module too', async () => {
  const other = slimWasmExec(wasmExec().replaceAll('\t', '  '), wasm);
  assert.ok(other.includes('"syscall/js.copyBytesToGo"'));
  assert.equal(typeof await provided(other), 'function');
});
