// Builds dist/: the WebAssembly module, the script and its types, and lays
// what the demo page loads beside it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minify } from 'terser';

import { buildWasm, wasmExec } from './wasm.mjs';
import { slimWasmExec } from './wasm-exec.mjs';
import { withCustomSection } from './wasm-sections.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const raw = join(root, 'build/iceguard.wasm');
/** The script of Go that the module in build/ is run by. */
const wasmExecModule = {
  name: 'wasm_exec',
  setup(b) {
    b.onResolve({ filter: /^wasm_exec$/ }, () => ({ path: 'wasm_exec', namespace: 'go' }));
    b.onLoad({ filter: /.*/, namespace: 'go' }, () => ({ loader: 'js', contents: slimWasmExec(wasmExec(), readFileSync(raw)) }));
  },
};

/** What only the script itself calls its objects' members by; they get short names. Nothing public, of Go or of the browser. */
const internal = [
  'active', 'alive', 'answer', 'ask', 'asking', 'attempt', 'begin', 'channel', 'birth', 'border', 'changed', 'die', 'dropsNothing', 'engine', 'enter', 'excuse', 'fail', 'heard', 'held', 'hooks', 'kinds', 'later', 'latest', 'methods', 'numbers',
  'output', 'passes', 'poll', 'redactor', 'send', 'settle', 'settleQuietly', 'take', 'tell',
];
const types = ['types', 'guard-types', 'report'].map((name) => readFileSync(join(root, `jsbridge/ts/${name}.ts`), 'utf8')).join('');
for (const name of internal) {
  if (new RegExp(`\\b${name}\\??[:(]`).test(types)) throw new Error(`scripts/build.mjs: ${name} is not internal: the public types have it`);
}

/** @param {string} entry @param {Record<string, string>} define */
async function script(entry, define) {
  const result = await build({
    entryPoints: [join(root, `jsbridge/ts/${entry}.ts`)],
    bundle: true, format: 'esm', minify: true, target: 'es2022', platform: 'neutral', legalComments: 'none',
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } }, mangleProps: new RegExp(`^(${internal.join('|')})$`),
    define, plugins: [wasmExecModule], write: false,
  });
  // What esbuild leaves, this makes 3 % smaller.
  const { code } = await minify(result.outputFiles[0].text, { module: true, ecma: 2022, compress: { passes: 3 } });
  return code;
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
mkdirSync(join(root, 'build'), { recursive: true });

buildWasm(root, './wasm', raw);
const wasm = readFileSync(raw);
// The build id is the hash of both halves, so that no two that differ can be taken for each other.
const buildId = createHash('sha256').update(wasm).update(await script('index', { BUILD_ID: '""', WASM_SIZE: '0' })).digest('hex').slice(0, 16);
const signed = withCustomSection(wasm, 'iceguard', buildId);
writeFileSync(join(dist, 'iceguard.wasm'), signed);
for (const [entry, file] of [['index', 'iceguard.js'], ['core', 'core.js']]) {
  writeFileSync(join(dist, file), await script(entry, { BUILD_ID: JSON.stringify(buildId), WASM_SIZE: String(signed.length) }));
}
copyFileSync(join(root, 'ice/report/report.schema.json'), join(dist, 'report.schema.json'));
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' });

const page = join(root, 'demo/page/iceguard');
rmSync(page, { recursive: true, force: true });
mkdirSync(page, { recursive: true });
for (const file of ['iceguard.js', 'iceguard.wasm']) copyFileSync(join(dist, file), join(page, file));
