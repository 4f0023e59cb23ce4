// A guarded class looks like its base: it has all members of it as its own,
// the same to the eye, and those that matter changed.

import { IceguardError } from './errors.js';
import type { Connection, Guard } from './guard.js';
import { DESCRIPTIONS, type Method } from './hooks.js';
import { changedMembers, type Changed } from './members.js';

/** What the specification puts into the operations chain of a connection (webrtc-pc, section 4.4.1.2). */
const CHAINED = ['createOffer', 'createAnswer', 'setLocalDescription', 'setRemoteDescription', 'addIceCandidate'];

/** The members of the dictionaries that are decided on, in the order of Web IDL. */
const MEMBERS: Record<string, readonly string[]> = {
  addIceCandidate: ['candidate', 'sdpMLineIndex', 'sdpMid', 'usernameFragment'],
  setRemoteDescription: ['sdp', 'type'],
};

/** The guarded classes. */
const guards = new WeakMap<object, Guard>();

/** The class of a guard. */
export function guardedClass(where: string, guard: Guard): typeof RTCPeerConnection {
  const { base, engine } = guard;
  for (let c: object | null = base; c; c = Object.getPrototypeOf(c)) {
    if (guards.get(c)?.active) throw new IceguardError('already-attached', `${where}: connections of this base are guarded already`, { field: `${where}: base` });
  }
  // Chromium names objects in its messages by what their class was called where it was written.
  const { RTCPeerConnection: Guarded } = {
    RTCPeerConnection: class extends base {
      constructor(...args: any[]) {
        super(...(guard.active ? guard.configured(args) : args as [RTCConfiguration?]));
        guard.born(this);
      }
    },
  };
  guards.set(Guarded, guard);

  const changed: Record<string, Changed> = {};
  for (const name of [...CHAINED, 'close', 'setConfiguration', 'getStats']) changed[name] = method(guard, name);
  for (const name of DESCRIPTIONS) changed[name] = description(guard, name);
  const hasInstance = Function.prototype[Symbol.hasInstance];
  mirror(base, Guarded, {
    name: { value: base.name, configurable: true },
    // Connections from before are instances of what stands in the place of their class.
    [Symbol.hasInstance]: { value(this: Function, pc: unknown) { return hasInstance.call(this === Guarded ? base : this, pc); }, configurable: true },
  });
  mirror(engine, Guarded.prototype, changedMembers(engine, changed));
  return Guarded;
}

/** What a method does on a connection of the class. */
function method(guard: Guard, name: string): Changed {
  const chained = CHAINED.includes(name);
  /** What the call does once the connection is attached. */
  const act = (connection: Connection | undefined, native: Method, self: unknown, args: any[]): any => {
    const { hooks, redactor } = connection ?? {};
    if (name === 'setConfiguration' && connection) args = guard.configured(args);
    if (name === 'getStats' && redactor) return redactor.getStats(native, self, args);
    if (hooks) readOnce(args, MEMBERS[name]);
    const hooked = hooks?.methods[name];
    const answer: any = hooked ? hooked(native, self, args) : native.apply(self, args);
    redactor?.called(name, args);
    // What is created is looked at when it comes, a turn later. All take as long, so that they settle in the browser's order.
    return hooks && chained && !name.startsWith('create') ? answer.then((value: unknown) => value) : answer;
  };
  return (native, self, args) => {
    const connection = guard.of(self);
    const closed = () => guard.read(self, 'signalingState') === 'closed';
    if (!chained || !connection?.held || closed()) return act(connection, native, self, args);
    // As behind another operation: what is in the chain of a connection that is closed never settles.
    return connection.held.then(() => (closed() ? new Promise(() => {}) : act(connection, native, self, args)));
  };
}

/** Has a dictionary read once, so that what is decided on is what the engine gets. What throws is left to the engine. */
function readOnce(args: any[], names: readonly string[] | undefined): void {
  try {
    if (names && Object(args[0]) === args[0]) args[0] = Object.fromEntries(names.map((name) => [name, args[0][name]]));
  } catch {}
}

function description(guard: Guard, name: string): Changed {
  return (native, self) => {
    const hooks = guard.of(self)?.hooks;
    return hooks ? hooks.description(name, native) : native.call(self);
  };
}

/** Gives `to` the members of `from` that it has not, and those that are changed. */
function mirror(from: object, to: object, changed: PropertyDescriptorMap): void {
  Object.defineProperties(to, { ...Object.getOwnPropertyDescriptors(from), ...Object.getOwnPropertyDescriptors(to), ...changed });
}
