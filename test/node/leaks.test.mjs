// Attaching and letting go, often, leaves nothing behind in Node. On a stand-in for a peer connection, in the shape of the
// specification: Node has none. Real ones are in test/e2e.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { load } from '../../dist/iceguard.js';
import { installCounts, installSoak } from '../lib/leaks.mjs';

const CYCLES = Number(process.env.ICEGUARD_SOAK_CYCLES ?? 10_000);
const MB = 2 ** 20;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

class StandIn extends EventTarget {
  signalingState = 'stable';
  iceGatheringState = 'complete';
  iceConnectionState = 'connected';
  connectionState = 'connected';
  localDescription = null;
  async createOffer() {
    return { type: 'offer', sdp: 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=candidate:1 1 udp 1 10.0.0.1 5 typ host\r\n' };
  }
  async setLocalDescription(description) {
    this.localDescription = description;
  }
  async addIceCandidate() {}
  async setRemoteDescription() {}
  async getStats() {
    return new Map([['T', { id: 'T', type: 'transport', timestamp: performance.now() }]]);
  }
  close() {
    this.signalingState = 'closed';
  }
}

const settle = async () => {
  await globalThis.counts.sleep(100); // what is settled later is settled then
  for (let i = 0; i < 3; i++) {
    gc();
    await globalThis.counts.sleep(20);
  }
  // Go's runtime has timers of its own while it gives memory back.
  for (let i = 0; i < 100 && globalThis.counts.now().timers > 0; i++) await globalThis.counts.sleep(100);
};

test(`${CYCLES} times attached to a stand-in and let go`, async (t) => {
  installCounts();
  installSoak();
  const ice = await load();
  const shared = new StandIn();
  const gone = [];
  const make = () => {
    const pc = new StandIn();
    gone.push(new WeakRef(pc));
    return pc;
  };
  const look = () => ({ ...globalThis.counts.now(), listeners: globalThis.counts.listeners(shared), heap: process.memoryUsage().heapUsed, memory: globalThis.counts.memory() });
  // One that takes no properties is not attached, and is none of these.
  assert.throws(() => ice.attach(Object.freeze(new StandIn())), { code: 'instance-failed' });
  await globalThis.soak(ice, make, shared, 0, 400);
  await settle();
  const before = look();
  const start = performance.now();
  const left = await globalThis.soak(ice, make, shared, 0, CYCLES);
  const seconds = (performance.now() - start) / 1000;
  await settle();
  const after = look();
  const alive = gone.filter((ref) => ref.deref()).length;
  t.diagnostic(`${CYCLES} cycles in ${seconds.toFixed(1)} s; highest number of a session or policy ${globalThis.counts.highest}`);
  t.diagnostic(`before ${JSON.stringify(before)}`);
  t.diagnostic(`after  ${JSON.stringify(after)}; ${alive} of ${gone.length} connections are alive`);
  assert.deepEqual([after.sessions, after.timers, after.listeners, left], [0, before.timers, before.listeners, 0]);
  assert.ok(globalThis.counts.highest < CYCLES, 'numbers are used again');
  assert.equal(alive, 0, 'connections');
  assert.ok(after.heap < before.heap + 4 * MB && after.memory < 32 * MB);
});
