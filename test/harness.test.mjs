// Proves the harness itself, without iceguard: what these tests show is what the others may rely on.
// Run: test/netns.sh node --test test/harness.test.mjs

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { browsers, launch } from './lib/browser.mjs';
import { startDemo } from './lib/demo.mjs';
import { bundleWith, cleanProject, packTarball } from './lib/pack.mjs';
import { serveDir } from './lib/server.mjs';

const run = promisify(execFile);
const file = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const timeout = 300_000; // ms; only for what hangs
const EMPTY = { '/': { body: '<!doctype html><title>empty</title>' } };

/** In the page: connects two peer connections, sends a message; the candidate lines and the message. */
async function callInPage() {
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  /** @type {string[]} */
  const lines = [];
  for (const [from, to] of [[a, b], [b, a]]) {
    from.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) lines.push(candidate.candidate);
      if (candidate) to.addIceCandidate(candidate);
    };
  }
  const channel = a.createDataChannel('harness');
  channel.onopen = () => channel.send('hello');
  const message = new Promise((resolve) => {
    b.ondatachannel = (opened) => (opened.channel.onmessage = ({ data }) => resolve(data));
  });
  await a.setLocalDescription();
  await b.setRemoteDescription(/** @type {RTCSessionDescription} */ (a.localDescription));
  await b.setLocalDescription();
  await a.setRemoteDescription(/** @type {RTCSessionDescription} */ (b.localDescription));
  const result = { message: await message, lines };
  a.close();
  b.close();
  return result;
}

/**
 * In the page: one end of a call without trickling. Makes an offer, or answers one; the description when all is
 * gathered. The message that comes in later is globalThis.message.
 * @param {RTCSessionDescriptionInit} [offer]
 */
async function describeEnd(offer) {
  const scope = /** @type {any} */ (globalThis);
  /** @type {RTCPeerConnection} */
  const pc = (scope.pc = new RTCPeerConnection());
  scope.channel = pc.createDataChannel('harness', { negotiated: true, id: 0 });
  scope.opened = new Promise((resolve) => (scope.channel.onopen = resolve));
  scope.message = new Promise((resolve) => (scope.channel.onmessage = (/** @type {MessageEvent} */ event) => resolve(event.data)));
  const gathered = new Promise((resolve) => {
    pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && resolve(undefined);
  });
  if (offer) await pc.setRemoteDescription(offer);
  await pc.setLocalDescription();
  await gathered;
  return /** @type {RTCSessionDescription} */ (pc.localDescription).toJSON();
}

/**
 * What a test opens; closed when the test has ended, however it ends.
 * @template {{close: () => Promise<void>}} T
 * @param {{after: (callback: () => Promise<void>) => void}} t
 * @param {Promise<T>} opening
 */
async function using(t, opening) {
  const opened = await opening;
  t.after(() => opened.close());
  return opened;
}

