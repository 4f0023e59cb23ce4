// A guarded class looks like its base: it has all members of it as its own,
// the same to the eye, and those that matter changed.

import { IceguardError } from './errors.js';
import type { Connection, Guard } from './guard.js';
import { DESCRIPTIONS, accessor, type Method } from './hooks.js';

/** What the specification puts into the operations chain of a connection (webrtc-pc, section 4.4.1.2). */
const CHAINED = ['createOffer', 'createAnswer', 'setLocalDescription', 'setRemoteDescription', 'addIceCandidate'];

/** The guarded classes. */
const guards = new WeakMap<object, Guard>();

/** The class of a guard. */
export function guardedClass(where: string, guard: Guard): typeof RTCPeerConnection {
  const { base, engine } = guard;
  for (let c: object | null = base; c; c = Object.getPrototypeOf(c)) {
    if (guards.get(c)?.active) throw new IceguardError('already-attached', `${where}: connections of this base are guarded already`, { field: `${where}: base` });
  }
  const Guarded = class extends base {
    constructor(...args: any[]) {
      super(...guard.configured(args));
      guard.born(this);
    }
  };
  guards.set(Guarded, guard);

  const changed: PropertyDescriptorMap = {};
  for (const name of [...CHAINED, 'close', 'setConfiguration', 'getStats']) {
    const native = engine[name as 'close'] as Method | undefined;
    if (typeof native === 'function') changed[name] = { value: alike(native, method(guard, name, native)) };
  }
  for (const name of DESCRIPTIONS) {
    const get = accessor(engine, name);
    if (get) changed[name] = { get: alike(get, description(guard, name, get)) };
  }
  mirror(base, Guarded, { name: { value: base.name } });
  mirror(engine, Guarded.prototype, changed);
  return Guarded;
}

function method(guard: Guard, name: string, native: Method): Method {
  /** What the call does once the connection is attached. */
  const act = (connection: Connection | undefined, self: unknown, args: any[]): unknown => {
    const { hooks, redactor } = connection ?? {};
    if (name === 'setConfiguration' && connection) args = guard.configured(args);
    if (name === 'getStats' && redactor) return redactor.getStats(native, self, args);
    redactor?.called(name, args);
    return hooks?.methods[name] ? hooks.methods[name](native, self, args) : native.apply(self, args);
  };
  return {
    method(this: any, ...args: any[]) {
      const connection = guard.of(this);
      if (!connection?.held || !CHAINED.includes(name) || this.signalingState === 'closed') return act(connection, this, args);
      // As behind another operation: what is in the chain of a connection that is closed never settles.
      return connection.held.then(() => (this.signalingState === 'closed' ? new Promise(() => {}) : act(connection, this, args)));
    },
  }.method;
}

function description(guard: Guard, name: string, get: () => any): () => unknown {
  return {
    description(this: any) {
      const hooks = guard.of(this)?.hooks;
      return hooks ? hooks.description(name, get) : get.call(this);
    },
  }.description;
}

/** Gives a function the name and length of another. */
function alike<F extends Function>(native: Function, f: F): F {
  for (const name of ['name', 'length'] as const) Object.defineProperty(f, name, { value: native[name] });
  return f;
}

/** Gives `to` the members of `from` that it has not, and those that are changed. */
function mirror(from: object, to: object, changed: PropertyDescriptorMap): void {
  const members = { ...Object.getOwnPropertyDescriptors(from), ...Object.getOwnPropertyDescriptors(to) } as PropertyDescriptorMap;
  for (const [name, change] of Object.entries(changed)) {
    members[name] = { ...(members[name] ?? { enumerable: true, configurable: true }), ...change };
  }
  Object.defineProperties(to, members);
}
