// The public types of the API; those of the report are in report.ts. Names and
// null are those of the W3C dictionaries.

import type {
  CandidateErrorRecord, CandidateRecord, EnoughRecord, FindingRecord, Path, Report, RestartRecord, StateRecord, StatsRecord,
} from './report.js';

export type * from './report.js';

/** Which way a candidate travels: gathered here, or signalled by the peer. */
export type Direction = 'local' | 'remote';

/** Client to TURN server leg of a relay candidate. */
export type RelayProtocol = 'udp' | 'tcp' | 'tls';

/** A candidate taken apart (RFC 8839 section 5.1). */
export interface ParsedCandidate {
  foundation: string;
  /** 1 for RTP (and all under rtcp-mux), 2 for RTCP; 1 to 256. */
  component: number;
  /** Lower case; `udp`, `tcp` or another token. */
  protocol: string;
  /** 0 to 4294967295. */
  priority: number;
  address: string;
  /** 0 to 65535. */
  port: number;
  /** `host`, `srflx`, `prflx`, `relay` or another token. */
  type: string;
  tcpType: string | null;
  relatedAddress: string | null;
  relatedPort: number | null;
  usernameFragment: string | null;
  /** All extension attributes in order, `tcptype` and `ufrag` among them, without `raddr` and `rport`. */
  extensions: [name: string, value: string][];
}

/** What a policy says of one candidate. */
export interface Decision {
  kept: boolean;
  /** Number of the rule that decided, from 1; null when none did. */
  rule: number | null;
  /** That rule as written. */
  text: string | null;
}

/** A candidate in any of the forms that applications hold. */
export type CandidateLike = string | ParsedCandidate | RTCIceCandidate | RTCIceCandidateInit;

/** Whether something is promised. */
export interface Guarantee {
  readonly holds: boolean;
  /** One sentence: why it is, or what is not promised. */
  readonly why: string;
}

/** What is promised of the local candidates that a policy drops; each needs more than the one before it. */
export interface Guarantees {
  /** They are in no `icecandidate` event and no local description. */
  readonly notSignalled: Guarantee;
  /** Their addresses are in no statistics, error event or selected pair that the page sees. */
  readonly hiddenFromApp: Guarantee;
  /** The remote peer cannot learn their addresses, not by connectivity checks either. */
  readonly notLearnable: Guarantee;
}

/** A compiled policy. */
export interface Policy {
  readonly text: string;
  /** The preset's name, null for a policy given as rules. */
  readonly name: string | null;
  /** The rules as written; `rule` of a decision minus one is an index. */
  readonly rules: readonly string[];
  /**
   * No local candidate but relay ones passes. Construct the connection with
   * `iceTransportPolicy: 'relay'` then: any other connection's connectivity
   * checks may still show the peer addresses that were never signalled.
   */
  readonly forcesRelay: boolean;
  /**
   * What it promises of a connection as `guard` constructs one, without
   * `redact`: with `iceTransportPolicy: 'relay'` when the policy forces relay.
   * Frozen. What one connection has is `session.guarantees`.
   */
  readonly guarantees: Guarantees;
  decide(candidate: CandidateLike, direction: Direction): Decision;
}

/** What a candidate must be for a rule: different members must all hold, several values of one are alternatives. */
export interface PolicyMatches {
  type?: OneOrMore<'host' | 'srflx' | 'prflx' | 'relay'>;
  transport?: OneOrMore<'udp' | 'tcp'>;
  tcpType?: OneOrMore<'active' | 'passive' | 'so'>;
  family?: OneOrMore<'ipv4' | 'ipv6' | 'mdns' | 'fqdn'>;
  scope?: OneOrMore<'private' | 'public' | 'loopback' | 'linklocal' | 'cgnat' | 'ula'>;
  /** Address blocks, such as `10.0.0.0/8`. */
  net?: OneOrMore<string>;
  /** Ports, and ranges such as `49152-65535`. */
  port?: OneOrMore<number | string>;
  relayProtocol?: OneOrMore<RelayProtocol>;
  /** A STUN or TURN URL, `*` and `?` allowed. */
  server?: OneOrMore<string>;
  networkId?: OneOrMore<number>;
  mid?: OneOrMore<string>;
}

