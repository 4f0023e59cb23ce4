// What happens to calls when the WebAssembly instance dies of what is injected
// into it (wasm/faults.go) in the middle of gathering.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { KINDS, openFaulty, PLACES, serveFaulty } from '../lib/faults.mjs';

/** Runs in the page: a call in which the instance fails, and all that the application then sees. */
async function callThatFails({ kind, place, ...options }) {
  const module = (globalThis.faulty ??= await WebAssembly.compileStreaming(fetch('faults.wasm')));
  const load = () => globalThis.app.load({ wasm: module });
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  // The addresses that this page's connections have, by one that nothing is attached to.
  const plain = new RTCPeerConnection();
  plain.createDataChannel('x');
  await plain.setLocalDescription();
  while (plain.iceGatheringState !== 'complete') await pause(10);
  const addresses = [...plain.localDescription.sdp.matchAll(/^a=candidate:\S+ \d \S+ \d+ (\S+)/gm)].map((match) => match[1]);
  plain.close();

  const ice = await load();
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
  await Promise.race([failed, pause(5000)]);
  look();
  for (let tries = 0; tries < 100 && !c.a.remoteDescription.sdp.includes('a=candidate:'); tries++) await pause(20);
  const remote = c.a.remoteDescription.sdp;

  const { policy } = c.session;
  attempt('report', () => c.session.report());
  attempt('toString', () => String(c.session));
  attempt('policy', () => (c.session.policy = policy.text));
  attempt('decide', () => policy.decide('candidate:1 1 udp 1 192.0.2.1 5 typ host', 'local'));
  attempt('attach', () => ice.attach(new RTCPeerConnection()));
  c.session.addStats(await c.a.getStats());

  let echo;
  if (options.expectEcho) {
    const answer = c.opened.then(() => new Promise((resolve) => {
      c.channel.onmessage = ({ data }) => resolve(data);
      c.channel.send('hello');
    }));
    echo = await Promise.race([answer, pause(3000)]);
  }

  const offer = async () => {
    shown.push(JSON.stringify(await c.a.createOffer()));
    await new Promise((resolve, reject) => c.a.createOffer((d) => resolve(shown.push(JSON.stringify(d))), reject));
    look();
  };
  const regathered = async () => {
    await pause(100); // until then the state can be that of the gathering before
    await c.gathered();
    await offer();
  };
  await offer();
  c.a.restartIce();
  await offer();
  await c.negotiate();
  await regathered();
  // And as the one who answers.
  await c.b.setLocalDescription(await c.b.createOffer({ iceRestart: true }));
  await c.a.setRemoteDescription(c.b.localDescription);
  shown.push(JSON.stringify(await c.a.createAnswer()));
  await c.a.setLocalDescription();
  look();
  await c.b.setRemoteDescription(c.a.localDescription);
  await regathered();
  await c.a.addIceCandidate({ candidate: 'candidate:1 1 udp 1 192.0.2.77 5000 typ host', sdpMid: '0' });
  const added = c.a.remoteDescription.sdp.includes('192.0.2.77');

  c.session.detach();
  c.session.detach();
  const own = Object.getOwnPropertyNames(c.a);

  const again = await load();
  const session = again.attach(c.a, { policy: 'no-host' });
  const other = await globalThis.call({ policy: 'all' });
  await other.negotiate();
  await other.opened;
  const anew = [session, other.session].map((s) => s.report().closed);
  const hidden = !c.a.localDescription.sdp.includes('a=candidate:');
  session.detach();
  other.end();
  c.a.close();
  c.b.close();
  await pause(100);
  return {
    errors, thrown, shown: shown.join('\n'), signalled: c.signalled.filter(Boolean), remote, added, echo, own, addresses,
    fresh: again !== ice, anew, hidden, uncaught: globalThis.uncaught.splice(0),
  };
}

/** All but what ends nothing: a panic that is recovered, and a goroutine that waits for ever. Most kinds do not care whose goroutine it is. */
const DEATHS = KINDS.flatMap((kind) => PLACES.map((place) => [kind, place])).filter(([kind, place]) => (
  kind === 'panic' ? place !== 'callback' : place !== 'goroutine' && !(kind === 'deadlock' && place === 'timer')
));

function assertHidden(r) {
  assert.deepEqual(r.signalled, []);
  assert.doesNotMatch(r.shown, /a=candidate:|typ host/);
  for (const address of r.addresses) assert.ok(!r.shown.includes(address), address);
}

describe('when the instance dies', () => {
  let site;
  before(async () => (site = await serveFaulty()));
  after(() => site.close());

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      let page;
      before(async () => {
        browser = await launch(name, { mdns: false });
        page = await openFaulty(browser, site.url);
      });
      after(() => browser.close());

      /** One after another in one page, as after each death something new is loaded there. */
      const run = async (options) => {
        const result = await page.evaluate(callThatFails, options);
        return { ...result, problems: page.problems.splice(0) };
      };

      /** What holds whatever the policy. */
      const assertContained = (r) => {
        assert.deepEqual([r.uncaught, r.problems], [[], []], 'nothing reaches the page');
        assert.deepEqual(r.errors.map((e) => e.split(':')[0]), ['session instance-failed', 'module instance-failed']);
        assert.match(r.remote, /^a=candidate:/m);
        assert.equal(r.added, true, 'a remote candidate passes');
        assert.deepEqual(r.own, [], 'detach leaves nothing on the connection');
        assert.deepEqual(r.anew, [false, false], 'this and a new connection can be attached');
        assert.equal(r.hidden, true, 'the new session filters');
        assert.notEqual(r.addresses.length, 0); // else nothing would be looked for
      };
      const typed = ['report', 'toString', 'policy', 'decide', 'attach'].map((what) => `${what} IceguardError instance-failed`);
      const assertDead = (r) => {
        assert.deepEqual(r.thrown.filter((what) => !what.startsWith('the call')), typed);
        assert.equal(r.fresh, true);
      };

      for (const [kind, place] of DEATHS) {
        test(`open: ${kind} in ${place}: the call goes on as if nothing had been attached`, async () => {
          const r = await run({ kind, place, policy: 'udp-only', expectEcho: true });
          assertContained(r);
          assertDead(r);
          assert.equal(r.echo, 'echo hello');
          for (const address of r.addresses) assert.ok(r.shown.includes(address), address);
        });
      }

      for (const [kind, place] of DEATHS.filter(([, where]) => where === 'callback')) {
        for (const options of [{ policy: 'relay-only' }, { policy: 'no-host', onFailure: 'closed' }]) {
          test(`closed: ${kind} in ${place}, ${options.policy}: no local candidate is shown any more`, async () => {
            const r = await run({ kind, place, ...options });
            assertContained(r);
            assertDead(r);
            assertHidden(r);
          });
        }
      }

      test('a panic in a callback is no death', async () => {
        for (const options of [{ policy: 'udp-only', expectEcho: true }, { policy: 'relay-only' }]) {
          const r = await run({ kind: 'panic', place: 'callback', ...options });
          assertContained(r);
          assert.deepEqual(r.thrown, []);
          assert.equal(r.fresh, false);
          if (options.expectEcho) assert.equal(r.echo, 'echo hello');
          else assertHidden(r);
        }
      });
    });
  }
});
