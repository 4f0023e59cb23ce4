// webrtc-adapter, and on top of it a page that negotiates by itself.
import adapter from 'webrtc-adapter';
import { gathered, path, surface, wire } from './call.mjs';

/** A call between two connections of the page, with what they signalled and what adapter says of the browser. */
export async function run({ iceServers }) {
  const told = { a: [], b: [] };
  // One transport: with two the answer would end the gathering of the second, at a moment that is chance.
  const config = { iceServers, bundlePolicy: 'max-bundle' };
  const [a, b] = [new RTCPeerConnection(config), new RTCPeerConnection(config)];
  const ends = { a, b };
  const line = wire((m) => m.type === 'candidate', async (to, { type, candidate, sdp }) => {
    if (type === 'candidate') return ends[to].addIceCandidate(candidate); // null too, at the end
    await ends[to].setRemoteDescription({ type, sdp });
    if (type === 'offer') await describe(to, await ends[to].createAnswer());
  });
  async function describe(end, description) {
    await ends[end].setLocalDescription(description);
    const { type, sdp } = ends[end].localDescription;
    line.send(end, { type, sdp });
  }
  const handled = { a: [], b: [] };
  for (const [end, pc] of Object.entries(ends)) {
    pc.onicecandidate = ({ candidate }) => handled[end].push(candidate && candidate.toJSON());
    pc.addEventListener('icecandidate', ({ candidate }) => line.send(end, { type: 'candidate', candidate: candidate && candidate.toJSON() }));
    pc.addEventListener('signalingstatechange', () => told[end].push(pc.signalingState));
  }
  a.onnegotiationneeded = async () => describe('a', await a.createOffer());
  const channel = a.createDataChannel('x');
  a.addTransceiver('audio');
  const echo = new Promise((resolve) => (channel.onmessage = ({ data }) => resolve(data)));
  b.addEventListener('datachannel', ({ channel: c }) => (c.onmessage = ({ data }) => c.send(`echo ${data}`)));
  b.ontrack = ({ track }) => told.b.push(track.kind);
  await Promise.all([gathered(a), gathered(b)]);
  line.release();
  await new Promise((resolve) => (channel.onopen = resolve));
  channel.send('over webrtc-adapter');
  const echoed = await echo;
  const paths = [await path(a), await path(b)];
  const seen = surface(a);
  a.close();
  b.close();
  const { browser, version } = adapter.browserDetails;
  return {
    signalled: line.signalled, told, echoed, paths, surface: seen, states: [a.signalingState, b.signalingState],
    handled, adapter: { browser, version, shims: adapter.browserShim !== null },
  };
}