type OneOrMore<T> = T | readonly T[];

/** One rule of a policy in object form. */
export interface PolicyRule extends PolicyMatches {
  /** Both when left out. */
  direction?: Direction;
  action: 'keep' | 'drop' | 'limit';
  /** How many to keep, for `limit`. */
  limit?: number;
  /** What it must not be; each member for itself. */
  not?: PolicyMatches;
}

/** A policy in object form: the same language, the first rule that matches decides. */
export interface PolicyRules {
  rules: readonly PolicyRule[];
  /** What happens to a candidate that no rule names; `keep` when left out. */
  default?: 'keep' | 'drop';
}

/** A policy in any of its forms: rules as text, a preset's name, an object, or a compiled one. */
export type PolicyLike = string | PolicyRules | Policy;

export interface FilteredDescription {
  /** The same object when nothing was dropped or masked. */
  description: RTCSessionDescriptionInit;
  dropped: { candidate: string; rule: number | null; mid: string | null }[];
}

export interface AttachOptions {
  /** Default `all`. */
  policy?: PolicyLike;
  /**
   * When the WebAssembly instance dies: `open` lets candidates pass, `closed`
   * holds local candidates back. Default `closed` for a policy that forces relay, else `open`.
   */
  onFailure?: 'open' | 'closed';
  /**
   * `auto` (default) asks `getStats()` when the path changes or is lost and at an interval of
   * 0.25 s while a path is looked for, 1 s, then 3 s once it is stable; never twice
   * at once. `manual` never asks: give reports to `session.addStats()`.
   */
  stats?: 'auto' | 'manual';
  /** The largest part of the page's time that reading reports may take, above 0 and up to 1: the interval grows as it must. Default 0.01. */
  statsBudget?: number;
  /** What makes gathering worth ending earlier: see the event `enough`. */
  gathering?: GatheringOptions;
}

/** Types of candidate that are gathered, joined by `+` in any order. */
export type GatheredTypes =
  | GatheredType
  | `${GatheredType}+${GatheredType}`
  | `${GatheredType}+${GatheredType}+${GatheredType}`;

type GatheredType = 'host' | 'srflx' | 'relay';

/**
 * When the event `enough` is fired, for applications that send one offer or
 * answer with all candidates in it. The browser's own events and states stay
 * as they are; a type that never comes is not waited for longer than without this.
 */
export interface GatheringOptions {
  /** Ms after gathering began, an integer above 0: fired then, with reason `max-wait`, whatever is there, and be it nothing. Default: no such limit. */
  maxWaitMs?: number;
  /** Fired at once, with reason `wanted`, when candidates of all these types have been gathered and the policy keeps them. */
  enough?: GatheredTypes;
}

/** How much of the module has come. */
export interface LoadProgress {
  /** Bytes, after any Content-Encoding is undone. */
  loaded: number;
  /** Bytes; never less than `loaded`. Null once more has come than the module of this build has: it is another file. */
  total: number | null;
}

export interface LoadOptions {
  /**
   * Where the module is, or the module itself, also from another realm or in
   * shared memory; default `iceguard.wasm` beside this script. A signal that
   * ends loading goes with the request: `fetch(url, { signal })`.
   */
  wasm?: string | URL | Response | Promise<Response> | ArrayBufferLike | ArrayBufferView | WebAssembly.Module;
  /**
   * Called for each piece that comes from the network, and once for a file in
   * Node; not for bytes or a Module, nor for a call of `load` that finds it
   * under way. When all has come, `loaded` is `total`. What it throws is
   * reported to the page (`reportError`) and does not disturb loading. Bytes
   * that are counted cannot come from an engine's cache of compiled code.
   */
  onProgress?: (progress: LoadProgress) => void;
}

/** The events of a session; `detail` of the `CustomEvent` has the type given. */
export interface SessionEventMap {
  candidate: CustomEvent<CandidateRecord>;
  candidatedropped: CustomEvent<CandidateRecord>;
  candidateerror: CustomEvent<CandidateErrorRecord>;
  statechange: CustomEvent<StateRecord>;
  path: CustomEvent<Path>;
  stats: CustomEvent<StatsRecord>;
  finding: CustomEvent<FindingRecord>;
  enough: CustomEvent<EnoughRecord>;
  /** ICE is to be restarted: see `Session.restart`. Once an outage; in Firefox some 20 s before it closes data channels for good. */
  'restart-advised': CustomEvent<RestartRecord>;
  close: CustomEvent<null>;
  error: CustomEvent<Error>;
}

