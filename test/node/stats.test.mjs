// When statistics are asked for, and what of them is read. On a stand-in
// connection: no browser lets a test decide what getStats answers, and when.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { load } from '../../dist/iceguard.js';
import { StandInConnection, report } from '../lib/standin.mjs';

const ice = await load();
const realNow = performance.now;
const queueEmpty = () => new Promise((resolve) => setImmediate(resolve));

let clock;
let pc;
let session;

beforeEach(() => {
  clock = 1000;
  performance.now = () => clock;
  mock.timers.enable({ apis: ['setTimeout'] });
  pc = new StandInConnection();
});

afterEach(() => {
  session?.detach();
  mock.timers.reset();
  performance.now = realNow;
});

/** Attaches, and keeps what the session tells of statistics. */
function attach(options) {
  const told = [];
  session = ice.attach(pc, options);
  for (const type of ['stats', 'path', 'error']) session.addEventListener(type, (e) => told.push({ type, ...e.detail }));
  return told;
}

/** Lets so many ms pass, in steps, with all that happens meanwhile. Gives how often statistics were asked for. */
async function pass(ms, step = 50) {
  const before = pc.asked;
  for (let t = 0; t < ms; t += step) {
    clock += step;
    mock.timers.tick(step);
    await queueEmpty();
  }
  return pc.asked - before;
}

test('nothing is asked before ICE begins, and nothing once the connection is closed', async () => {
  attach();
  assert.equal(await pass(5000), 0);
  pc.ice('checking');
  assert.ok((await pass(1000)) >= 3);
  pc.close();
  assert.equal(await pass(60_000, 500), 0);
});

test('nothing is asked while a connection is being set up, which it would delay', async () => {
  attach();
  pc.ice('checking');
  pc.ice('connected'); // DTLS is still to come
  await pass(200, 10);
  assert.equal(pc.asked, 0);
  pc.dtls('connected');
  await pass(40, 10);
  assert.equal(pc.asked, 0);
  assert.equal(await pass(60, 10), 1);
});

test('the interval is short while a path is looked for and grows once it is stable', async () => {
  attach();
  pc.answer = () => new Map();
  pc.ice('checking');
  await pass(100);
  assert.equal(await pass(2000), 8, 'four times a second while checking');
  let sent = 0;
  pc.answer = () => report({ stamp: clock, sent: ++sent });
  pc.ice('connected');
  await pass(500);
  assert.equal(await pass(6000), 6, 'once a second at first');
  await pass(8000);
  assert.equal(await pass(30_000), 10, 'once in three seconds when stable');
  pc.ice('disconnected');
  await pass(100);
  assert.equal(await pass(2000), 8, 'and four times a second when it is not');
});

test('a connection that was connected before attach is asked at once', async () => {
  pc.iceConnectionState = 'connected';
  const told = attach();
  await pass(50, 10);
  assert.equal(pc.asked, 1);
  assert.equal(told.find(({ type }) => type === 'path').kind, 'host');
});

test('no two are under way at once; what happens meanwhile is asked for after', async () => {
  attach();
  let give;
  pc.answer = () => new Promise((resolve) => (give = resolve));
  pc.ice('disconnected');
  assert.equal(await pass(20), 1);
  pc.ice('failed');
  pc.ice('disconnected');
  assert.equal(await pass(10_000, 500), 0);
  give(report());
  await queueEmpty();
  assert.equal(pc.asked, 2);
});

test('what happens to another connection inside getStats is told to its own session', async () => {
  attach();
  const other = new StandInConnection();
  const its = ice.attach(other);
  const states = [];
  for (const [name, s] of [['one', session], ['other', its]]) s.addEventListener('statechange', (e) => states.push(`${name} ${e.detail.value}`));
  let give;
  pc.answer = () => new Promise((resolve) => (give = resolve));
  pc.ice('disconnected');
  await pass(50);
  pc.ice('failed'); // asked for again as soon as the answer is here
  await pass(50);
  pc.answer = () => (other.ice('checking'), report());
  give(report());
  await pass(100);
  its.detach();
  assert.deepEqual(states, ['one disconnected', 'one failed', 'other checking']);
});

test('a report is gone through once; then only what was selected is read', async () => {
  const told = attach();
  const reports = [];
  let sent = 100;
  pc.answer = () => reports.push(report({ stamp: clock, sent: (sent += 1000), rtt: sent / 1e5 })) && reports.at(-1);
  pc.ice('connected');
  await pass(5000);
  assert.ok(reports.length >= 4);
  assert.equal(reports[0].scans, 1);
  assert.deepEqual(reports.slice(1).map((r) => r.scans), reports.slice(1).map(() => 0));
  const last = told.filter(({ type }) => type === 'stats').at(-1);
  assert.equal(last.bytesSent, sent);
  assert.equal(last.bytesReceived, 2 * sent);
  assert.equal(last.currentRoundTripTime, sent / 1e5);
  assert.equal(last.sendRate, 8000);
  assert.deepEqual(session.report().checks.pairs, 2, 'the pair that was not read is still known');
});

