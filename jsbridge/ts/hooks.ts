// What must go on working on the page's side when Go does not: the listeners
// and overrides on one connection. Each asks Go; without an answer the call
// goes on as if it were not there, or, for a policy that must not leak, holds
// local candidates back.

import { Call, LOCAL, type Border } from './border.js';
import { filterLines } from './description.js';
import type { StatsFeed } from './stats.js';

/** The functions of jsbridge/peerconnection.go. */
interface GoFunctions {
  event(event: Event, localUfrag?: string): string | undefined;
  addIceCandidate(candidate: unknown): false | undefined;
  setRemoteDescription(sdp: string): string | undefined;
  closing(): void;
}

/** What the hooks do; each takes the place of what is called by that name. */
export interface Hooks {
  event(event: Event): void;
  methods: Record<string, (native: Method, self: unknown, args: any[]) => unknown>;
  description(name: string, get: (() => any) | undefined): unknown;
}

/** A connection that was guarded from birth: its class listens, and has the overrides on its prototype. */
export interface Birth {
  /** Has the members as the engine has them. */
  readonly engine: RTCPeerConnection;
  readonly redact: boolean;
  /** While there are any. */
  hooks?: Hooks | undefined;
  /** Go is being asked: the connection's objects show all. */
  asking?: boolean;
}

/** What the hooks on one connection need of its session. */
export interface Owner {
  readonly feed: StatsFeed;
  readonly birth?: Birth | undefined;
  /** Whether local candidates are held back when Go cannot decide. */
  closed(): boolean;
  /** Undoes the hooks, also without Go. */
  handle?: Handle;
}

/** What Go holds of the hooks. */
export interface Handle {
  undo(): void;
  listen(target: EventTarget, type: string): void;
  /** Asks for a stats report and hands it to the module. */
  stats(): void;
  wake(ms: number, f: () => void): () => void;
}

export type Method = (this: unknown, ...args: any[]) => any;

export const EVENTS = [
  'icecandidate', 'icecandidateerror', 'signalingstatechange', 'icegatheringstatechange',
  'iceconnectionstatechange', 'connectionstatechange',
];

export const DESCRIPTIONS = ['localDescription', 'currentLocalDescription', 'pendingLocalDescription'] as const;

/** Listens to and overrides the owner's connection, this one object only. */
export function hook(border: Border, owner: Owner, go: Partial<GoFunctions> | undefined): Handle {
  const { feed, birth } = owner;
  const { pc } = feed;
  let { closed } = owner;
  const { engine } = birth ?? { engine: pc };
  let active = true;
  /** The descriptions as they were shown last: those of a closed connection stay as they are. */
  const last: Record<string, unknown> = {};
  const undo: (() => void)[] = [];

  /** Asks Go; undefined when it has nothing to say, null when it cannot say it. */
  function ask<K extends keyof GoFunctions>(name: K, ...args: Parameters<GoFunctions[K]>): ReturnType<GoFunctions[K]> | undefined | null {
    if (!active) return undefined;
    if (!go) return null;
    const { failures } = border;
    feed.changed = true; // something may change with every call
    if (birth) birth.asking = true;
    try {
      const answer = border.alive ? (go[name] as Method)(...args) : null;
      return border.alive && border.failures === failures ? answer ?? undefined : null;
    } catch (e) {
      border.die(String(e), e);
      return null;
    } finally {
      if (birth) birth.asking = false;
    }
  }

  const getters = DESCRIPTIONS.map((name) => [name, accessor(engine, name)] as const);
  const local = getters[0]![1] ?? (() => pc.localDescription);
  /** Of the local description, whose text need not cross for it. */
  const ufrag = (): string | undefined => {
    try {
      return /^a=ice-ufrag:(.*)/m.exec(local.call(pc)?.sdp)?.[1];
    } catch {} // Firefox shows none of a closed connection
  };

  const listener = (event: Event): void => {
    const line = ask('event', event, event.type === 'signalingstatechange' ? ufrag() : undefined);
    try {
      if (line) mask(event as RTCPeerConnectionIceEvent, line);
    } catch (e) {
      border.fail(`a candidate cannot be masked: ${e}`);
      event.stopImmediatePropagation(); // nor be shown as it is
    }
    if (line === null && closed() && (event as RTCPeerConnectionIceEvent).candidate?.candidate) event.stopImmediatePropagation();
  };

  /** In Firefox capturing listeners run before all others, in Chromium in the order in which they were added. */
  function listen(target: EventTarget, type: string): void {
    target.addEventListener(type, listener, true);
    undo.push(() => target.removeEventListener(type, listener, { capture: true })); // Node 20 takes no boolean here
  }

  /** Defines a property on the connection; it goes again unless someone has put another in its place. */
  function define(name: string, property: PropertyDescriptor): void {
    const before = Object.getOwnPropertyDescriptor(pc, name);
    Object.defineProperty(pc, name, { ...property, configurable: true });
    undo.push(() => {
      const now = Object.getOwnPropertyDescriptor(pc, name);
      if (now?.value !== property.value || now?.get !== property.get) return;
      if (before) Object.defineProperty(pc, name, before);
      else delete (pc as unknown as Record<string, unknown>)[name];
    });
  }

  /** A local description as it may be shown. */
  function shown<T extends RTCSessionDescriptionInit | null>(description: T): T {
    const sdp = description?.sdp;
    if (typeof sdp !== 'string') return description;
    let text = sdp;
    try {
      if (active) text = filterLines(border, Call.Filter, feed.session, LOCAL, sdp);
    } catch {
      if (closed()) text = withoutCandidates(sdp);
    }
    return text === sdp ? description : (copy(description!, text) as T);
  }

  const undoAll = (): void => {
    active = false;
    for (const f of undo.splice(0).reverse()) f();
  };

  /** A new description holds the candidates gathered so far. */
  function created(native: Method, self: unknown, args: any[]): unknown {
    if (typeof args[1] !== 'function') return native.apply(self, args).then(shown); // the legacy form has two functions
    const success = args[0];
    args[0] = (description: RTCSessionDescriptionInit) => success(shown(description));
    return native.apply(self, args);
  }

  const methods: Hooks['methods'] = {
    addIceCandidate(native, self, args) {
      readOnce(args, ['candidate', 'sdpMLineIndex', 'sdpMid', 'usernameFragment']);
      if (ask('addIceCandidate', args[0]) !== false) return native.apply(self, args);
      if (typeof args[1] === 'function') queueMicrotask(() => args[1]()); // the legacy form
      return Promise.resolve();
    },
    setRemoteDescription(native, self, args) {
      readOnce(args, ['sdp', 'type']);
      try {
        const { type, sdp } = args[0];
        const text = typeof sdp === 'string' && ask('setRemoteDescription', sdp);
        if (text) args[0] = { type, sdp: text };
      } catch {} // the engine says what it thinks of it
      return native.apply(self, args);
    },
    createOffer: created,
    createAnswer: created,
    close(native, self, args) {
      try {
        for (const [name, get] of getters) description(name, get); // while Go knows what to show
      } catch {} // Firefox shows none of a closed connection
      ask('closing');
      go = undefined;
      closed = () => true;
      return native.apply(self, args);
    },
  };

  function description(name: string, get: (() => any) | undefined): unknown {
    const description = get?.call(pc);
    if (go) last[name] = shown(description);
    return last[name];
  }

  /** Puts everything on the connection, unless its class has it. */
  function install(): void {
    if (birth) {
      birth.hooks = { event: listener, methods, description };
      undo.push(() => (birth.hooks = undefined));
      return;
    }
    for (const type of EVENTS) listen(pc, type);
    const handler = pc.onicecandidate;
    if (handler) {
      // A handler that was set before is called after our listener once it is set anew.
      pc.onicecandidate = null;
      pc.onicecandidate = handler;
    }
    for (const [name, method] of Object.entries(methods)) {
      const native = pc[name as keyof RTCPeerConnection] as Method | undefined;
      if (typeof native === 'function') define(name, { value(...args: any[]) { return method(native, this, args); }, writable: true });
    }
    for (const [name, get] of getters) {
      if (get) define(name, { enumerable: true, get: () => description(name, get) });
    }
  }

  try {
    install();
  } catch (e) {
    undoAll(); // a connection that takes no properties keeps no listeners either
    throw e;
  }
  return (owner.handle = {
    listen,
    undo: undoAll,
    stats() {
      const full = feed.asking();
      const take = (report: RTCStatsReport | null) => active && feed.take(report, true, full);
      // A report that cannot be read is none. An instance that dies of one has said so.
      engine.getStats.call(pc).then(take).catch(() => take(null)).catch(() => {});
    },
    wake(ms, f) {
      const timer = setTimeout(() => active && border.attempt(f), ms);
      return () => clearTimeout(timer);
    },
  });
}

