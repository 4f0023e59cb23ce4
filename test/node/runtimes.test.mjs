// The packed package in Node, in processes of their own: import, require, worker threads, an archive's path.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { cleanProject, packTarball } from '../lib/pack.mjs';
import { root } from '../lib/root.mjs';

const PORT = "parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host').port";
const run = promisify(execFile);
let packed;
let project;

before(async () => {
  packed = await packTarball(root);
  project = await cleanProject({ tarball: packed.tarball });
});
after(async () => {
  await project.close();
  await packed.close();
});

/** What a program of that name prints, which must end by itself. */
async function printed(name, code) {
  const file = join(project.dir, name);
  writeFileSync(file, code);
  const { stdout, stderr } = await run(process.execPath, ['--no-warnings', file], { timeout: 20_000 });
  assert.equal(stderr, '');
  return stdout;
}

test('an ES module imports and loads it, and the process ends by itself', async () => {
  assert.equal(await printed('import.mjs', `import { load } from 'iceguard'; console.log((await load()).${PORT});`), '5\n');
});

test('a CommonJS module imports it', async () => {
  assert.equal(await printed('import.cjs', `import('iceguard').then(({ load }) => load()).then((ice) => console.log(ice.${PORT}));`), '5\n');
});

test('a CommonJS module requires it where Node can require ES modules, and is told that it cannot elsewhere', async () => {
  const code = `try { require('iceguard').load().then((ice) => console.log(ice.${PORT})) } catch (e) { console.log(e.code) }`;
  assert.equal(await printed('require.cjs', code), process.features.require_module ? '5\n' : 'ERR_REQUIRE_ESM\n');
});

test('importing uses nothing that a server which renders pages might lack', async () => {
  const code = `
    for (const name of ['fetch', 'Response', 'WebAssembly', 'performance', 'crypto']) {
      Object.defineProperty(globalThis, name, { get: () => console.log(name), configurable: true });
    }
    const { load } = await import('iceguard');
    console.log(typeof load, typeof document, typeof RTCPeerConnection);`;
  assert.equal(await printed('render.mjs', code), 'function undefined undefined\n');
});

test('a worker thread loads it by itself, and takes a Module from another thread', async () => {
  const code = `
    import { readFile } from 'node:fs/promises';
    import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
    import { load } from 'iceguard';
    if (isMainThread) {
      const wasm = await WebAssembly.compile(await readFile(new URL(import.meta.resolve('iceguard/iceguard.wasm'))));
      for (const workerData of [undefined, { wasm }]) {
        const worker = new Worker(new URL(import.meta.url), { workerData });
        console.log(await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)));
      }
    } else parentPort.postMessage((await load(workerData ?? undefined)).${PORT});`;
  assert.equal(await printed('worker.mjs', code), '5\n5\n');
});

test('two installed copies live in one process', async () => {
  cpSync(join(project.dir, 'node_modules/iceguard'), join(project.dir, 'node_modules/iceguard-again'), { recursive: true });
  const code = `
    import { load as a, IceguardError as A } from 'iceguard';
    import { load as b, IceguardError as B } from 'iceguard-again';
    const [x, y] = await Promise.all([a(), b()]);
    console.log(x !== y, A !== B, x.${PORT}, y.${PORT});`;
  assert.equal(await printed('copies.mjs', code), 'true true 5 5\n');
});

test('a folder whose name has to be escaped in a URL', async () => {
  const folder = join(project.dir, 'my app #1 100%.asar');
  cpSync(join(project.dir, 'node_modules/iceguard'), folder, { recursive: true });
  const code = `
    import { pathToFileURL } from 'node:url';
    const { load } = await import(pathToFileURL(${JSON.stringify(join(folder, 'dist/iceguard.js'))}));
    console.log((await load()).${PORT});`;
  assert.equal(await printed('escaped.mjs', code), '5\n');
});