for (const name of browsers) {
  describe(name, { timeout }, () => {
    for (const mdns of [true, false]) {
      test(`connects within a page, ${mdns ? 'addresses hidden by mDNS' : 'addresses shown'}`, async (t) => {
        const server = await using(t, serveDir(undefined, { files: EMPTY }));
        const page = await (await using(t, launch(name, { mdns }))).newPage(`${server.url}/`);
        const { message, lines } = await page.evaluate(callInPage);
        assert.equal(message, 'hello');
        assert.deepEqual(page.problems, []);
        const addresses = lines.filter((line) => line.includes(' typ host')).map((line) => line.split(' ')[4]);
        assert.ok(addresses.length > 0, 'no host candidate');
        if (mdns) assert.ok(addresses.every((address) => address.endsWith('.local')), lines.join('\n'));
        else assert.ok(addresses.includes(ownAddress()), `${ownAddress()} is not in\n${lines.join('\n')}`);
      });
    }

    test('takes a certificate by its key, grants a made-up camera, leaves nothing behind', async (t) => {
      const { key, cert, spki } = await selfSigned();
      const secure = createServer({ key, cert }, (_, response) => response.setHeader('content-type', 'text/html').end('<title>secure</title>'));
      await once(secure.listen(0, '127.0.0.1'), 'listening');
      t.after(() => secure.close().closeAllConnections());
      const { port } = /** @type {import('node:net').AddressInfo} */ (secure.address());

      const launched = await using(t, launch(name, { spki: [spki], fakeMedia: true }));
      const child = launched.browser.process();
      const profile = child?.spawnargs.join('\0').match(/[^\0=]*iceguard-[^\0]*profile/)?.[0] ?? '';
      assert.ok(existsSync(profile), profile);
      const page = await launched.newPage(`https://127.0.0.1:${port}/`);
      assert.equal(await page.title(), 'secure');
      const tracks = await page.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        return stream.getTracks().map((track) => track.kind).sort();
      });
      assert.deepEqual(tracks, ['audio', 'video']);

      await launched.close();
      assert.ok(child?.exitCode !== null || child.signalCode !== null, 'the browser still runs');
      assert.ok(!existsSync(join(profile, '..')), `${profile} is still there`);
      await launched.close(); // a second time does nothing
    });

    test('tells the problems of a page', async (t) => {
      const body = '<!doctype html><script>console.error("said"); setTimeout(() => { throw new TypeError("thrown"); })</script><img src="/gone.png">';
      const { url } = await using(t, serveDir(undefined, { files: { '/': { body } } }));
      const page = await (await using(t, launch(name))).newPage(`${url}/`);
      const wanted = ['console: said', 'uncaught: TypeError: thrown', `request: ${url}/gone.png: status 404`];
      // Reports may come after the load event, but no later than a few turns of the page.
      const unseen = () => wanted.filter((part) => !page.problems.includes(part));
      for (let turn = 0; turn < 500 && unseen().length > 0; turn++) await page.evaluate(() => new Promise(requestAnimationFrame));
      assert.deepEqual(unseen(), [], page.problems.join('\n'));
    });
  });
}

if (browsers.length === 2) {
  // Within one browser a name could be known without asking; between two it must have come by multicast.
  test('Firefox answers Chromium, both hidden by mDNS', { timeout }, async (t) => {
    const { url } = await using(t, serveDir(undefined, { files: EMPTY }));
    const ends = await Promise.all(browsers.map((name) => using(t, launch(name))));
    const [caller, callee] = await Promise.all(ends.map((end) => end.newPage(`${url}/`)));
    const offer = await caller.evaluate(describeEnd);
    const answer = await callee.evaluate(describeEnd, offer);
    for (const { sdp } of [offer, answer]) assert.match(sdp ?? '', /^a=candidate:.*\.local .* typ host/m);
    await caller.evaluate(async (description) => {
      const { pc, opened, channel } = /** @type {any} */ (globalThis);
      await pc.setRemoteDescription(description);
      await opened;
      channel.send('hello');
    }, answer);
    assert.equal(await callee.evaluate(() => /** @type {any} */ (globalThis).message), 'hello');
  });
}