/**
 * Has the members of a dictionary read once, in the order of Web IDL: what is
 * decided on is what the engine gets. What throws is left to the engine.
 */
function readOnce(args: any[], names: readonly string[]): void {
  try {
    if (Object(args[0]) === args[0]) args[0] = Object.fromEntries(names.map((name) => [name, args[0][name]]));
  } catch {}
}

/** The getter of an attribute, wherever on the prototype chain it stands. */
function accessor(object: object, name: string): (() => any) | undefined {
  for (let o: object | null = object; o; o = Object.getPrototypeOf(o)) {
    const property = Object.getOwnPropertyDescriptor(o, name);
    if (property) return property.get;
  }
  return undefined;
}

function copy<T extends RTCSessionDescriptionInit>(description: T, sdp: string): RTCSessionDescriptionInit {
  const init = { type: description.type, sdp };
  const Description = description.constructor as new (init: RTCSessionDescriptionInit) => RTCSessionDescriptionInit;
  return (Description as unknown) === Object ? init : new Description(init);
}

/** Shows the candidate with another line to all who come after; the event stays the browser's own. */
function mask(event: RTCPeerConnectionIceEvent, line: string): void {
  Object.defineProperty(event, 'candidate', { value: withLine(event.candidate!, line), enumerable: true, configurable: true });
}

/** The same candidate with another line. */
export function withLine(from: RTCIceCandidate, candidate: string): RTCIceCandidate {
  const original = from as RTCIceCandidate & Record<string, unknown>;
  const { sdpMid, sdpMLineIndex, usernameFragment } = original;
  const masked = new (original.constructor as typeof RTCIceCandidate)({ candidate, sdpMid, sdpMLineIndex, usernameFragment });
  for (const name of ['url', 'relayProtocol']) {
    if (original[name] != null) Object.defineProperty(masked, name, { value: original[name], enumerable: true, configurable: true });
  }
  return masked;
}

/** All that can name a candidate's address goes; used only when Go cannot say which may stay. */
function withoutCandidates(sdp: string): string {
  return sdp
    .replace(/^a=candidate:.*(?:\r?\n|$)/gm, '')
    .replace(/^(c=|a=rtcp:\d+ )IN IP\d .*$/gm, '$1IN IP4 0.0.0.0')
    .replace(/^(m=\S+ )[1-9]\d*/gm, '$19'); // the discard port
}
