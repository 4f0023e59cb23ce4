// PeerJS, which signals over a WebSocket to a server of its own.
import { Peer } from 'peerjs';
import { gathered, path, surface, wire } from './call.mjs';

const send = WebSocket.prototype.send;

/** A call between two peers of PeerJS, with what they sent to the server; `server` is {host, port, path} of it. */
export async function run({ iceServers, server }) {
  const told = { a: [], b: [] };
  const sockets = {};
  const line = wire((m) => m.type === 'CANDIDATE', (to, message) => send.call(sockets[to === 'a' ? 'b' : 'a'], JSON.stringify(message)));
  WebSocket.prototype.send = function (text) {
    const message = JSON.parse(text);
    if (message.type === 'HEARTBEAT') return send.call(this, text); // every 5 s: how many is chance
    const [end] = new URL(this.url).searchParams.get('id');
    sockets[end] = this;
    line.send(end, message);
  };
  const make = (end) => {
    const peer = new Peer(`${end}-${crypto.randomUUID()}`, { ...server, config: { iceServers } });
    for (const event of ['open', 'connection', 'disconnected', 'close']) peer.on(event, () => told[end].push(event));
    peer.on('error', (error) => told[end].push(`${error.type}: ${error.message}`));
    return new Promise((resolve, reject) => peer.once('open', () => resolve(peer)).once('error', reject));
  };
  const [a, b] = await Promise.all([make('a'), make('b')]);
  const called = new Promise((resolve) => b.once('connection', resolve));
  const fromA = a.connect(b.id);
  const fromB = await called;
  fromB.on('data', (data) => fromB.send(`echo ${data}`));
  for (const [end, connection] of [['a', fromA], ['b', fromB]]) {
    for (const event of ['open', 'close']) connection.on(event, () => told[end].push(`connection ${event}`));
    connection.on('error', (error) => told[end].push(`connection ${error.type}: ${error.message}`));
  }
  const opened = Promise.all([fromA, fromB].map((c) => new Promise((resolve) => c.once('open', resolve))));
  const [pcA, pcB] = [fromA.peerConnection, fromB.peerConnection];
  await Promise.all([gathered(pcA), gathered(pcB)]);
  line.release();
  await opened;
  const echo = new Promise((resolve) => fromA.once('data', resolve));
  fromA.send('over PeerJS');
  const echoed = await echo;
  const paths = [await path(pcA), await path(pcB)];
  const seen = surface(pcA);
  const closed = Promise.all([fromA, fromB].map((c) => new Promise((resolve) => c.once('close', resolve))));
  fromA.close();
  await closed;
  a.destroy();
  b.destroy();
  return { signalled: line.signalled, told, echoed, paths, surface: seen, states: [pcA.signalingState, pcB.signalingState] };
}
