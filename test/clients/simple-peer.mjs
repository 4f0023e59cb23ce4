// simple-peer as pages load it that have no bundler of Node modules: its own file for browsers.
import SimplePeer from 'simple-peer/simplepeer.min.js';
import { gathered, path, surface, wire } from './call.mjs';

/** A call between two peers of simple-peer, with what they signalled and what they told. */
export async function run({ iceServers }) {
  const peers = {};
  let ending = false; // then the other end is told of an abort or of a close, whichever comes first
  const told = { a: [], b: [] };
  const line = wire((m) => m.type === 'candidate', (to, message) => peers[to].signal(message));
  const once = (end, event) => new Promise((resolve) => peers[end].once(event, resolve));
  for (const end of ['a', 'b']) {
    const peer = (peers[end] = new SimplePeer({ initiator: end === 'a', config: { iceServers } }));
    peer.on('signal', (message) => line.send(end, message));
    for (const event of ['connect', 'data', 'close']) peer.on(event, () => told[end].push(event));
    peer.on('error', (error) => ending || told[end].push(`${error.code}: ${error.message}`));
  }
  peers.b.on('data', (data) => peers.b.send(`echo ${data}`));
  const connected = Promise.all([once('a', 'connect'), once('b', 'connect')]);
  const { _pc: a } = peers.a;
  const { _pc: b } = peers.b;
  await Promise.all([gathered(a), gathered(b)]);
  line.release();
  await connected;
  const echo = once('a', 'data');
  peers.a.send('over simple-peer');
  const echoed = String(await echo);
  const paths = [await path(a), await path(b)];
  const seen = surface(a);
  const closed = Promise.all([once('a', 'close'), once('b', 'close')]);
  ending = true;
  peers.a.destroy();
  await closed;
  return { signalled: line.signalled, told, echoed, paths, surface: seen, states: [a.signalingState, b.signalingState] };
}
