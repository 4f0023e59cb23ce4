// The blocks of the README that need a connection, in real browsers, bundled from the packed package.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { bundleWith, cleanProject, packTarball } from '../lib/pack.mjs';
import { blocks } from '../lib/readme.mjs';
import { root } from '../lib/root.mjs';
import { serveDir } from '../lib/server.mjs';

const js = blocks().filter((b) => b.info === 'js').map((b) => b.code);
const tenLines = js.find((code) => code.includes("import { load } from 'iceguard'"));
const report = js.find((code) => code.includes('session.report()'));
const fed = js.find((code) => code.includes('addStats'));
const early = js.find((code) => code.includes('gathering:'));
const relay = js.find((code) => code.includes('forcesRelay'));
const guard = js.find((code) => code.includes('ice.guard('));
const [, installed] = js.find((code) => code.includes('installEarly')).split(/(?<=from 'iceguard';\n)/);

/** A peer in the same page, and what the page printed until the path was known. */
const call = `
  const peer = new RTCPeerConnection();
  pc.onicecandidate = ({ candidate }) => candidate && peer.addIceCandidate(candidate);
  peer.onicecandidate = ({ candidate }) => candidate && pc.addIceCandidate(candidate);
  const known = new Promise((resolve) => session.addEventListener('path', () => setTimeout(resolve, 0)));
  pc.createDataChannel('x');
  await pc.setLocalDescription();
  await peer.setRemoteDescription(pc.localDescription);
  await peer.setLocalDescription();
  await pc.setRemoteDescription(peer.localDescription);
  await known;
  {
    ${report}
    globalThis.known = { path, generations, localCandidates, candidateErrors };
  }
  session.detach();
  {
    ${fed}
    session.detach();
  }
  {
    ${relay}
    globalThis.relay = { ...pc.getConfiguration(), policy: session.policy.name };
    session.detach();
    pc.close();
  }
  session.detach();
  pc.close();
  peer.close();
  {
    const pc = new RTCPeerConnection();
    pc.createDataChannel('x');
    let send;
    const sent = new Promise((resolve) => (send = resolve));
    ${early}
    await pc.setLocalDescription();
    globalThis.sent = (await sent).sdp;
    session.detach();
    pc.close();
  }
  const sessions = [];
  const iceServers = [];
  for (const make of [
    () => {
      ${guard}
      return pc;
    },
    () => {
      ${installed}
      uninstall();
      return pc;
    },
  ]) {
    const pc = make();
    pc.createDataChannel('x');
    await pc.setLocalDescription();
    const { policy } = sessions.pop();
    (globalThis.guarded ??= []).push({ policy: policy.name, relay: pc.getConfiguration().iceTransportPolicy, native: pc instanceof RTCPeerConnection });
    pc.close();
  }
  globalThis.done = true;
`;

const capture = 'const printed = (globalThis.printed = []); const console = { log: (...words) => printed.push(words.join(" ")) };';
const [imports, ...rest] = tenLines.split(/(?<=from 'iceguard';\n)/);
const entry = `import { installEarly } from 'iceguard';\n${imports}${capture}\n${rest.join('')}\n${call}`;

describe('the README', () => {
  let project;
  let packed;
  before(async () => {
    packed = await packTarball(root);
    project = await cleanProject({ tarball: packed.tarball });
  });
  after(async () => {
    await project.close();
    await packed.close();
  });

  /** Opens a page made of the code and waits until it says that it is done. */
  async function run(t, browser, bundler, code) {
    const { dir } = await bundleWith(bundler, project.dir, code);
    const server = await serveDir(dir);
    t.after(() => server.close());
    const page = await browser.newPage(`${server.url}/`);
    await page.waitForFunction(() => globalThis.done, { timeout: 60_000 });
    assert.deepEqual(page.problems, []);
    return page;
  }

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await launch(name, { mdns: false })));
      after(() => browser.close());

      test('ten lines print the path and what was not signalled', async (t) => {
        const page = await run(t, browser, 'vite', entry);
        const { printed, known, relay: made, sent, guarded } = await page.evaluate(() => ({
          printed: globalThis.printed, known: JSON.stringify(globalThis.known), relay: globalThis.relay, sent: globalThis.sent, guarded: globalThis.guarded,
        }));
        const { path, generations, localCandidates, candidateErrors } = JSON.parse(known);
        assert.ok(printed.some((line) => /^path: (host|reflexive) over udp$/.test(line)), printed.join('\n'));
        const dropped = localCandidates.filter((c) => !c.kept);
        assert.deepEqual(printed.filter((line) => line.startsWith('not signalled: ')).sort(),
          dropped.map((c) => `not signalled: ${c.candidate}`).sort());
        assert.ok(dropped.every((c) => c.scope === 'private'));
        assert.ok(printed.some((line) => /^(new|connecting|connected), direct .* policy of 1 rule, local \d of \d kept/.test(line)), printed.join('\n'));
        assert.match(printed.at(-1), /^[1-9]\d+$/, 'the bytes that the application’s own statistics tell');
        assert.ok(path && generations.length === 1 && candidateErrors.length === 0);
        assert.deepEqual([made.iceTransportPolicy, made.policy], ['relay', 'relay-only']);
        assert.deepEqual(guarded, [{ policy: 'relay-only', relay: 'relay', native: true }, { policy: 'no-host', relay: 'all', native: true }]);
        assert.match(sent, /^a=candidate:.* typ host/m, 'the offer that is sent once');
      });

      test('the way with esbuild', async (t) => {
        const [{ code }] = blocks().filter((b) => b.info === 'js esbuild');
        const page = await run(t, browser, 'esbuild-file', `${code}\nglobalThis.id = ice.buildId; globalThis.done = true;`);
        assert.match(await page.evaluate(() => globalThis.id), /^[0-9a-f]{16}$/);
      });
    });
  }
});
