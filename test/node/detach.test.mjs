// Sessions in Node, on a stand-in for a peer connection: Node has none. Real ones are in test/e2e.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';

import { load } from '../../dist/iceguard.js';

class StandIn extends EventTarget {
  signalingState = 'stable';
  iceGatheringState = 'new';
  iceConnectionState = 'new';
  connectionState = 'new';
  async addIceCandidate() {}
  async setRemoteDescription() {}
  async getStats() {
    return new Map();
  }
  close() {}
}

test("detach takes every listener off a Node package's connection", async () => {
  const ice = await load();
  const pc = new StandIn();
  const session = ice.attach(pc);
  const count = (type) => getEventListeners(pc, type).length;
  assert.equal(count('icecandidate'), 1);
  session.detach();
  for (const type of ['icecandidate', 'icecandidateerror', 'signalingstatechange', 'connectionstatechange']) assert.equal(count(type), 0, type);
  assert.deepEqual(Object.keys(pc), Object.keys(new StandIn()));
});
