// Listeners of the application that throw, that call back in, and an instance
// that dies while the application is being asked.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { openFaulty, serveFaulty } from '../lib/faults.mjs';

const EVENTS = ['candidate', 'candidatedropped', 'statechange', 'path', 'stats', 'finding', 'enough', 'close', 'error'];

/** Runs in the page: a call whose application throws in every handler it has. */
async function callOfThrowers(events) {
  const c = await globalThis.call({ policy: 'drop tcptype active' });
  const thrown = [];
  const seen = [];
  const thrower = (name) => () => {
    thrown.push(`own: ${name}`);
    throw new Error(`own: ${name}`);
  };
  for (const type of events) {
    c.session.addEventListener(type, thrower(type));
    c.session.addEventListener(type, () => seen.push(type));
  }
  c.a.onicecandidate = ((handler) => (e) => {
    handler(e);
    thrower('onicecandidate')();
  })(c.a.onicecandidate);
  c.a.addEventListener('connectionstatechange', thrower('connectionstatechange'));
  c.ice.addEventListener('error', thrower('module error'), { once: true });
  await c.negotiate();
  await c.opened;
  await c.gathered();
  c.session.addStats(await c.a.getStats());
  globalThis.fault('panic', 'callback');
  const failed = c.until(c.ice, 'error');
  c.a.restartIce();
  await c.negotiate();
  await failed;
  const { path } = c.session.report();
  do await new Promise((resolve) => setTimeout(resolve, 100)); // B's candidates are not to meet a closed connection
  while (c.b.iceGatheringState !== 'complete');
  c.a.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = c.session.report().closed;
  c.end();
  return { thrown, seen, uncaught: globalThis.uncaught.splice(0), path: path !== null, closed };
}

/** Runs in the page: a call whose listeners call everything there is. */
async function callOfCallers(events) {
  const c = await globalThis.call({ policy: 'ipv4-only' });
  const wrong = [];
  const called = {};
  const same = (what, have, want) => JSON.stringify(have) === JSON.stringify(want) || wrong.push(`${what}: ${JSON.stringify(have)}`);
  const line = 'candidate:1 1 udp 1 10.0.0.1 5 typ host';
  const sdp = `v=0\r\nm=application 9 X\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=${line}\r\n`;
  const dropHost = c.ice.policy('drop type host');
  c.session.addEventListener('error', (e) => wrong.push(`error: ${e.detail.stack}`));
  for (const type of events) {
    c.session.addEventListener(type, () => {
      try {
        called[type] = (called[type] ?? 0) + 1;
        if (called[type] > 3) return; // what it does is told as an event again
        const names = ['ipv4-only', 'relay-only'];
        const name = c.session.policy.name;
        c.session.policy = names[1 - names.indexOf(name)];
        same('report', c.session.report().policy.name, c.session.policy.name);
        c.session.policy = name;
        same('decide', dropHost.decide(line, 'local'), { kept: false, rule: 1, text: 'drop type host' });
        same('filter', c.ice.filterDescription({ type: 'offer', sdp }, dropHost, 'local').description.sdp, sdp.replace(`a=${line}\r\n`, ''));
        same('parse', c.ice.parseCandidate(line).port, 5);
        const other = new RTCPeerConnection();
        const session = c.ice.attach(other, { policy: 'udp-only' });
        same('attach', session.report().policy.name, 'udp-only');
        session.detach();
        other.close();
        if (type !== 'stats') c.a.getStats().then((report) => c.session.addStats(report));
      } catch (e) {
        wrong.push(`${type}: ${e.stack}`);
      }
    });
  }
  await c.negotiate();
  await c.opened;
  if (!c.session.report().path) await c.until(c.session, 'path');
  if (!called.stats) await c.until(c.session, 'stats');
  await c.gathered();
  // One that detaches in a listener: after what was told with it comes nothing more.
  const late = [];
  const done = new Promise((resolve) => c.remote.addEventListener('close', () => {
    c.remote.detach();
    setTimeout(() => {
      for (const type of events) c.remote.addEventListener(type, () => late.push(type));
      c.b.dispatchEvent(new Event('iceconnectionstatechange'));
      setTimeout(resolve, 50);
    });
  }, { once: true }));
  c.a.close();
  c.b.close();
  await done;
  const own = Object.getOwnPropertyNames(c.b);
  c.session.detach();
  return { wrong, called, late, own, signalled: c.signalled.filter(Boolean), uncaught: globalThis.uncaught.splice(0) };
}

