// What the test calls in the page: runs by their seeds, each with a module of its own.

import { plan, run } from './run.js';

const Native = RTCPeerConnection;
const { instantiate } = WebAssembly;
let latest;
WebAssembly.instantiate = async (...args) => (latest = await instantiate(...args));

const compiled = WebAssembly.compileStreaming(fetch('/faults.wasm'));
let turn = Promise.resolve();
let copies = 0;

/** The script anew, and the exports of the instance that it loads. */
async function copyOfPackage() {
  const wasm = await compiled;
  const { load, guardEarly } = await import(`/iceguard.js?${++copies}`);
  let exports;
  const loadOnce = () => (turn = turn.then(async () => {
    const ice = await load({ wasm });
    exports ??= latest.exports;
    return ice;
  }));
  return { load: loadOnce, guardEarly, exports: () => exports };
}

/** @param {number} seed @param {RTCIceServer[]} iceServers @param {{ kinds: string[], places: string[] }} faults @param {boolean} unguarded */
globalThis.runSeed = async (seed, iceServers, faults, unguarded) => {
  const p = plan(seed);
  if (unguarded) return run(p, { iceServers, Native, unguarded, kill() {} });
  const { load, guardEarly, exports } = await copyOfPackage();
  const kill = (kind, inCallback) => {
    const there = exports();
    try {
      there?.ig_fault(faults.kinds.indexOf(kind), faults.places.indexOf(inCallback ? 'callback' : 'export'));
    } catch {} // that is what it is for
    return there !== undefined;
  };
  return run(p, { load, guardEarly, kill, iceServers, Native });
};
