import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { withCustomSection } from '../../scripts/wasm-sections.mjs';
import { root } from '../lib/root.mjs';

const wasm = readFileSync(`${root}/dist/iceguard.wasm`);
let copies = 0;

/** A copy of the script that has not loaded anything. */
const fresh = () => import(`../../dist/iceguard.js?copy=${copies++}`);

const responses = {
  '/right.wasm': [200, 'application/wasm', wasm],
  '/mime.wasm': [200, 'text/plain', wasm],
  '/none.wasm': [200, '', wasm],
  '/short.wasm': [200, 'application/wasm', wasm.subarray(0, wasm.length / 2)],
  '/short-mime.wasm': [200, 'application/octet-stream', wasm.subarray(0, wasm.length / 2)],
  '/page.wasm': [200, 'text/html', Buffer.from('<!doctype html><title>our app</title>')],
  '/empty.wasm': [200, 'application/wasm', Buffer.alloc(0)],
  '/longer.wasm': [200, 'application/wasm', withCustomSection(wasm, 'more', 'x'.repeat(100_000))],
  '/gzip.wasm': [200, 'application/wasm', gzipSync(wasm), 'gzip'],
  '/brotli.wasm': [200, 'text/plain', brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }), 'br'],
};
let server;
let base;

before(async () => {
  server = createServer((request, response) => {
    const [status, type, body, encoding] = responses[request.url] ?? [404, 'text/html', 'not here'];
    const headers = { ...(type && { 'content-type': type }), ...(encoding && { 'content-encoding': encoding }) };
    response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const works = (ice) => assert.equal(ice.parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host').port, 5);

test('importing does nothing, and loading leaves the globals as they were', async () => {
  const names = () => Reflect.ownKeys(globalThis).map(String).sort().join();
  const before = names();
  const { load } = await fresh();
  assert.equal(names(), before);
  works(await load());
  assert.equal(names(), before);
});

function shared() {
  const view = new Uint8Array(new SharedArrayBuffer(wasm.length));
  view.set(wasm);
  return view;
}

function resizable() {
  const buffer = new ArrayBuffer(wasm.length, { maxByteLength: 2 * wasm.length });
  new Uint8Array(buffer).set(wasm);
  return buffer;
}

test('loads from the file beside the script, a URL, a Response, bytes and a Module', async () => {
  const sources = {
    'nothing said': () => undefined,
    'a URL': () => new URL(`${base}/right.wasm`),
    'text': () => `${base}/right.wasm`,
    'a promise of a Response': () => fetch(`${base}/right.wasm`),
    'a Response': async () => fetch(`${base}/right.wasm`),
    'bytes': () => new Uint8Array(wasm),
    'a buffer': () => new Uint8Array(wasm).buffer,
    'part of a larger buffer': () => new DataView(Buffer.concat([Buffer.from('xyz'), wasm, Buffer.from('xyz')]).buffer, 3, wasm.length),
    'shared memory': () => shared().buffer,
    'a view of shared memory': () => shared(),
    'a resizable buffer': () => resizable(),
    'bytes of another realm': () => runInNewContext('new Uint8Array(bytes).buffer', { bytes: wasm }),
    'a Module': () => WebAssembly.compile(wasm),
    'a Module of another realm': () => runInNewContext('new WebAssembly.Module(bytes)', { bytes: wasm }),
    'a wrong MIME type': () => `${base}/mime.wasm`,
    'no MIME type': () => `${base}/none.wasm`,
  };
  for (const [name, source] of Object.entries(sources)) {
    const { load } = await fresh();
    const value = await source();
    works(await load(value === undefined ? undefined : { wasm: value }).catch((e) => assert.fail(`${name}: ${e.message}`)));
  }
});

/** Loads with onProgress and gives what it was told. */
async function told(load, options) {
  const calls = [];
  works(await load({ ...options, onProgress: (progress) => calls.push(progress) }));
  return calls;
}

test('tells the progress in bytes of the module, however it is compressed on the way', async () => {
  for (const path of ['right', 'mime', 'none', 'gzip', 'brotli']) {
    const { load } = await fresh();
    const calls = await told(load, { wasm: `${base}/${path}.wasm` });
    assert.ok(calls.length > 5, `${path}: ${calls.length} calls`);
    for (const [i, { loaded, total }] of calls.entries()) {
      assert.equal(total, wasm.length, path);
      assert.ok(loaded <= total && loaded > (calls[i - 1]?.loaded ?? 0), `${path}: ${loaded} after ${calls[i - 1]?.loaded}`);
    }
    assert.equal(calls.at(-1).loaded, wasm.length, path);
  }
});

test('a file is told of once, bytes and a Module are not', async () => {
  assert.deepEqual(await told((await fresh()).load), [{ loaded: wasm.length, total: wasm.length }]);
  assert.deepEqual(await told((await fresh()).load, { wasm }), []);
  assert.deepEqual(await told((await fresh()).load, { wasm: new WebAssembly.Module(wasm) }), []);
});

test('no total is told once more has come than the module has, until all has come', async () => {
  const { load } = await fresh();
  const calls = await told(load, { wasm: `${base}/longer.wasm` });
  assert.ok(calls.some((c) => c.total === null));
  assert.ok(calls.every((c) => c.total === (c.loaded > wasm.length ? null : wasm.length) || c === calls.at(-1)));
  assert.deepEqual(calls.at(-1), { loaded: responses['/longer.wasm'][2].length, total: responses['/longer.wasm'][2].length });
});

test('an onProgress that throws does not disturb loading', async () => {
  const { load } = await fresh();
  let calls = 0;
  const onProgress = () => {
    calls++;
    throw new Error('a bar that is gone');
  };
  works(await load({ wasm: `${base}/right.wasm`, onProgress }));
  assert.ok(calls > 5);
});

test('progress is told while the engine compiles: the first call comes before the last bytes are sent', async (t) => {
  let seen;
  const first = new Promise((resolve) => (seen = resolve));
  const slow = createServer(async (_, response) => {
    response.writeHead(200, { 'content-type': 'application/wasm' }).write(wasm.subarray(0, 100_000));
    await first;
    response.end(wasm.subarray(100_000));
  });
  t.after(() => slow.close());
  await new Promise((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const { load } = await fresh();
  works(await load({ wasm: `http://127.0.0.1:${slow.address().port}/`, onProgress: () => seen() }));
});

test('two copies of the script live side by side', async () => {
  const [a, b] = await Promise.all([fresh(), fresh()].map(async (module) => (await module).load()));
  assert.notEqual(a, b);
  works(a);
  works(b);
});

test('loads once', async () => {
  const { load } = await fresh();
  const [a, b] = await Promise.all([load(), load()]);
  assert.equal(a, b);
  assert.equal(await load({ wasm: 'elsewhere' }), a);
});

async function used() {
  const response = await fetch(`${base}/right.wasm`);
  await response.arrayBuffer();
  return response;
}

function detached() {
  const bytes = new Uint8Array(wasm);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

test('says what is wrong with a module, and tries again when asked again', async () => {
  const { load, IceguardError } = await fresh();
  const empty = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const cases = [
    [`${base}/missing.wasm`, 'wasm-not-found', /missing\.wasm.*404/],
    ['http://127.0.0.1:1/x.wasm', 'wasm-not-found', /127\.0\.0\.1:1/],
    [new URL('./nothing-here.wasm', import.meta.url), 'wasm-not-found', /nothing-here/],
    [`${base}/short.wasm`, 'wasm-invalid', /short\.wasm/],
    [`${base}/short-mime.wasm`, 'wasm-invalid', /short-mime\.wasm/],
    [`${base}/page.wasm`, 'wasm-invalid', /page\.wasm/],
    [`${base}/empty.wasm`, 'wasm-invalid', /empty\.wasm/],
    [wasm.subarray(0, 5000), 'wasm-invalid', /WebAssembly/],
    [empty, 'wasm-invalid', /not that of iceguard/],
    [withCustomSection(empty, 'iceguard', '0000000000000000'), 'version-mismatch', /0000000000000000/],
    [() => Promise.reject(new Error('offline')), 'wasm-not-found', /offline/],
    [() => fetch(`${base}/right.wasm`, { signal: AbortSignal.abort() }), 'wasm-not-found', /AbortError/],
    [await used(), 'wasm-not-found', /could not be fetched/],
    [Response.error(), 'wasm-not-found', /HTTP 0/],
    [new Response(null, { headers: { 'content-type': 'application/wasm' } }), 'wasm-invalid', /WebAssembly/],
    [detached(), 'wasm-invalid', /WebAssembly/],
    ['no URL', 'wasm-not-found', /no URL/],
    [42, 'type-mismatch', /wasm.*number/],
    [{}, 'type-mismatch', /wasm.*object/],
    [Promise.resolve(wasm.toJSON()), 'type-mismatch', /wasm.*object/],
  ];
  for (const [source, code, message] of cases) {
    await assert.rejects(load({ wasm: typeof source === 'function' ? source() : source }), (e) => {
      assert.ok(e instanceof IceguardError);
      assert.equal(e.code, code, e.message);
      assert.match(e.message, message);
      return true;
    });
  }
  await assert.rejects(load({ wsam: 'x' }), { code: 'unknown-option', field: 'wsam' });
  await assert.rejects(load({ onProgress: true }), { code: 'type-mismatch', field: 'load: onProgress' });
  await assert.rejects(load(5), { code: 'type-mismatch' });
  works(await load());
});

test('a newer module is refused by an older script', async () => {
  const { load } = await fresh();
  const id = /[0-9a-f]{16}$/.exec(wasm.toString('latin1'))[0];
  const other = Buffer.concat([wasm.subarray(0, -16), Buffer.from(id.replace(/./g, (c) => (c === '0' ? '1' : '0')))]);
  await assert.rejects(load({ wasm: other }), (e) => e.code === 'version-mismatch' && e.message.includes(id));
});