test('a package is packed, installed, bundled, and runs', { timeout }, async (t) => {
  const dir = await temporary(t);
  await writeStandIn(dir);
  const packed = await using(t, packTarball(dir));
  assert.deepEqual(packed.files.map(({ path }) => path).sort(), ['dist/iceguard.d.ts', 'dist/iceguard.js', 'dist/iceguard.wasm', 'package.json']);
  const project = await using(t, cleanProject({ tarball: packed.tarball, devDependencies: ['puppeteer-core'] }));
  assert.ok(existsSync(join(project.dir, 'node_modules/puppeteer-core/package.json')));
  const launched = await Promise.all(browsers.map((name) => using(t, launch(name))));

  for (const bundler of /** @type {const} */ (['vite', 'esbuild', 'esbuild-file'])) {
    await t.test(bundler, async (t) => {
      const [first, option] = bundler === 'esbuild-file' ? ["import wasm from 'iceguard/iceguard.wasm';", '{ wasm }'] : ['', ''];
      const entry = `${first} import { load } from 'iceguard'; load(${option}).then((ice) => { document.title = ice.answer(); });`;
      const bundled = await bundleWith(bundler, project.dir, entry);
      assert.deepEqual(bundled.warnings, []);
      const server = await using(t, serveDir(bundled.dir));
      for (const { newPage } of launched) {
        const page = await newPage(`${server.url}/`);
        await page.waitForFunction(() => document.title === '42', { timeout: 60_000 }).catch((error) => {
          assert.fail(`${error.message}\n${page.problems.join('\n')}`);
        });
        assert.deepEqual(page.problems, []);
      }
    });
  }
});

test('the server answers as wrongly as it is told to', { timeout }, async (t) => {
  const { url, requests } = await using(t, serveDir(file('lib'), {
    headers: { 'content-security-policy': "default-src 'self'" },
    files: {
      '/wrong.wasm': { body: 'abc', type: 'text/plain', headers: { 'content-security-policy': '' } },
      '/server.mjs': { status: 404 },
      '/cut.wasm': { body: 'abcdef', truncate: 3 },
    },
  }));
  const plain = await fetch(`${url}/demo.mjs?x`);
  assert.equal(await plain.text(), await readFile(file('lib/demo.mjs'), 'utf8'));
  assert.match(plain.headers.get('content-type') ?? '', /^text\/javascript/);
  assert.equal(plain.headers.get('content-security-policy'), "default-src 'self'");
  const wrong = await fetch(`${url}/wrong.wasm`);
  assert.deepEqual([await wrong.text(), wrong.headers.get('content-type'), wrong.headers.get('content-security-policy')], ['abc', 'text/plain', '']);
  for (const path of ['/server.mjs', '/nothing', '/..%2fnetns.sh']) assert.equal((await fetch(url + path)).status, 404, path);
  const cut = await fetch(`${url}/cut.wasm`);
  assert.equal(cut.headers.get('content-type'), 'application/wasm');
  await assert.rejects(cut.arrayBuffer());
  assert.deepEqual(requests[0], { method: 'GET', path: '/demo.mjs?x', status: 200 });
});

test('the demo is waited for, asked, and ended', { timeout }, async (t) => {
  const program = join(await temporary(t), 'demo');
  const previous = process.env.ICEGUARD_DEMO;
  process.env.ICEGUARD_DEMO = program;
  t.after(() => (previous === undefined ? delete process.env.ICEGUARD_DEMO : (process.env.ICEGUARD_DEMO = previous)));
  await writeFile(program, `#!${process.execPath}
    if (process.argv.includes('--bad')) { console.error('no such flag'); process.exit(3); }
    const server = require('node:http').createServer((_, response) => response.end(JSON.stringify(process.argv.slice(2))));
    server.listen(0, '127.0.0.1', () => console.log('iceguard demo: http://127.0.0.1:' + server.address().port));`, { mode: 0o755 });
  const demo = await using(t, startDemo(['--mdns=false']));
  assert.deepEqual(await demo.config(), ['--addr', '127.0.0.1:0', '--stun-ports', '0,0', '--turn-port', '0', '--turns-port', '0', '--mdns=false']);
  await demo.close();
  await assert.rejects(demo.config());
  await assert.rejects(startDemo(['--bad']), /exit code 3[^]*no such flag/);
  process.env.ICEGUARD_DEMO = `${program}-gone`;
  await assert.rejects(startDemo(), /could not be started/);
});

