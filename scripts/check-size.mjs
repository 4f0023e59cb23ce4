// The size budget: the module, which has nothing of golang-wasm, against a
// program that only imports golang-wasm's typed half, built in the same run with
// the same flags and left as Go's linker writes it. What grew is named by
// package; what an import costs is printed by import-costs.mjs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { brotliSize, buildWasm, goBuild } from './wasm.mjs';
import { codeByFunction } from './wasm-sections.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dir = mkdtempSync(join(tmpdir(), 'iceguard-size-'));
let failed = false;

/** @param {string} what @param {number} have @param {number} most @param {(n: number) => string} show */
function within(what, have, most, show) {
  const ok = have <= most;
  failed ||= !ok;
  console.log(`${ok ? 'ok  ' : 'OVER'} ${what}: ${show(have)}, budget ${show(most)}`);
}

/** A program as Go's linker writes it. @param {string} pkg @param {{ names?: boolean }} [options] */
function built(pkg, options) {
  const file = join(dir, 'program.wasm');
  goBuild(root, pkg, file, options);
  return readFileSync(file);
}

/** The packages that the module links, by what names of their functions begin with. */
function packages() {
  const list = ['list', '-f', '{{.ImportPath}} {{with .Module}}{{.Main}}{{end}}', '-deps', './wasm'];
  const lines = execFileSync('go', list, { cwd: root, encoding: 'utf8', env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' } });
  return lines.trim().split('\n').map((line) => {
    const [path, main] = line.split(' ');
    return [`${path.replace(/[^\w.]/g, '_')}.`, main === 'true' ? path.split('/').slice(3).join('/') : path];
  });
}

/** Prints what the code of each package, Go's included, has beyond a program that does nothing. */
function reportCode() {
  const all = packages();
  const there = codeByFunction(built('./bench/empty', { names: true }));
  const sums = new Map();
  for (const [name, bytes] of codeByFunction(built('./wasm', { names: true }))) {
    if (there.has(name)) continue;
    const what = all.find(([prefix]) => name.startsWith(prefix))?.[1] ??
      (/^type_\.(eq|hash)\./.test(name) ? 'generated comparisons' : 'exports');
    const sum = sums.get(what) ?? { bytes: 0, functions: 0 };
    sums.set(what, { bytes: sum.bytes + bytes, functions: sum.functions + 1 });
  }
  console.log('code that an empty program has not, before compression:');
  for (const [what, { bytes, functions }] of [...sums].sort((a, b) => b[1].bytes - a[1].bytes)) {
    console.log(`  ${what.padEnd(34)} ${String(bytes).padStart(7)} bytes, ${functions} functions`);
  }
}

try {
  const base = brotliSize(built('./bench/baseline'));
  buildWasm(root, './bench/baseline', join(dir, 'packed.wasm'));
  const packed = brotliSize(readFileSync(join(dir, 'packed.wasm')));
  const wasm = brotliSize(readFileSync(join(root, 'dist/iceguard.wasm')));
  const [core, script] = ['core.js', 'iceguard.js'].map((file) => brotliSize(readFileSync(join(root, 'dist', file))));
  reportCode();
  console.log(`brotli 11: module ${wasm} bytes, golang-wasm's typed half alone ${base} bytes, script ${script} bytes, without guards ${core}`);
  console.log(`packed as the module is, the latter is ${packed} bytes; module / that: ${(wasm / packed).toFixed(3)}`);
  within('module / baseline', wasm / base, 1, (n) => n.toFixed(3));
  within('script without guards', core, 8 * 1024, (n) => `${n} bytes`);
  within('script', script, 11 * 1024, (n) => `${n} bytes`);
} finally {
  rmSync(dir, { recursive: true });
}
process.exit(failed ? 1 : 0);
