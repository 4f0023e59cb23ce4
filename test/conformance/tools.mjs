// What behaviours are made of: connections that are closed afterwards, calls between two of them, and results as text
// that is the same in every run.

import { plain } from './normalise.mjs';

/** The browser's own class, whatever globalThis says later. */
export const Native = globalThis.RTCPeerConnection;

/** A candidate line that every browser takes, of an address that nobody has. */
export const LINE = 'candidate:1 1 udp 2122252543 192.0.2.77 5000 typ host';

/**
 * How a function ends: "returns", "throws", "resolves" or "rejects", and with what.
 * @param {() => unknown} f
 * @returns {Promise<string>}
 */
export async function outcome(f) {
  let value;
  try {
    value = f();
  } catch (e) {
    return `throws ${failure(e)}`;
  }
  if (!(value instanceof Promise)) return `returns ${show(value)}`;
  return value.then((result) => `resolves ${show(result)}`, (e) => `rejects ${failure(e)}`);
}

/** The same without the error's text, for errors that JavaScript itself throws at a class where the browser throws its own. */
export const kind = async (f) => (await outcome(f)).replace(/^((?:throws|rejects) [^:]*):[^]*/, '$1');

/** An error's class, name and text. */
export function failure(e) {
  if (!(e instanceof Error || e instanceof DOMException)) return `no error but ${show(e)}`;
  const { constructor, name, message } = e;
  const detail = e.errorDetail === undefined ? '' : ` ${e.errorDetail}`; // of an RTCError
  return `${constructor.name}${name === constructor.name ? '' : ` ${name}`}${detail}: ${plain(message)}`;
}

/** A value as text: classes by name, descriptions and candidates with what is in them. */
export function show(value) {
  if (typeof value === 'string') return JSON.stringify(plain(value));
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'Object') return plain(JSON.stringify(value));
  return typeof value.toJSON === 'function' && tag !== 'RTCStatsReport' ? `${tag} ${plain(JSON.stringify(value))}` : tag;
}

/** An object's attributes by name: the class of what they hold, or its type. */
export function attributes(object) {
  const found = {};
  for (const name in object) found[name] = typeof object[name] === 'object' ? show(object[name]) : typeof object[name];
  return Object.fromEntries(Object.entries(found).sort());
}

/** An address as lines have it: Chromium's candidates have one of IPv6 in brackets. */
export const bare = (address) => address.replace(/^\[(.*)\]$/, '$1');

/** Resolves once the test holds, now or after one of the target's events of this type. */
export function until(target, type, test) {
  return new Promise((resolve) => {
    const check = () => {
      if (!test()) return;
      target.removeEventListener(type, check);
      resolve();
    };
    target.addEventListener(type, check);
    check();
  });
}

/** Resolves once all have gathered. */
export const gathered = (...pcs) => Promise.all(pcs.map((pc) => until(pc, 'icegatheringstatechange', () => pc.iceGatheringState === 'complete')));

/** A turn of the event loop. */
export const turn = () => new Promise((resolve) => setTimeout(resolve));

/** The target's next event of this type. */
export const next = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

let fence;
let last = Promise.resolve();

/**
 * Waits until what was begun before has come as far as it goes: the browser works off another connection's operations,
 * and tells of what that needs, after it. For events and promises that are not to come.
 */
export function settled() {
  return (last = last.then(async () => {
    if (!fence) {
      fence = new Native();
      fence.addTransceiver('audio');
      await next(fence, 'negotiationneeded');
    }
    for (let i = 0; i < 2; i++) {
      const again = next(fence, 'negotiationneeded');
      await fence.setLocalDescription();
      await fence.setLocalDescription({ type: 'rollback' });
      await again;
      await turn();
    }
  }));
}

/** The errors that reach the page's own handler while f runs. */
export async function uncaught(f) {
  const seen = [];
  const handler = (e) => {
    e.preventDefault(); // nor are they shown on the console
    seen.push(e.error ? failure(e.error) : e.message);
  };
  addEventListener('error', handler);
  try {
    await f();
    await turn();
  } finally {
    removeEventListener('error', handler);
  }
  return seen;
}

/**
 * What a legacy call does: its promise and its callbacks, in their order.
 * @param {(success: unknown, failed: unknown) => unknown} f makes the call
 * @param {{success?: unknown, failed?: unknown}} [callbacks] instead of the two that note what they are given
 */
export async function callbackOrder(f, { success = true, failed = true } = {}) {
  const log = [];
  const note = (what) => function (...args) {
    log.push(`${what} on ${show(this)} with ${args.map((arg) => (arg instanceof Error || arg instanceof DOMException ? failure(arg) : show(arg)))}`);
  };
  const ended = outcome(() => f(success === true ? note('success') : success, failed === true ? note('failure') : failed)).then((how) => log.push(how));
  log.push('returned');
  await ended;
  await settled();
  return log;
}

/** A dictionary that notes which of its members are read, in their order. */
export function watched(dictionary) {
  const read = [];
  const proxy = new Proxy(dictionary, {
    get(target, name) {
      read.push(String(name));
      return target[name];
    },
  });
  return [proxy, read];
}

/**
 * The tools that belong to one run of one behaviour.
 * @param {typeof RTCPeerConnection} PC the class that is tested
 */
export function tools(PC) {
  const made = [];
  const keep = (thing) => {
    made.push(thing);
    return thing;
  };
  const make = (configuration) => keep(new PC(configuration));

  /** Two connections that trickle to each other once each has a remote description. */
  const pair = (configuration) => {
    const [a, b] = [make(configuration), make(configuration)];
    for (const [from, to] of [[a, b], [b, a]]) {
      from.addEventListener('icecandidate', ({ candidate }) => candidate && to.addIceCandidate(candidate).catch(() => {}));
    }
    return [a, b];
  };

  const negotiate = async (a, b, options) => {
    await a.setLocalDescription(await a.createOffer(options));
    await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
  };

  return {
    keep,
    make,
    pair,
    negotiate,

    /** A connection with something to offer. */
    offerer(configuration) {
      const pc = make(configuration);
      pc.createDataChannel('x');
      return pc;
    },

    /** A call with a data channel that is open at both ends. */
    async call(configuration) {
      const [a, b] = pair(configuration);
      const channel = a.createDataChannel('x');
      const other = new Promise((resolve) => b.addEventListener('datachannel', (e) => resolve(e.channel), { once: true }));
      await negotiate(a, b);
      const remote = await other;
      await Promise.all([channel, remote].map((c) => until(c, 'open', () => c.readyState === 'open')));
      await Promise.all([a, b].map((pc) => until(pc, 'connectionstatechange', () => pc.connectionState === 'connected')));
      return { a, b, channel, remote };
    },

    /** A track of no device, with its stream. */
    media(kind) {
      if (kind === 'audio') {
        const context = keep(new AudioContext());
        const { stream } = context.createMediaStreamDestination();
        return { stream, track: keep(stream.getTracks()[0]) };
      }
      const canvas = document.createElement('canvas');
      canvas.getContext('2d').fillRect(0, 0, 1, 1);
      const stream = canvas.captureStream(5);
      return { stream, track: keep(stream.getTracks()[0]) };
    },

    end() {
      for (const thing of made) {
        if (thing instanceof MediaStreamTrack) thing.stop();
        else if (thing.state !== 'closed') thing.close();
      }
    },
  };
}
