// How long a call takes to connect with sessions on both its ends, beside one
// without.

import { browsers, launch } from '../../test/lib/browser.mjs';
import { servePackage, started } from '../../test/lib/page.mjs';
import { isolated } from './isolated.mjs';
import { median, quantile, ratio } from './medians.mjs';

const CALLS = 50; // of each kind
const WANTED = 1.01; // times the plain calls' median, at most

/** ms that a message is under way to the other end: none within a page, and as through a server far away. */
const SIGNALLING = [0, 50];

/**
 * Runs in the page: makes globalThis.connect(attached, way), which makes a call whose messages are so many ms under way,
 * and gives its times in ms.
 */
async function installConnect() {
  const ice = await globalThis.app.load();
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  globalThis.connect = async (attached, way) => {
    const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
    const start = performance.now();
    const after = (target, type, done) => new Promise((resolve) => {
      target.addEventListener(type, () => done() && resolve(performance.now() - start));
    });
    if (attached) for (const pc of [a, b]) ice.attach(pc, { policy: 'all' }); // which takes its time, too
    const send = (message, deliver) => (way === 0 ? deliver(message) : pause(way).then(() => deliver(message)));
    for (const [from, to] of [[a, b], [b, a]]) {
      from.onicecandidate = ({ candidate }) => send(candidate, (c) => to.addIceCandidate(c));
    }
    const channel = a.createDataChannel('x');
    const connected = after(a, 'connectionstatechange', () => a.connectionState === 'connected');
    const open = after(channel, 'open', () => true);
    await a.setLocalDescription();
    await send(a.localDescription, (offer) => b.setRemoteDescription(offer));
    await b.setLocalDescription();
    await send(b.localDescription, (answer) => a.setRemoteDescription(answer));
    const times = { connected: await connected, open: await open };
    a.close();
    b.close();
    await pause(50); // what closing leaves to be done is not the next call's
    return times;
  };
}

/** Lets attached and plain calls take turns in one page; which goes first changes from round to round. */
function race(page, way) {
  return page.evaluate(async (calls, way) => {
    const times = { attached: [], plain: [] };
    for (let round = -3; round < calls; round++) { // the first warm up
      for (const attached of round % 2 ? [true, false] : [false, true]) {
        const time = await globalThis.connect(attached, way);
        if (round >= 0) times[attached ? 'attached' : 'plain'].push(time);
      }
    }
    return times;
  }, CALLS, way);
}

/** What a ratio adds to 1. */
const percent = (x) => `${x < 1 ? '-' : '+'}${Math.abs(x * 100 - 100).toFixed(1)} %`;
const quartiles = (times) => [0.25, 0.5, 0.75].map((p) => quantile(times, p).toFixed(1)).join(' ');

function print(what, attached, plain) {
  const { seen, low, high } = ratio(attached, plain);
  const verdict = seen <= WANTED ? 'met' : low <= 1 ? 'inside its noise' : 'missed';
  const figures = `${percent(seen)} (${percent(low)} to ${percent(high)}), wanted at most ${percent(WANTED)}: ${verdict}`;
  const more = (median(attached) - median(plain)).toFixed(1);
  console.log(`    ${what.padEnd(14)} ${figures.padEnd(74)} ${more} ms; ${quartiles(attached)} ms beside ${quartiles(plain)} ms`);
}

export async function run() {
  console.log(`connect: what sessions on both ends add to the median of ${CALLS} calls, 95 % interval; quartiles of both`);
  const site = await servePackage(isolated);
  for (const name of browsers) {
    const browser = await launch(name, { mdns: false }); // looking up its names takes Firefox 100 ms, which would hide all else
    const page = await browser.newPage(site.url);
    await started(page);
    await page.evaluate(installConnect);
    for (const way of SIGNALLING) {
      const { attached, plain } = await race(page, way);
      console.log(`  ${name}, messages ${way} ms under way`);
      print('connected', attached.map((t) => t.connected), plain.map((t) => t.connected));
      print('channel open', attached.map((t) => t.open), plain.map((t) => t.open));
    }
    await browser.close();
  }
  await site.close();
}
