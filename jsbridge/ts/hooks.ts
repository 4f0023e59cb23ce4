// What must go on working on the page's side when Go does not: the listeners
// and overrides on one connection. Each asks Go; without an answer the call
// goes on as if it were not there, or, for a policy that must not leak, holds
// local candidates back.

import { EVENTS, Happening, attempt, candidateText, crossing, eventValues, pairText, ufrag } from './happening.js';
import type { StatsFeed } from './stats.js';

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
  /** The connection as the engine has it, whatever a class over this one makes of it. */
  readonly view: RTCPeerConnection;
  readonly redact: boolean;
  /** While there are any. */
  hooks?: Hooks | undefined;
  /** The connection is being read for Go: its objects show all. */
  asking?: boolean;
}

export type Method = (this: unknown, ...args: any[]) => any;

export const DESCRIPTIONS = ['localDescription', 'currentLocalDescription', 'pendingLocalDescription'] as const;

/**
 * Listens to and overrides the connection, this one object only, and gives
 * what undoes it. `closed` says whether local candidates are held back when Go cannot decide.
 */
export function hook(feed: StatsFeed, closed: () => boolean, birth?: Birth): () => void {
  const { channel, pc } = feed;
  const { border } = channel;
  const self: Pick<Birth, 'engine' | 'asking'> = birth ?? { engine: pc };
  const { engine } = self;
  const read = birth?.view ?? pc;
  let active = true;
  /** The descriptions as they were shown last, once the connection is closed: they stay so. */
  let last: Record<string, unknown> | undefined;
  const transports = new Set<RTCIceTransport>();
  const undo: (() => void)[] = [];

  /** Tells Go soon, what the text is then. */
  function note(happening: Happening, text: () => string | undefined): undefined {
    const now = performance.now();
    feed.changed = true; // something may
    channel.later(() => {
      const said = active ? text() : undefined;
      if (said !== undefined) channel.ask(happening, said, now);
    });
  }

  /** Asks Go what it decides: undefined when it has nothing to say, null when it cannot say it. A policy that keeps everything need not be asked. */
  function decide(happening: Happening, text: string | undefined): ReturnType<typeof channel.ask> {
    if (channel.passes && border.alive) return note(happening, () => text);
    feed.changed = true;
    return active && text !== undefined ? channel.ask(happening, text) : undefined;
  }

  const getters = DESCRIPTIONS.map((name) => [name, accessor(engine, name)] as const);

  function notePair(transport: RTCIceTransport): void {
    note(Happening.PairSelected, () => {
      self.asking = true;
      const text = pairText(transport);
      self.asking = false;
      return text;
    });
  }

  const native = getters[0]![1] ?? (() => pc.localDescription);
  /** The ufrag of the local description. To read that takes Firefox 0.1 ms, which waits the first time, though not until there may be another. */
  let described: string | undefined;
  let unread = false;
  const describe = () => {
    unread = false;
    return (described = ufrag(() => native.call(pc)));
  };
  const listener = (event: Event): void => {
    const happening: Happening = EVENTS.indexOf(event.type);
    if (happening !== Happening.LocalCandidate) {
      const values = eventValues(border.kinds, happening, event, read);
      const describing = happening === Happening.SignalingState && !/remote/.test(String(values));
      if (describing && described) describe();
      else unread ||= describing;
      const before = described;
      if (values) note(happening, () => crossing(describing ? [...values, before || describe()] : values));
      if (happening === Happening.ICEState) channel.later(hookTransports);
      return;
    }
    const { candidate, url } = event as RTCPeerConnectionIceEvent & { url?: string };
    const line = decide(happening, attempt(() => candidateText(candidate, url)));
    if (line === false || (line === null && closed() && candidate?.candidate)) {
      event.stopImmediatePropagation();
    }
    try {
      if (line) mask(event as RTCPeerConnectionIceEvent, line);
    } catch (e) {
      border.fail(`a candidate cannot be masked: ${e}`);
      event.stopImmediatePropagation(); // nor be shown as it is
    }
  };

  /**
   * Listens to ICE transports that have come since the last time. They are
   * reached through the SCTP transport and the senders; under BUNDLE many of
   * these are one. Those that say nothing of pairs are left to their statistics.
   */
  function hookTransports(): void {
    for (const part of [attempt(() => read.sctp), ...(attempt(() => [...read.getSenders()]) ?? [])]) {
      const t = attempt(() => part?.transport?.iceTransport);
      if (!t || transports.has(t)) continue;
      transports.add(t);
      attempt(() => listen(t, 'selectedcandidatepairchange', () => notePair(t)));
      notePair(t);
    }
  }

  /** In Firefox capturing listeners run before all others, in Chromium in the order in which they were added. */
  function listen(target: EventTarget, type: string, f: (event: Event) => void): void {
    target.addEventListener(type, f, true);
    undo.push(() => target.removeEventListener(type, f, { capture: true })); // Node 20 takes no boolean here
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
      if (active && !(channel.passes && border.alive)) text = channel.filter(sdp);
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
    if (unread) channel.settleQuietly();
    if (typeof args[1] !== 'function') return native.apply(self, args).then(shown); // the legacy form has two functions
    const success = args[0];
    args[0] = (description: RTCSessionDescriptionInit) => success(shown(description));
    return native.apply(self, args);
  }

  const methods: Hooks['methods'] = {
    addIceCandidate(native, self, args) {
      if (decide(Happening.RemoteCandidate, candidateText(args[0] ?? {})) !== false) return native.apply(self, args);
      if (typeof args[1] === 'function') queueMicrotask(() => args[1]()); // the legacy form
      return Promise.resolve();
    },
    setRemoteDescription(native, self, args) {
      try {
        const { type, sdp } = args[0];
        const text = typeof sdp === 'string' && decide(Happening.RemoteDescription, sdp);
        if (text) args[0] = { type, sdp: text };
      } catch {} // the engine says what it thinks of it
      return native.apply(self, args);
    },
    createOffer: created,
    createAnswer: created,
    close(native, self, args) {
      try {
        last ??= Object.fromEntries(getters.map(([name, get]) => [name, shown(get?.call(pc))])); // while Go knows what to show
      } catch {} // Firefox shows none of a closed connection
      note(Happening.Closing, () => '');
      closed = () => true;
      return native.apply(self, args);
    },
  };

  function description(name: string, get: (() => any) | undefined): unknown {
    const description = get?.call(pc);
    return last ? last[name] : shown(description);
  }

  /** Puts everything on the connection, unless its class has it. */
  function install(): void {
    if (birth) {
      birth.hooks = { event: listener, methods, description };
      undo.push(() => (birth.hooks = undefined));
      return;
    }
    for (const type of EVENTS) listen(pc, type, listener);
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
    channel.later(hookTransports);
  } catch (e) {
    undoAll(); // a connection that takes no properties keeps no listeners either
    throw e;
  }
  channel.poll = () => {
    const full = feed.asking();
    const take = (report: RTCStatsReport | null) => active && feed.take(report, 1, full);
    // A report that cannot be read is none.
    (async () => take(await engine.getStats.call(pc)))().catch((e) => {
      border.excuse(e);
      take(null);
    }).catch(() => {});
  };
  return undoAll;
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
