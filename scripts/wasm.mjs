// Builds Go programs for js/wasm. The one place for build flags.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { withOneDataSegment } from './wasm-sections.mjs';

const module = 'github.com/iceguard/iceguard';

/** Inlining makes code larger and no faster to speak of; hot loops hold what they need in themselves. */
const notInlined = ['std', `${module}/...`];

/** What the reading stands on; inlining these costs next to nothing. */
const inlined = ['strings', 'internal/stringslite', 'internal/bytealg'];

/** Of every wasm build, the baseline's of the size budget too. The last flag that names a package counts. */
const flags = ['-trimpath', ...notInlined.map((p) => `-gcflags=${p}=-l`), ...inlined.map((p) => `-gcflags=${p}=`)];

/**
 * @param {string} root @param {string} pkg @param {string} output
 * @param {{ names?: boolean, asLinked?: boolean }} [options] with the names of functions, for those who read the
 * module; as Go's linker leaves it
 */
export function buildWasm(root, pkg, output, { names = false, asLinked = false } = {}) {
  execFileSync('go', ['build', ...flags, names ? '-ldflags=-w' : '-ldflags=-s -w', '-o', output, pkg], {
    cwd: root, stdio: 'inherit', env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' },
  });
  if (!asLinked) writeFileSync(output, withOneDataSegment(readFileSync(output)));
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
