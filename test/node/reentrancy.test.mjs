// An application that calls back in while it is being asked: the data path has
// one buffer each way. The connection is made up, as no real one does all this.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { load } from '../../dist/iceguard.js';

const host = (port) => `candidate:1 1 udp 2122260223 10.0.0.${port % 256} ${port} typ host`;
const srflx = 'candidate:2 1 udp 1686052607 198.51.100.7 4000 typ srflx raddr 10.0.0.1 rport 5000';

const description = (lines) => [
  'v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=é', 't=0 0', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 0.0.0.0', 'a=ice-ufrag:abcd', 'a=mid:0', ...lines.map((line) => `a=${line}`), '',
].join('\r\n');

const statsReport = (rtt) => new Map([
  ['T', { id: 'T', type: 'transport', timestamp: rtt, selectedCandidatePairId: 'P', dtlsState: 'connected', iceRole: 'controlling', bytesSent: 1, bytesReceived: 1 }],
  ['P', { id: 'P', type: 'candidate-pair', timestamp: rtt, transportId: 'T', localCandidateId: 'L', remoteCandidateId: 'R', state: 'succeeded', nominated: true, currentRoundTripTime: rtt }],
  ['L', { id: 'L', type: 'local-candidate', timestamp: rtt, candidateType: 'host', address: '10.0.0.1', port: 1, protocol: 'udp' }],
  ['R', { id: 'R', type: 'remote-candidate', timestamp: rtt, candidateType: 'relay', address: '198.51.100.9', port: 2, protocol: 'udp' }],
]);

let ice;
/** What the application does whenever it is called, and how often it did. */
let disturb = () => {};
let disturbed = 0;
/** What was wrong then: whoever called may catch what is thrown. */
const wrong = [];

/** Made up: it calls the application back from each member that is called or read. */
class MadeUpConnection extends EventTarget {
  signalingState = 'stable';
  iceGatheringState = 'complete';
  iceConnectionState = 'connected';
  connectionState = 'connected';
  set = [];
  rtt = 0.125;

  getConfiguration() {
    disturb(this);
    return { iceTransportPolicy: 'all', iceServers: [{ urls: ['stun:192.0.2.1', 'stun:192.0.2.2'] }] };
  }
  addEventListener(...args) {
    disturb(this);
    super.addEventListener(...args);
  }
  removeEventListener(...args) {
    disturb(this);
    super.removeEventListener(...args);
  }
  get localDescription() {
    disturb(this);
    return { type: 'offer', sdp: description([host(5000), srflx]) };
  }
  getSenders() {
    disturb(this);
    return [];
  }
  getStats() {
    disturb(this);
    return Promise.resolve(statsReport(this.rtt));
  }
  async addIceCandidate(candidate) {
    disturb(this);
    this.set.push(candidate.candidate);
  }
  async setRemoteDescription({ sdp }) {
    disturb(this);
    this.set.push(sdp);
  }
  close() {}
}

/** Calls every function of the data path and looks at what it answers. */
function exercise(more = () => {}) {
  let busy = false;
  return (pc) => {
    if (busy) return;
    busy = true;
    try {
      disturbed++;
      assert.equal(ice.parseCandidate(host(1000 + disturbed)).port, 1000 + disturbed);
      assert.deepEqual(ice.policy('drop type srflx').decide(srflx, 'local'), { kept: false, rule: 1, text: 'drop type srflx' });
      const { description: kept, dropped } = ice.filterDescription({ type: 'offer', sdp: description([srflx, host(7)]) }, 'relay-only', 'local');
      assert.deepEqual([kept.sdp, dropped.length], [description([]), 2]);
      assert.throws(() => ice.parseCandidate('candidate:x'), { code: 'candidate-syntax' });
      const other = ice.attach(new EventTargetOnly(), { policy: 'no-host' });
      assert.equal(other.report().policy.name, 'no-host');
      other.addStats(statsReport(0.5));
      other.detach();
      more(pc);
    } catch (e) {
      wrong.push(e);
    } finally {
      busy = false;
    }
  };
}

