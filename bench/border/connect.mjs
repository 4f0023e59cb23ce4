// How long a call takes to connect with sessions on both its ends, beside one
// without.
import { fileURLToPath } from 'node:url';

import { browsers, launch } from '../../test/lib/browser.mjs';
import { servePackage, started } from '../../test/lib/page.mjs';
import { isolated } from './isolated.mjs';
import { median, quantile, ratio } from './medians.mjs';

const CALLS = 50; // of each kind
const WANTED = 1.01; // times the plain calls' median, at most

/** Runs in the page: makes globalThis.connect(attached), which makes a call and gives its times in ms. */
async function installConnect() {
  const ice = await globalThis.app.load();
  globalThis.connect = async (attached) => {
    const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
    const start = performance.now();
    const after = (target, type, done) => new Promise((resolve) => {
      target.addEventListener(type, () => done() && resolve(performance.now() - start));
    });
    if (attached) for (const pc of [a, b]) ice.attach(pc, { policy: 'all' }); // which takes its time, too
    a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate);
    b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate);
    const channel = a.createDataChannel('x');
    const connected = after(a, 'connectionstatechange', () => a.connectionState === 'connected');
    const open = after(channel, 'open', () => true);
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
    const times = { connected: await connected, open: await open };
    a.close();
    b.close();
    await new Promise((resolve) => setTimeout(resolve, 50)); // what closing leaves to be done is not the next call's
    return times;
  };
}

/** Lets attached and plain calls take turns in one page; which goes first changes from round to round. */
async function race(browser, url) {
  const page = await browser.newPage(url);
  await started(page);
  await page.evaluate(installConnect);
  return page.evaluate(async (calls) => {
    const times = { attached: [], plain: [] };
    for (let round = -3; round < calls; round++) { // the first warm up
      for (const attached of round % 2 ? [true, false] : [false, true]) {
        const time = await globalThis.connect(attached);
        if (round >= 0) times[attached ? 'attached' : 'plain'].push(time);
      }
    }
    return times;
  }, CALLS);
}

/** What a ratio adds to 1. */
const percent = (x) => `${x < 1 ? '-' : '+'}${Math.abs(x * 100 - 100).toFixed(1)} %`;
const quartiles = (times) => [0.25, 0.5, 0.75].map((p) => quantile(times, p).toFixed(1)).join(' ');

function print(what, attached, plain) {
  const { seen, low, high } = ratio(attached, plain);
  const verdict = seen <= WANTED ? 'met' : low <= 1 ? 'inside its noise' : 'missed';
  const figures = `${percent(seen)} (${percent(low)} to ${percent(high)}), wanted at most ${percent(WANTED)}: ${verdict}`;
  const more = (median(attached) - median(plain)).toFixed(1);
  console.log(`  ${what.padEnd(24)} ${figures.padEnd(74)} ${more} ms; ${quartiles(attached)} ms beside ${quartiles(plain)} ms`);
}

export async function run() {
  console.log(`connect: what sessions on both ends add to the median of ${CALLS} calls, on one machine, 95 % interval; quartiles of both`);
  const site = await servePackage(isolated);
  for (const name of browsers) {
    const browser = await launch(name, { mdns: false }); // looking up its names takes Firefox 100 ms, which would hide all else
    const { attached, plain } = await race(browser, site.url);
    await browser.close();
    for (const [until, what] of [['connected', 'connected'], ['open', 'channel open']]) {
      print(`${name}, ${what}`, attached.map((t) => t[until]), plain.map((t) => t[until]));
    }
  }
  await site.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run();
