import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

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
};
let server;
let base;

before(async () => {
  server = createServer((request, response) => {
    const [status, type, body] = responses[request.url] ?? [404, 'text/html', 'not here'];
    response.writeHead(status, type ? { 'content-type': type } : {}).end(body);
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

test('loads from the file beside the script, a URL, a Response, bytes and a Module', async () => {
  const sources = {
    'nothing said': () => undefined,
    'a URL': () => new URL(`${base}/right.wasm`),
    'text': () => `${base}/right.wasm`,
    'a promise of a Response': () => fetch(`${base}/right.wasm`),
    'a Response': async () => fetch(`${base}/right.wasm`),
    'bytes': () => new Uint8Array(wasm),
    'a buffer': () => new Uint8Array(wasm).buffer,
    'a Module': () => WebAssembly.compile(wasm),
    'a wrong MIME type': () => `${base}/mime.wasm`,
    'no MIME type': () => `${base}/none.wasm`,
  };
  for (const [name, source] of Object.entries(sources)) {
    const { load } = await fresh();
    const value = await source();
    works(await load(value === undefined ? undefined : { wasm: value }).catch((e) => assert.fail(`${name}: ${e.message}`)));
  }
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
    [42, 'type-mismatch', /wasm/],
  ];
  for (const [source, code, message] of cases) {
    await assert.rejects(load({ wasm: source }), (e) => {
      assert.ok(e instanceof IceguardError);
      assert.equal(e.code, code, e.message);
      assert.match(e.message, message);
      return true;
    });
  }
  await assert.rejects(load({ wsam: 'x' }), { code: 'unknown-option', field: 'wsam' });
  await assert.rejects(load(5), { code: 'type-mismatch' });
  works(await load());
});

test('a newer module is refused by an older script', async () => {
  const { load } = await fresh();
  const id = /[0-9a-f]{16}$/.exec(wasm.toString('latin1'))[0];
  const other = Buffer.concat([wasm.subarray(0, -16), Buffer.from(id.replace(/./g, (c) => (c === '0' ? '1' : '0')))]);
  await assert.rejects(load({ wasm: other }), (e) => e.code === 'version-mismatch' && e.message.includes(id));
});