/**
 * What `attach` returns. Its events come in the order in which things happened,
 * up to 20 ms later, together with what happened meanwhile; at once for those
 * who listen to `enough`, and in a hidden page. `report()` is never behind.
 *
 * When the WebAssembly instance has died, `report()`,
 * `toString()`, `guarantees` and a new `policy` throw an IceguardError with code
 * `instance-failed`; a session that was detached before still has its report.
 */
export interface Session extends EventTarget {
  /** Set it to change the policy; a syntax error is thrown and changes nothing. New decisions only; none after `detach` or once the connection is closed. */
  get policy(): Policy;
  set policy(policy: PolicyLike);
  /** The connection it is attached to. */
  readonly peerConnection: RTCPeerConnection;
  /**
   * What the present policy promises of this connection as it is configured, as
   * long as the session is attached. Frozen. `notLearnable` needs
   * `iceTransportPolicy: 'relay'` now and when the session was attached.
   */
  readonly guarantees: Guarantees;
  /** Also after `detach` and once the connection is closed: what was known then. */
  report(): Report;
  /**
   * Takes the result of the application's own `getStats()`, so that nobody asks
   * twice: with `stats: 'auto'` the next report is asked for an interval later.
   * After `detach` and once the connection is closed it does nothing.
   */
  addStats(report: RTCStatsReport): void;
  /** One line for a log. */
  toString(): string;
  /**
   * Calls the connection's `restartIce()`: the browser fires `negotiationneeded`,
   * and the application's handler makes and signals an offer as it did the first
   * time. Of the two ends one is enough. On a closed connection it does nothing.
   * Throws an IceguardError with code `type-mismatch` where the engine has no `restartIce`.
   */
  restart(): void;
  /** Ends observation and filtering and restores the connection; may be called twice. */
  detach(): void;
  addEventListener<K extends keyof SessionEventMap>(
    type: K,
    listener: (this: Session, event: SessionEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** The events of a loaded module. */
export interface IceguardEventMap {
  /** The instance failed, with an IceguardError as detail. Calls go on; see AttachOptions.onFailure. */
  error: CustomEvent<Error>;
}

/** A loaded module. */
export interface Iceguard extends EventTarget {
  /** Identifies the build; the script and the WebAssembly module of one build belong together. */
  readonly buildId: string;
  /**
   * Observes and filters this connection; its prototype and the page's globals
   * stay as they are. Attach right after constructing it: Chromium calls
   * listeners in the order in which they were added, so that an `icecandidate`
   * listener that was there first sees dropped candidates too (`onicecandidate` does not).
   *
   * Throws an IceguardError: `type-mismatch`, `unknown-option`, `policy-syntax`,
   * `already-attached` or `instance-failed`.
   */
  attach(pc: RTCPeerConnection, options?: AttachOptions): Session;
  /** Compiles a policy; throws an IceguardError with code `policy-syntax`, or `type-mismatch` or `unknown-option` for an object. */
  policy(policy: string | PolicyRules): Policy;
  /** Throws an IceguardError with code `candidate-syntax`, or `end-of-candidates` for the empty string. */
  parseCandidate(line: string): ParsedCandidate;
  /** The exact inverse of parseCandidate. */
  formatCandidate(candidate: ParsedCandidate): string;
  filterDescription(
    description: RTCSessionDescriptionInit,
    policy: PolicyLike,
    direction: Direction,
  ): FilteredDescription;
  addEventListener<K extends keyof IceguardEventMap>(
    type: K,
    listener: (this: Iceguard, event: IceguardEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** The codes of IceguardError. */
export type ErrorCode =
  | 'wasm-not-found'
  | 'wasm-invalid'
  | 'wasm-unsupported'
  | 'version-mismatch'
  | 'instance-failed'
  | 'type-mismatch'
  | 'unknown-option'
  | 'candidate-syntax'
  | 'end-of-candidates'
  | 'policy-syntax'
  | 'already-attached';
