// Builds Go programs for js/wasm. The one place for build flags.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const module = 'github.com/iceguard/iceguard';

/**
 * Inlining makes code that runs once in a while larger and no faster to speak
 * of; it stays on where candidates and descriptions are read.
 */
const notInlined = ['std', ...['ice/report', 'ice/session', 'ice/stats', 'jsbridge'].map((p) => `${module}/${p}`)];

/** What the reading stands on; inlining these costs next to nothing. */
const inlined = ['strings', 'internal/stringslite', 'internal/bytealg'];

/** Flags of every wasm build, the baseline's of the size budget too. The last that names a package counts. */
const flags = [
  '-trimpath', '-ldflags=-s -w', ...notInlined.map((p) => `-gcflags=${p}=-l`), ...inlined.map((p) => `-gcflags=${p}=`),
];

/** @param {string} root @param {string} pkg @param {string} output */
export function buildWasm(root, pkg, output) {
  execFileSync('go', ['build', ...flags, '-o', output, pkg], {
    cwd: root, stdio: 'inherit', env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' },
  });
}

/** @returns {string} the text of the Go distribution's wasm_exec.js */
export function wasmExec() {
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  return readFileSync(join(goroot, 'lib', 'wasm', 'wasm_exec.js'), 'utf8');
}

/** @param {Uint8Array} bytes @returns {number} the size after brotli at its best */
export function brotliSize(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).length;
}

/**
 * Appends a custom section (https://webassembly.github.io/spec/core/binary/modules.html#custom-section).
 * @param {Uint8Array} wasm @param {string} name @param {string} text
 */
export function withCustomSection(wasm, name, text) {
  const nameBytes = Buffer.from(name);
  const body = Buffer.concat([Buffer.from(leb128(nameBytes.length)), nameBytes, Buffer.from(text)]);
  return Buffer.concat([wasm, Buffer.from([0, ...leb128(body.length)]), body]);
}

/** @param {number} n */
function leb128(n) {
  const bytes = [];
  for (; n > 127; n >>>= 7) bytes.push((n & 127) | 128);
  return [...bytes, n];
}
