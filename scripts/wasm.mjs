// Builds Go programs for js/wasm. The one place for build flags.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { withDirectJumps } from './wasm-jumps.mjs';
import { withOneDataSegment } from './wasm-sections.mjs';

/**
 * Of every wasm build. Without inlining the module is a tenth smaller. Where
 * every byte of a candidate or a description is read it is worth its size.
 */
const inlined = [
  ...['ice/candidate', 'ice/policy', 'ice/sdp', 'internal/ascii'].map((pkg) => `github.com/iceguard/iceguard/${pkg}`),
  'strings', 'internal/stringslite', 'internal/bytealg',
];
const flags = ['-trimpath', '-gcflags=all=-l', ...inlined.map((pkg) => `-gcflags=${pkg}=`)];

/**
 * What Go makes of a program.
 * @param {string} root @param {string} pkg @param {string} output
 * @param {{ names?: boolean, tags?: string }} [options] with the names of functions, for those who read the module;
 *   build tags
 */
export function goBuild(root, pkg, output, { names = false, tags = '' } = {}) {
  execFileSync('go', ['build', ...flags, '-tags', tags, names ? '-ldflags=-w' : '-ldflags=-s -w', '-o', output, pkg], {
    cwd: root, stdio: 'inherit', env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' },
  });
}

/**
 * The same, packed as it is shipped.
 * @param {string} root @param {string} pkg @param {string} output @param {{ tags?: string }} [options]
 */
export function buildWasm(root, pkg, output, options) {
  goBuild(root, pkg, output, options);
  writeFileSync(output, withDirectJumps(withOneDataSegment(readFileSync(output))));
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
