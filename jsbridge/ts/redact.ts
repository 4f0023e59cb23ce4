// What a connection's other members show of candidates, without the addresses
// of those that were not signalled and of host candidates.

import { withLine, type Birth, type Method } from './hooks.js';

/** Type, address and port of a candidate line. */
const LINE = /^(?:a=)?candidate:\S+ \d+ \S+ \d+ (\S+) (\d+) typ (\S+)/gim;

/** An address that is none (RFC 6761 section 6.4), as Chromium writes those that it hides. */
const HIDDEN = 'redacted-ip.invalid';

/** Members of a candidate's statistics that tell an address. */
const ADDRESSES = ['address', 'ip', 'relatedAddress', 'relatedPort'];

type Entry = Record<string, unknown>;

/** Redacts for one connection. */
export class Redactor {
  readonly #pc: RTCPeerConnection;
  /** Reflexive and relay candidates that were signalled by either side. */
  readonly #signalled = new Set<string>();

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
  }

  #note(text: unknown): void {
    for (const [, address, port, type] of String(text ?? '').matchAll(LINE)) {
      if (/^(srflx|relay)$/i.test(type!)) this.#signalled.add(key(type, address, port));
    }
  }

  /** Takes an event of the connection after the session has. */
  event(event: Event, birth: Birth): void {
    if (event.type === 'icecandidate') {
      if (!event.cancelBubble) this.#note((event as RTCPeerConnectionIceEvent).candidate?.candidate);
    } else if (event.type === 'icecandidateerror') {
      for (const [name, value] of [['address', null], ['port', null], ['hostCandidate', '']] as const) {
        if (name in event) Object.defineProperty(event, name, { value, enumerable: true, configurable: true });
      }
    } else {
      this.#reach(birth);
    }
  }

  /** Takes the arguments of a method of the connection: the peer's candidates are in them. */
  called(name: string, args: any[]): void {
    try {
      if (name === 'addIceCandidate') this.#note(args[0].candidate);
      if (name === 'setRemoteDescription') this.#note(args[0].sdp);
    } catch {} // the engine says what it thinks of it
  }

  /** Calls getStats of a connection, sender or receiver, in any of its forms. */
  getStats(native: Method, self: unknown, args: any[]): unknown {
    const shown = (report: RTCStatsReport | undefined) => report && this.#report(report);
    const success = args[1]; // the legacy form
    if (typeof success === 'function') args[1] = (report: RTCStatsReport) => success(shown(report));
    return native.apply(self, args).then(shown);
  }

  #report(report: RTCStatsReport): RTCStatsReport {
    const entries = new Map<string, Entry>();
    report.forEach((entry: Entry, id: string) => {
      const ofCandidate = /^(local|remote)-candidate$/.test(entry.type as string);
      entries.set(id, ofCandidate ? this.#entry(entry) : entry);
    });
    return mapLike(report, entries);
  }

  #entry(entry: Entry): Entry {
    const shown = { ...entry };
    const { candidateType, address = entry.ip, port } = entry;
    const hidden = this.#signalled.has(key(candidateType, address, port)) ? ADDRESSES.slice(2) : ADDRESSES;
    for (const name of hidden) if (name in shown) shown[name] = null;
    return shown;
  }

  #candidate<T extends RTCIceCandidate | null | undefined>(candidate: T): T {
    if (!candidate) return candidate;
    const { type, address, port } = candidate;
    const line = candidate.candidate.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 0');
    const shown = this.#signalled.has(key(type, address, port)) ? line : line.replace(/^((?:\S+ ){4})\S+/, `$1${HIDDEN}`);
    return withLine(candidate, shown) as T;
  }

  /** Redacts the members of the senders, receivers and ICE transports that there are. */
  #reach(birth: Birth): void {
    const { engine } = birth;
    const transports: (RTCDtlsTransport | null | undefined)[] = [this.#pc.sctp?.transport];
    for (const { sender, receiver } of engine.getTransceivers.call(this.#pc)) {
      for (const part of [sender, receiver]) {
        transports.push(part.transport);
        this.#change(part, 'getStats', (native, self, args) => this.getStats(native, self, args));
      }
    }
    const change = (t: object | undefined, name: string, redacted: (shown: any) => unknown) =>
      t && this.#change(t, name, (native, self, args) => {
        const all = native.apply(self, args);
        return birth.asking ? all : redacted(all);
      });
    for (const transport of transports) {
      const ice = transport?.iceTransport;
      change(ice, 'getSelectedCandidatePair', (pair: RTCIceCandidatePair | null) => pair && Object.create(Object.getPrototypeOf(pair), {
        local: { value: this.#candidate(pair.local), enumerable: true },
        remote: { value: this.#candidate(pair.remote), enumerable: true },
      }));
      for (const name of ['getLocalCandidates', 'getRemoteCandidates']) {
        change(ice, name, (list: RTCIceCandidate[]) => list.map((c) => this.#candidate(c)));
      }
    }
  }

  /** Changes a method of one object, once. */
  #change(object: object, name: string, f: (native: Method, self: unknown, args: any[]) => unknown): void {
    const native = (object as Record<string, unknown>)[name];
    if (typeof native !== 'function' || Object.hasOwn(object, name)) return;
    Object.defineProperty(object, name, { value(...args: any[]) { return f(native as Method, this, args); }, writable: true, configurable: true });
  }
}

function key(...parts: unknown[]): string {
  return parts.join(' ').toLowerCase();
}

/** A report with other entries: an object of the same class, all of whose members are a map's. */
function mapLike(report: RTCStatsReport, entries: Map<string, Entry>): RTCStatsReport {
  const shown: object = Object.create(Object.getPrototypeOf(report));
  for (const name of ['get', 'has', 'keys', 'values', 'entries', Symbol.iterator] as const) {
    Object.defineProperty(shown, name, { value: (entries[name] as Method).bind(entries), writable: true, configurable: true });
  }
  Object.defineProperty(shown, 'size', { value: entries.size, configurable: true });
  Object.defineProperty(shown, 'forEach', {
    value: (f: Method, self?: unknown) => entries.forEach((entry, id) => f.call(self, entry, id, shown)), writable: true, configurable: true,
  });
  return shown as RTCStatsReport;
}
