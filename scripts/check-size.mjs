// The size budget: the module against a program that only imports
// golang-wasm's typed half, built in the same run with the same flags.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { brotliSize, buildWasm } from './wasm.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dir = mkdtempSync(join(tmpdir(), 'iceguard-size-'));
let failed = false;

/** @param {string} what @param {number} have @param {number} most @param {(n: number) => string} show */
function within(what, have, most, show) {
  const ok = have <= most;
  failed ||= !ok;
  console.log(`${ok ? 'ok  ' : 'OVER'} ${what}: ${show(have)}, budget ${show(most)}`);
}

try {
  const baseline = join(dir, 'baseline.wasm');
  buildWasm(root, './bench/baseline', baseline);
  const base = brotliSize(readFileSync(baseline));
  const wasm = brotliSize(readFileSync(join(root, 'dist/iceguard.wasm')));
  const script = brotliSize(readFileSync(join(root, 'dist/iceguard.js')));
  console.log(`brotli 11: module ${wasm} bytes, golang-wasm's typed half alone ${base} bytes, script ${script} bytes`);
  within('module / baseline', wasm / base, 1.2, (n) => n.toFixed(3));
  within('script', script, 8 * 1024, (n) => `${n} bytes`);
} finally {
  rmSync(dir, { recursive: true });
}
process.exit(failed ? 1 : 0);
