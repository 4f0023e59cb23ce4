// What happens to calls when the WebAssembly instance dies of what is injected
// into it (wasm/faults.go) in the middle of gathering.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { faultyModule, installFaults, KINDS, PLACES } from '../lib/faults.mjs';
import { installCall, servePackage, started } from '../lib/page.mjs';

/** Runs in the page: a call in which the instance fails, and all that the application then sees. */
async function callThatFails({ kind, place, ...options }) {
  const { load } = globalThis.app;
  const ice = await load({ wasm: 'faults.wasm' });
  const c = await globalThis.call(options);
  const errors = [];
  ice.addEventListener('error', (e) => errors.push(`module ${e.detail.code}: ${e.detail.message}`));
  c.session.addEventListener('error', (e) => errors.push(`session ${e.detail.code}: ${e.detail.message}`));
  const failed = c.until(ice, 'error');

  const shown = []; // all that an application could signal
  c.a.addEventListener('icecandidate', (e) => shown.push(JSON.stringify(e.candidate), e.candidate?.address));
  const look = () => {
    for (const name of ['localDescription', 'currentLocalDescription', 'pendingLocalDescription']) shown.push(JSON.stringify(c.a[name]));
  };
  for (const type of ['icecandidate', 'icegatheringstatechange', 'signalingstatechange']) c.a.addEventListener(type, look);

  const thrown = [];
  const attempt = (what, f) => {
    try {
      f();
    } catch (e) {
      thrown.push(`${what} ${e.name} ${e.code}`);
    }
  };
  const first = Promise.race([c.until(c.session, 'candidate'), c.until(c.session, 'candidatedropped')]).then(() => {
    globalThis.fault(kind, place);
    if (place === 'export') attempt('the call', () => ice.parseCandidate('candidate:1 1 udp 1 192.0.2.1 5 typ host'));
  });
  await c.negotiate();
  await first;
  await c.gathered();
  await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, 5000))]);
  look();

  const { policy } = c.session;
  attempt('report', () => c.session.report());
  attempt('toString', () => String(c.session));
  attempt('policy', () => (c.session.policy = 'all'));
  attempt('decide', () => policy.decide('candidate:1 1 udp 1 192.0.2.1 5 typ host', 'local'));
  attempt('attach', () => ice.attach(new RTCPeerConnection()));
  c.session.addStats(await c.a.getStats());

  const late = new Promise((resolve) => setTimeout(resolve, 3000, false));
  const echoed = Promise.race([late, c.opened.then(() => new Promise((resolve) => {
    c.channel.onmessage = ({ data }) => resolve(data);
    c.channel.send('hello');
  }))]);
  const echo = options.expectEcho ? await echoed : null;

  // Another offer, an ICE restart, and an answer.
  const restart = async () => {
    c.a.restartIce();
    const offer = await c.a.createOffer();
    shown.push(JSON.stringify(offer));
    await new Promise((resolve, reject) => c.a.createOffer((d) => resolve(shown.push(JSON.stringify(d))), reject));
    await c.negotiate();
    await c.gathered();
    shown.push(JSON.stringify(await c.a.createOffer()));
  };
  await restart();
  look();
  await c.b.setLocalDescription(await c.b.createOffer({ iceRestart: true }));
  await c.a.setRemoteDescription(c.b.localDescription);
  shown.push(JSON.stringify(await c.a.createAnswer()));
  await c.a.setLocalDescription();
  look();
  await c.b.setRemoteDescription(c.a.localDescription);
  await c.gathered();
  shown.push(JSON.stringify(await c.a.createOffer()));
  look();
  const remote = c.a.remoteDescription.sdp;
  await c.a.addIceCandidate({ candidate: 'candidate:1 1 udp 1 192.0.2.77 5000 typ host', sdpMid: '0' });
  const added = c.a.remoteDescription.sdp.includes('192.0.2.77');

  c.session.detach();
  c.session.detach();
  const own = Object.getOwnPropertyNames(c.a);
  const local = c.a.localDescription.sdp; // as the browser has it
  const addresses = [...local.matchAll(/^a=candidate:\S+ \d \S+ \d+ (\S+)/gm)].map((match) => match[1]);

  const again = await load({ wasm: 'faults.wasm' });
  const session = again.attach(c.a, { policy: 'no-host' });
  const other = await globalThis.call({ policy: 'all' });
  await other.negotiate();
  await other.opened;
  const fresh = again !== ice && other.ice === again && session.report().closed === false && other.session.report().path !== undefined;
  const hidden = c.a.localDescription.sdp.includes('a=candidate:') === false;
  session.detach();
  other.end();
  c.a.close();
  c.b.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { errors, thrown, shown, signalled: c.signalled.filter(Boolean), remote, added, echo, own, addresses, fresh, hidden, uncaught: globalThis.uncaught };
}

describe('when the instance dies', () => {
  let site;
  before(async () => (site = await servePackage({ files: { '/faults.wasm': { body: await faultyModule() } } })));
  after(() => site.close());

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await launch(name, { mdns: false })));
      after(() => browser.close());

      const run = async (options) => {
        const page = await browser.newPage(site.url);
        await started(page);
        await page.evaluate(installCall);
        await page.evaluate(installFaults, KINDS, PLACES);
        const result = await page.evaluate(callThatFails, options);
        const problems = page.problems;
        await page.close();
        return { ...result, problems };
      };

      for (const kind of KINDS) {
        for (const place of PLACES) {
          test(`${kind} in ${place}`, async () => {
            const r = await run({ kind, place, policy: 'udp-only', expectEcho: true });
            console.log(JSON.stringify({ kind, place, ...r, shown: r.shown.length, remote: r.remote.length, signalled: r.signalled.length }, null, 1));
          });
        }
      }
    });
  }
});
