// When a session tells what it has to tell. On a stand-in connection, so that a
// test decides when things happen; its clock is made up, too.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { load } from '../../dist/iceguard.js';
import { StandInConnection } from '../lib/standin.mjs';

const ice = await load();
const HOST = 'candidate:1 1 udp 2122260223 10.0.0.1 5000 typ host';
const PAUSE = 20; // ms
const turn = () => new Promise((resolve) => setImmediate(resolve));

let pc;
let session;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  pc = new StandInConnection();
});

afterEach(() => {
  session.detach();
  mock.timers.reset();
  delete globalThis.document;
});

/** Attaches, and keeps what the session tells. */
function attach(types, options) {
  session = ice.attach(pc, options);
  const told = [];
  for (const type of types) session.addEventListener(type, ({ detail }) => told.push(`${type} ${detail?.value ?? detail?.candidate ?? detail?.reason}`));
  return told;
}

/** Fires an icecandidate event, and reports whether it reached the application. */
function gather(line) {
  let reached = false;
  const listener = () => (reached = true);
  pc.addEventListener('icecandidate', listener);
  pc.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate: line, sdpMid: '0', sdpMLineIndex: 0 } }));
  pc.removeEventListener('icecandidate', listener);
  return reached;
}

test('what happens is told in its order, together, after a pause', async () => {
  const told = attach(['statechange', 'candidate']);
  pc.ice('checking');
  gather(HOST);
  pc.ice('connected');
  await turn();
  assert.deepEqual(told, []);
  mock.timers.tick(PAUSE);
  await turn();
  const all = ['statechange checking', `candidate ${HOST}`, 'statechange connected'];
  assert.deepEqual(told, all);
  pc.ice('completed');
  mock.timers.tick(PAUSE);
  await turn();
  assert.deepEqual(told, [...all, 'statechange completed']);
});

test('a report knows what is still to be told, and times are those of the events', async () => {
  const start = performance.now();
  const told = attach(['statechange']);
  pc.ice('checking');
  const happened = performance.now() - start;
  while (performance.now() - start < happened + 50) await turn();
  const { generations, iceConnectionState } = session.report();
  assert.equal(iceConnectionState, 'checking');
  assert.ok(generations[0].checking <= happened + 0.01, `${generations[0].checking} ms`); // they are rounded
  await turn();
  assert.deepEqual(told, ['statechange checking'], 'and it is told');
});

test('candidates of a policy that drops something are decided on at once', async () => {
  const told = attach(['candidatedropped'], { policy: 'no-host' });
  assert.equal(gather(HOST), false);
  assert.equal(gather(HOST.replace('host', 'srflx raddr 0.0.0.0 rport 0')), true);
  session.policy = 'all';
  assert.equal(gather(HOST), true);
  session.policy = 'no-host';
  assert.equal(gather(HOST), false);
  assert.deepEqual(told, []);
  mock.timers.tick(PAUSE);
  await turn();
  assert.equal(told.length, 2);
});

test('what is told at the end is all there was', async () => {
  const told = attach(['statechange', 'close']);
  pc.ice('checking');
  pc.close();
  session.detach();
  await turn();
  assert.deepEqual(told.map((line) => line.split(' ')[0]), ['statechange', 'close']);
  assert.deepEqual([session.report().closed, session.report().iceConnectionState], [true, 'checking']);
});

test('nobody waits in a page that is hidden, where timers come late', async () => {
  globalThis.document = { hidden: true };
  const told = attach(['statechange']);
  pc.ice('checking');
  await turn();
  assert.deepEqual(told, ['statechange checking']);
});

test('nor who waits for gathering to be worth ending', async () => {
  const told = attach(['enough']);
  pc.iceGatheringState = 'complete';
  pc.dispatchEvent(new Event('icegatheringstatechange'));
  await turn();
  assert.deepEqual(told, ['enough complete']);
});

test('who begins to listen hears what is told from then on', async () => {
  attach([]);
  pc.ice('checking');
  mock.timers.tick(PAUSE);
  await turn();
  const told = [];
  pc.ice('connected');
  session.addEventListener('statechange', ({ detail }) => told.push(detail.value));
  mock.timers.tick(PAUSE);
  await turn();
  assert.deepEqual(told, ['connected']);
});
