// What a connection's other members show of candidates, without the addresses
// of those that were not signalled and of host candidates.

import { withLine, type Birth, type Method } from './hooks.js';
import { change, changedMembers, type Changed } from './members.js';

/** Address, port and type of a candidate line. */
const LINE = /^(?:a=)?candidate:\S+ \d+ \S+ \d+ (\S+) (\d+) typ (\S+)/gim;

/** An address that is none (RFC 6761 section 6.4), as Chromium writes those that it hides. */
const HIDDEN = 'redacted-ip.invalid';

/** Members of a candidate's statistics that tell an address, at last those that tell another candidate's. */
const ADDRESSES = ['address', 'ip', 'relatedAddress', 'relatedPort'];

type Entry = Record<string, unknown>;

/** Redacts for one connection. */
export class Redactor {
  readonly #pc: RTCPeerConnection;
  readonly #birth: Birth;
  /** Reflexive and relay candidates that were signalled by either side. */
  readonly #signalled = new Set<string>();
  /** Objects whose members are redacted. */
  readonly #reached = new WeakSet<object>();

  constructor(pc: RTCPeerConnection, birth: Birth) {
    this.#pc = pc;
    this.#birth = birth;
  }

  #note(text: unknown): void {
    for (const [, address, port, type] of String(text ?? '').matchAll(LINE)) {
      if (/^(srflx|relay)$/i.test(type!)) this.#signalled.add(key(type, address, port));
    }
  }

  /** Takes an event of the connection after the session has. */
  event(event: Event): void {
    if (event.type === 'icecandidate') {
      if (!event.cancelBubble) this.#note((event as RTCPeerConnectionIceEvent).candidate?.candidate);
    } else if (event.type === 'icecandidateerror') {
      change(event, { address: () => null, port: () => null, hostCandidate: () => '' });
    } else {
      this.#reach();
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

  /** A report whose entries are redacted when they are read. */
  #report(report: RTCStatsReport): RTCStatsReport {
    const redacted = (value: any): any => (Array.isArray(value) ? [value[0], this.#entry(value[1])] : this.#entry(value));
    const asIs: Changed = (native, _, args) => native.apply(report, args);
    /** An iterator of the engine's, but for what it yields. */
    const iterate: Changed = (native) => {
      const iterator: Iterator<unknown> = native.call(report);
      return Object.create(iterator, {
        next: { value: () => {
          const { done, value } = iterator.next();
          return { done, value: redacted(value) };
        } },
      });
    };
    const members = changedMembers(report, {
      get: (native, _, args) => this.#entry(native.apply(report, args)),
      forEach: (native, _, [f, self]) => native.call(report, (entry: Entry, id: string) => f.call(self, this.#entry(entry), id, shown)),
      values: iterate, entries: iterate, keys: asIs, has: asIs,
    });
    const shown = new Proxy(report, {
      get: (_, name) => members[name === Symbol.iterator ? 'entries' : (name as string)]?.value ?? Reflect.get(report, name),
    });
    return shown;
  }

  #entry(entry: Entry | undefined): Entry | undefined {
    if (!/^(local|remote)-candidate$/.test(entry?.type as string)) return entry;
    const shown = { ...entry };
    const { candidateType, address = shown.ip, port } = shown;
    for (const name of this.#signalled.has(key(candidateType, address, port)) ? ADDRESSES.slice(2) : ADDRESSES) {
      if (name in shown) shown[name] = null;
    }
    return shown;
  }

  #candidate<T extends RTCIceCandidate | null | undefined>(candidate: T): T {
    if (!candidate) return candidate;
    const line = candidate.candidate.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 0');
    const [[, address, port, type] = []] = line.matchAll(LINE); // Chromium writes the address of IPv6 in brackets
    const shown = this.#signalled.has(key(type, address, port)) ? line : line.replace(/^((?:\S+ ){4})\S+/, `$1${HIDDEN}`);
    return withLine(candidate, shown) as T;
  }

  /** Redacts the members of the senders, receivers and ICE transports that there are. */
  #reach(): void {
    const { engine } = this.#birth;
    const transports: (RTCDtlsTransport | null | undefined)[] = [(Reflect.get(engine, 'sctp', this.#pc) as RTCSctpTransport | null)?.transport];
    for (const { sender, receiver } of engine.getTransceivers.call(this.#pc)) {
      for (const part of [sender, receiver]) {
        transports.push(part.transport);
        this.#changeOnce(part, { getStats: (native, self, args) => this.getStats(native, self, args) });
      }
    }
    /** What the application is shown; Go sees all. */
    const shown = (redacted: (all: any) => unknown): Changed => (native, self, args) => {
      const all = native.apply(self, args);
      return this.#birth.asking ? all : redacted(all);
    };
    const list = shown((candidates: RTCIceCandidate[]) => candidates.map((c) => this.#candidate(c)));
    for (const transport of transports) {
      if (transport) this.#changeOnce(transport.iceTransport, { getSelectedCandidatePair: shown((pair) => pair && this.#pair(pair)), getLocalCandidates: list, getRemoteCandidates: list });
    }
  }

  #pair(pair: RTCIceCandidatePair): RTCIceCandidatePair {
    return Object.create(Object.getPrototypeOf(pair), {
      local: { value: this.#candidate(pair.local), enumerable: true },
      remote: { value: this.#candidate(pair.remote), enumerable: true },
    });
  }

  #changeOnce(object: object, members: Record<string, Changed>): void {
    if (this.#reached.has(object)) return;
    this.#reached.add(object);
    change(object, members);
  }
}

function key(...parts: unknown[]): string {
  return parts.join(' ').toLowerCase();
}
