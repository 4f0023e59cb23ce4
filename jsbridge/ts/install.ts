// Puts a guarded class where code looks for the engine's own.

import type { Guard } from './guard.js';

const NAMES = ['RTCPeerConnection', 'webkitRTCPeerConnection'];

/** Installs the class of a guard; the function undoes that. */
export function install(guard: Guard, Guarded: typeof RTCPeerConnection): () => void {
  const undo = NAMES.map((name, i) => {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    if (i > 0 && !before) return () => {};
    Object.defineProperty(globalThis, name, { writable: true, configurable: true, ...before, value: Guarded });
    return () => {
      const now = Object.getOwnPropertyDescriptor(globalThis, name);
      if (now?.value !== Guarded) return; // someone has put another in its place
      if (before) Object.defineProperty(globalThis, name, before);
      else delete (globalThis as Record<string, unknown>)[name];
    };
  });
  return () => {
    guard.active = false;
    for (const f of undo.splice(0)) f();
  };
}