/** Made up too, and quiet. */
class EventTargetOnly extends EventTarget {
  async getStats() {
    return new Map();
  }
  async addIceCandidate() {}
  async setRemoteDescription() {}
  close() {}
}

before(async () => (ice = await load()));

test('a made-up connection whose members call back in: every answer is right', async () => {
  let session;
  disturbed = 0;
  disturb = exercise((pc) => {
    if (!session) return;
    session.report();
    session.policy = session.policy;
    pc.rtt *= 2;
    session.addStats(statsReport(pc.rtt));
  });
  const pc = new MadeUpConnection();
  session = ice.attach(pc, { policy: 'local drop type host; remote drop port 9' });
  assert.ok(disturbed >= 8, `${disturbed} times while attaching`);
  assert.deepEqual(session.report().iceServers, ['stun:192.0.2.1', 'stun:192.0.2.2']);
  assert.equal(pc.localDescription.sdp, description([srflx]).replace('raddr 10.0.0.1 rport 5000', 'raddr 0.0.0.0 rport 0'));

  await pc.setRemoteDescription({ type: 'answer', sdp: description([host(9), host(10)]) });
  await pc.addIceCandidate({ candidate: host(9), sdpMid: '0' });
  await pc.addIceCandidate({ candidate: host(11), sdpMid: '0' });
  assert.deepEqual(pc.set, [description([host(10)]), host(11)]);

  const seen = [];
  session.addEventListener('candidate', (e) => seen.push(`kept ${e.detail.candidate}`));
  session.addEventListener('candidatedropped', (e) => seen.push(`dropped ${e.detail.candidate}`));
  for (const candidate of [host(12), srflx]) {
    pc.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate, sdpMid: '0', sdpMLineIndex: 0 } }));
  }
  pc.dispatchEvent(new Event('iceconnectionstatechange'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(seen, [`dropped ${host(12)}`, `kept ${srflx}`]);
  const { path } = session.report();
  assert.deepEqual([path.local.address, path.remote.address], ['10.0.0.1', '198.51.100.9']);
  session.detach();
  assert.deepEqual(wrong, []);
  assert.deepEqual(Object.keys(pc), Object.keys(new MadeUpConnection()));
});

test('a made-up connection is attached once, also when it attaches itself meanwhile', () => {
  const codes = [];
  disturb = (pc) => {
    try {
      ice.attach(pc);
    } catch (e) {
      codes.push(e.code);
    }
  };
  const pc = new MadeUpConnection();
  const session = ice.attach(pc);
  assert.ok(codes.length > 0 && codes.every((code) => code === 'already-attached'), codes.join());
  disturb = () => {};
  session.detach();
  ice.attach(pc).detach();
});

test('memory grows: small calls are right during and after', async () => {
  disturb = () => {};
  const pc = new MadeUpConnection();
  const session = ice.attach(pc, { policy: 'remote drop port 9' });
  const many = Array.from({ length: 200 }, (_, i) => host(i));
  many.splice(50, 0, ...Array.from({ length: 10_000 }, () => `fmtp:96 ${'x'.repeat(1000)}`));
  const sdp = description(many);
  assert.ok(sdp.length > 10_000_000);
  const kept = description(many.filter((line) => !/ 9 typ/.test(line)));
  assert.equal(ice.filterDescription({ type: 'offer', sdp }, 'drop port 9', 'remote').description.sdp, kept);
  assert.equal(ice.parseCandidate(host(5)).port, 5);
  await pc.setRemoteDescription({ type: 'offer', sdp });
  assert.equal(pc.set[0], kept);
  const policies = Array.from({ length: 5000 }, (_, i) => ice.policy(`drop port ${i}`));
  for (const i of [0, 1, 2500, 4999]) {
    assert.equal(policies[i].decide(host(i), 'local').kept, false, `policy ${i}`);
    assert.equal(policies[i].decide(host(i + 1), 'local').kept, true, `policy ${i}`);
  }
  assert.equal(ice.parseCandidate(srflx).address, '198.51.100.7');
  assert.equal(session.report().remoteCandidates.length > 0, true);
  session.detach();
});