for (const [what, change, want] of [
  ['another pair', { selected: 'P2' }, { kind: 'relayed' }],
  ['another address of the remote end', { remote: { address: '192.0.2.77' } }, { kind: 'host' }],
  ['another type of the remote end', { remote: { candidateType: 'srflx' } }, { kind: 'reflexive' }],
]) {
  test(`${what} is seen without an event`, async () => {
    const told = attach();
    let options = {};
    let sent = 0;
    pc.answer = () => report({ stamp: clock, sent: ++sent, ...options });
    pc.ice('connected');
    await pass(3000);
    options = change;
    await pass(1500);
    const paths = told.filter(({ type }) => type === 'path');
    assert.equal(paths.length, 2);
    assert.equal(paths[1].kind, want.kind);
  });
}

test('an event has the next report read in full', async () => {
  attach();
  const reports = [];
  pc.answer = () => reports.push(report({ stamp: clock, sent: clock })) && reports.at(-1);
  pc.ice('connected');
  await pass(3000);
  reports.length = 0;
  await pc.addIceCandidate({ candidate: 'candidate:1 1 udp 1 192.0.2.9 5 typ host', sdpMid: '0' });
  await pass(2500);
  assert.equal(reports[0].scans, 1);
  assert.equal(reports[1].scans, 0);
});

test("with stats: 'manual' nobody asks, and the application's reports are read", async () => {
  const told = attach({ stats: 'manual' });
  pc.ice('connected');
  session.addStats(report({ stamp: 1000, sent: 100 }));
  await pass(60_000, 500);
  const second = report({ stamp: 2000, sent: 1100 });
  session.addStats(second);
  await queueEmpty();
  assert.equal(pc.asked, 0);
  assert.equal(second.scans, 0);
  const stats = told.filter(({ type }) => type === 'stats');
  assert.deepEqual(stats.map(({ bytesSent }) => bytesSent), [100, 1100]);
  assert.equal(session.report().path.kind, 'host');
});

test('with the reports of an application nobody asks twice', async () => {
  attach();
  pc.answer = () => report({ stamp: clock, sent: clock });
  pc.ice('connected');
  await pass(100);
  const before = pc.asked;
  for (let i = 0; i < 20; i++) {
    session.addStats(report({ stamp: clock, sent: clock }));
    await pass(500);
  }
  assert.equal(pc.asked - before, 0);
  assert.ok((await pass(5000)) > 0, 'and is asked again when the application stops');
});

test('reading takes no more of the time than statsBudget allows', async () => {
  attach({ statsBudget: 0.02 });
  pc.answer = () => {
    const slow = report({ stamp: clock, sent: clock });
    const get = slow.get;
    slow.get = (id) => ((clock += 25), get.call(slow, id)); // 100 ms for four entries
    return slow;
  };
  pc.ice('connected');
  await pass(2000);
  assert.ok((await pass(60_000, 500)) <= 13, 'once in 5 s');
});

test('what is no report and no option is a typed error', () => {
  for (const options of [{ stats: 'sometimes' }, { statsBudget: 0 }, { statsBudget: 2 }, { statsBudget: '1' }, { statsBudget: NaN }]) {
    assert.throws(() => ice.attach(pc, options), { name: 'IceguardError', code: 'type-mismatch', message: new RegExp(Object.keys(options)[0]) });
  }
  attach({ stats: 'manual' });
  for (const wrong of [undefined, null, 5, {}, [].values()]) {
    assert.throws(() => session.addStats(wrong), { name: 'IceguardError', code: 'type-mismatch' });
  }
});

test('reports of strange engines do no harm', async () => {
  const told = attach();
  for (const answer of [
    () => ({ forEach() { throw new Error('no'); } }),
    () => null,
    () => undefined,
    () => [],
    () => Promise.reject(new Error('closed')),
    () => new Map([['x', { type: 'candidate-pair', id: 'a\x1fb\x1e', nominated: 'yes', bytesSent: 'many' }]]),
    () => new Map([['T', { id: 'T', type: 'transport', selectedCandidatePairId: 'gone' }]]),
  ]) {
    pc.answer = answer;
    pc.ice('checking');
    await pass(600);
    assert.ok(pc.asked > 0, String(answer));
    pc.asked = 0;
  }
  pc.answer = () => report();
  pc.ice('connected');
  pc.dtls('connected');
  await pass(100);
  assert.equal(session.report().path.kind, 'host');
  assert.deepEqual(told.filter(({ type }) => type === 'error'), []);
});