/** Runs in the page: an instance dies inside a made-up connection that is being read, and which swallows the error. */
async function dieWhileAsked({ kind, member }) {
  const { load } = globalThis.app;
  const ice = await load();
  const errors = [];
  ice.addEventListener('error', (e) => errors.push(e.detail.code));
  let codes = [];
  class MadeUp extends EventTarget {
    iceConnectionState = 'connected';
    async addIceCandidate() {}
    async setRemoteDescription() {}
    async getStats() {}
    close() {}
  }
  const value = () => {
    if (codes.includes('instance-failed')) return [];
    globalThis.fault(kind, 'export');
    try {
      ice.parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host');
      codes.push('no error');
    } catch (e) {
      codes.push(e.code);
    }
    return [];
  };
  Object.defineProperty(MadeUp.prototype, member, member === 'sctp' ? { get: value } : { value });
  const pc = new MadeUp();
  const failed = new Promise((resolve) => ice.addEventListener('error', resolve));
  let session;
  try {
    session = ice.attach(pc);
    codes.push('attached');
  } catch (e) {
    codes.push(e.code);
  }
  await failed;
  session?.detach();
  const own = Object.keys(pc).length - Object.keys(new MadeUp()).length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  const again = await load();
  again.attach(pc).detach();
  return { codes, errors, own, fresh: again !== ice, uncaught: globalThis.uncaught.splice(0) };
}

/** Runs in the page: members that throw when they are read. */
async function getThrown() {
  const ice = await globalThis.app.load();
  const errors = [];
  ice.addEventListener('error', (e) => errors.push(e.detail.message));
  const closed = new RTCPeerConnection();
  closed.close();
  const session = ice.attach(closed); // Firefox throws where a description of a closed connection is read
  closed.dispatchEvent(new Event('signalingstatechange'));
  const state = session.report().signalingState;
  session.detach();
  const pc = new RTCPeerConnection();
  const other = ice.attach(pc);
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const own = { get candidate() { throw new RangeError('own'); } };
  const rejected = [];
  for (const candidate of [own, proxy]) await pc.addIceCandidate(candidate).catch((e) => rejected.push(e.name));
  const alive = other.report().closed === false;
  other.detach();
  pc.close();
  return { errors, state, rejected, alive };
}

/** Runs in the page: an instance dies of the last call it gets. */
async function dieInDetach(kind) {
  const ice = await globalThis.app.load();
  const errors = [];
  const pc = new RTCPeerConnection();
  const session = ice.attach(pc);
  session.addEventListener('error', (e) => errors.push(e.detail.code));
  globalThis.fault(kind, 'export');
  session.detach();
  session.detach();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const own = Object.getOwnPropertyNames(pc);
  const again = await globalThis.app.load();
  again.attach(pc).detach();
  pc.close();
  return { errors, own, fresh: again !== ice, uncaught: globalThis.uncaught.splice(0) };
}

describe('listeners', () => {
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
        await page.evaluate(async () => {
          const { load } = globalThis.app;
          const module = await WebAssembly.compileStreaming(fetch('faults.wasm'));
          globalThis.app = { load: () => load({ wasm: module }) };
        });
      });
      after(() => browser.close());

      test('those that throw disturb nobody else', async () => {
        const r = await page.evaluate(callOfThrowers, EVENTS);
        assert.ok(r.path && r.closed);
        for (const type of ['candidate', 'statechange', 'path', 'stats', 'close', 'error']) assert.ok(r.seen.includes(type), type);
        for (const type of ['onicecandidate', 'module error', 'connectionstatechange']) assert.ok(r.thrown.includes(`own: ${type}`), type);
        // What reaches the page is each of its own errors, once, and nothing else. (To the page its test's script is another origin's.)
        assert.equal(r.uncaught.length, r.thrown.length);
        assert.deepEqual(page.problems.splice(0).map((text) => text.replace(/.*(?=own: )/, '')).sort(), r.thrown.sort());
      });

      test('those that call back in get right answers', async () => {
        const r = await page.evaluate(callOfCallers, EVENTS);
        assert.deepEqual([r.wrong, r.uncaught, r.own], [[], [], []]);
        assert.ok(r.signalled.length > 0 && r.signalled.every((line) => /^\S+ 1 \S+ \d+ [\d.]+ /.test(line)), r.signalled.join());
        for (const type of ['candidate', 'candidatedropped', 'statechange', 'path', 'stats']) assert.ok(r.called[type] > 0, type);
        assert.deepEqual(r.late, []);
      });

      test('members that throw when they are read end nothing', async () => {
        const r = await page.evaluate(getThrown);
        assert.deepEqual(r, { errors: [], state: 'closed', rejected: ['RangeError', 'TypeError'], alive: true });
        assert.deepEqual(page.problems.splice(0), []);
      });

      for (const kind of ['exit', 'fatal', 'trap', 'recursion']) {
        test(`${kind} in detach: it throws nothing and restores the connection`, async () => {
          const r = await page.evaluate(dieInDetach, kind);
          assert.deepEqual(r, { errors: ['instance-failed'], own: [], fresh: true, uncaught: [] });
          assert.deepEqual(page.problems.splice(0), []);
        });

        for (const [member, when, codes] of [
          ['getConfiguration', 'attach throws', ['instance-failed', 'instance-failed']],
          ...['getSenders', 'sctp'].map((later) => [later, 'the session says so', ['attached', 'instance-failed']]),
        ]) {
          test(`${kind} while a made-up connection's ${member} is read: ${when} and nothing hangs`, async () => {
            const r = await page.evaluate(dieWhileAsked, { kind, member });
            assert.deepEqual(r, { codes, errors: ['instance-failed'], own: 0, fresh: true, uncaught: [] });
            assert.deepEqual(page.problems.splice(0), []);
          });
        }
      }
    });
  }
});