test('netns.sh gives a network of its own, passes the exit code on and cleans up', { timeout }, async () => {
  const env = { ...process.env, ICEGUARD_INSIDE_NETNS: '', ICEGUARD_NETNS: '' };
  const { code, stdout, stderr } = await fails(run(file('netns.sh'), ['sh', '-c', 'ip -brief addr; echo "$TMPDIR"; exit 7'], { env }));
  assert.equal(code, 7);
  if (stderr.includes("on the host's own network")) return; // not root, not Linux, or no namespaces: it says so
  assert.match(stdout, /10\.9\.0\.2\/24.*fd09::2\/64/);
  assert.ok(!existsSync(stdout.trim().split('\n').at(-1) ?? ''), 'its TMPDIR is still there');
});

test('install.sh names both browsers, and a wrong one', { timeout }, async () => {
  const { stdout } = await run(file('install.sh'));
  assert.match(stdout, /^CHROME_BIN=\S.*\nFIREFOX_BIN=\S.*\n$/);
  const { code, stderr } = await fails(run(file('install.sh'), { env: { ...process.env, FIREFOX_BIN: '/nowhere/firefox' } }));
  assert.equal(code, 1);
  assert.match(stderr, /FIREFOX_BIN=\/nowhere\/firefox/);
});

/**
 * A folder of the test's own.
 * @param {{after: (callback: () => Promise<void>) => void}} t
 */
async function temporary(t) {
  const dir = await mkdtemp(join(tmpdir(), 'iceguard-harness-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/**
 * The error of a command that is expected to fail.
 * @param {Promise<unknown>} command
 * @returns {Promise<{code: number, stdout: string, stderr: string}>}
 */
const fails = (command) => command.then(() => assert.fail('did not fail'), (error) => error);

/** The IPv4 address that a browser should show. */
function ownAddress() {
  if (process.env.ICEGUARD_INSIDE_NETNS === '1') return '10.9.0.2';
  const own = Object.values(networkInterfaces()).flat().find((one) => one && one.family === 'IPv4' && !one.internal);
  return own?.address ?? 'an address of this machine';
}

/** A key, its certificate for 127.0.0.1, and the base64 SHA-256 of its public key. */
async function selfSigned() {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '-', '-out', '-'];
  const { stdout } = await run('openssl', [...args, '-days', '2', '-subj', '/CN=harness', '-addext', 'subjectAltName=IP:127.0.0.1']);
  const spki = new X509Certificate(stdout.slice(stdout.indexOf('-----BEGIN CERT'))).publicKey.export({ type: 'spki', format: 'der' });
  return { key: stdout, cert: stdout, spki: createHash('sha256').update(spki).digest('base64') };
}

/**
 * Writes a package of iceguard's shape: a module that loads the wasm file beside it.
 * @param {string} dir
 */
async function writeStandIn(dir) {
  const exports = { '.': { types: './dist/iceguard.d.ts', default: './dist/iceguard.js' }, './iceguard.wasm': './dist/iceguard.wasm' };
  // (module (func (export "answer") (result i32) (i32.const 42))), then a custom section of 8 KB: bundlers put small
  // files into the JavaScript.
  const wasm = '0061736d010000000105016000017f03020100070a0106616e7377657200000a06010400412a0b' + '00c03e03706164' + '00'.repeat(7_996);
  await mkdir(join(dir, 'dist'));
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'iceguard', version: '0.0.0', type: 'module', files: ['dist'], exports }));
  await writeFile(join(dir, 'dist/iceguard.d.ts'), 'export function load(options?: { wasm?: string | URL }): Promise<{ answer(): number }>;\n');
  await writeFile(join(dir, 'dist/iceguard.wasm'), Buffer.from(wasm, 'hex'));
  await writeFile(join(dir, 'dist/iceguard.js'), `
    export async function load({ wasm = new URL('./iceguard.wasm', import.meta.url) } = {}) {
      const response = await fetch(wasm);
      const copy = response.clone();
      const { instance } = await WebAssembly.instantiateStreaming(response)
        .catch(async () => WebAssembly.instantiate(await copy.arrayBuffer()));
      return instance.exports;
    }`);
}
