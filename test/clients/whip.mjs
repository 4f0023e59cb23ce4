// The WHIP and WHEP clients of the package whip-whep: a canvas is published and viewed in the same page.
import { WHEPClient } from 'whip-whep/whep.js';
import { WHIPClient } from 'whip-whep/whip.js';
import { path, surface } from './call.mjs';

/** How many requests have no answer yet. */
let open = 0;
const { fetch } = globalThis;
globalThis.fetch = (...args) => {
  open++;
  return fetch(...args).finally(() => open--);
};

/** Resolves when the condition holds. */
async function until(condition) {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A canvas that never stands still. */
function movingPicture() {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  let n = 0;
  const timer = setInterval(() => {
    context.fillStyle = `hsl(${(n += 7) % 360} 90% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 40);
  return { stream: canvas.captureStream(), stop: () => clearInterval(timer) };
}

const connected = (pc) => until(() => {
  if (pc.connectionState === 'failed') throw new Error('the connection has failed');
  return pc.connectionState === 'connected';
});

/** How many pictures the connection has decoded. */
async function decoded(pc) {
  let frames = 0;
  (await pc.getStats()).forEach((s) => s.type === 'inbound-rtp' && (frames += s.framesDecoded ?? 0));
  return frames;
}

const usernameFragment = (pc) => /^a=ice-ufrag:(.*)/m.exec(pc.localDescription.sdp)[1];

/**
 * Resolves when the endpoint has been told of all candidates and has answered: what is under way when an ICE session
 * ends comes too late for it.
 */
const trickled = (pc, client) => until(async () => {
  const all = await (await fetch(client.resourceURL.origin + '/seen')).json();
  const last = [`a=ice-ufrag:${usernameFragment(pc)}\r\n`, 'a=end-of-candidates'];
  return open === 0 && all.some(({ session, body }) => session === idOf(client) && last.every((text) => body.includes(text)));
});

const idOf = (client) => client.resourceURL.pathname.split('/').pop();

/** Publishes to the endpoint at the URL, views it, and restarts ICE; the ICE servers are those that the endpoint names. */
export async function run({ url }) {
  const { stream, stop } = movingPicture();
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const [publisher, viewer] = [new WHIPClient(), new WHEPClient()];
  a.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly', streams: [stream] });
  await publisher.publish(a, `${url}/whip`);
  await connected(a);
  b.addTransceiver('video', { direction: 'recvonly' });
  await viewer.view(b, `${url}/whep`);
  await connected(b);
  await until(async () => (await decoded(b)) > 0);
  const paths = [await path(a), await path(b)];

  const ends = [[a, publisher], [b, viewer]];
  for (const [pc, client] of ends) {
    await trickled(pc, client);
    await client.restart();
    await until(async () => (await path(pc)).usernameFragment === usernameFragment(pc));
    await trickled(pc, client);
    paths.push(await path(pc));
  }
  const frames = await decoded(b);
  await until(async () => (await decoded(b)) > frames);

  const servers = [a, b].map((pc) => pc.getConfiguration().iceServers.length);
  const seen = surface(a);
  for (const client of [publisher, viewer]) await client.stop();
  stop();
  return { sessionIds: [publisher, viewer].map(idOf), paths, servers, surface: seen, states: [a.signalingState, b.signalingState] };
}
