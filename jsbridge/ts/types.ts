// The public types. Names and null are those of the W3C dictionaries; times are
// milliseconds since attach, round trip times seconds.

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
  decide(candidate: CandidateLike, direction: Direction): Decision;
}

export interface FilteredDescription {
  /** The same object when nothing was dropped or masked. */
  description: RTCSessionDescriptionInit;
  dropped: { candidate: string; rule: number | null; mid: string | null }[];
}

export interface AttachOptions {
  /** Rules or a preset's name; default `all`. */
  policy?: string | Policy;
  /**
   * When the WebAssembly instance dies: `open` lets candidates pass, `closed`
   * holds local candidates back. Default `closed` for a policy that forces relay, else `open`.
   */
  onFailure?: 'open' | 'closed';
}

export interface LoadOptions {
  /** Where the module is, or the module itself; default `iceguard.wasm` beside this script. */
  wasm?: string | URL | Response | Promise<Response> | BufferSource | WebAssembly.Module;
}

/** A candidate that was seen, and what became of it. */
export interface CandidateRecord {
  time: number;
  direction: Direction;
  /** By `icecandidate` event or `addIceCandidate` (trickle), or inside a description. */
  via: 'trickle' | 'description';
  /** The line as the engine wrote it or the peer signalled it. */
  candidate: string;
  sdpMid: string | null;
  sdpMLineIndex: number | null;
  usernameFragment: string | null;
  /** These are null when the line could not be read; `error` says why. */
  foundation: string | null;
  component: number | null;
  protocol: string | null;
  priority: number | null;
  address: string | null;
  port: number | null;
  type: string | null;
  tcpType: string | null;
  relatedAddress: string | null;
  relatedPort: number | null;
  /** STUN or TURN server it came from, where the engine says. */
  url: string | null;
  /** As the engine says it, or read from `url`. */
  relayProtocol: RelayProtocol | null;
  family: 'ipv4' | 'ipv6' | 'mdns' | 'fqdn' | 'unknown';
  scope: 'private' | 'public' | 'loopback' | 'linklocal' | 'cgnat' | 'ula' | 'unknown';
  kept: boolean;
  rule: number | null;
  text: string | null;
  /** The related address was masked because the policy drops the candidate it belongs to. */
  masked: boolean;
  /** ICE generation, from 1; an ICE restart begins the next. */
  generation: number;
  error: string | null;
}

/** An `icecandidateerror`. */
export interface CandidateErrorRecord {
  time: number;
  url: string;
  /** STUN error code, or 701: no answer from the server. */
  errorCode: number;
  errorText: string;
  address: string | null;
  port: number | null;
  hostCandidate: string | null;
  generation: number;
}

/** One end of the selected pair. */
export interface PathEnd {
  type: string;
  /** Null where the engine hides it. */
  address: string | null;
  port: number | null;
  protocol: string | null;
  url: string | null;
}

/** Over which path the connection runs, and how that is known. */
export interface Path {
  since: number;
  kind: 'host' | 'reflexive' | 'relayed';
  /** Null when not relayed. */
  relay: {
    side: 'local' | 'remote' | 'both';
    /** Of the local relay's client to server leg; `unknown` when only the remote side relays. */
    protocol: RelayProtocol | 'unknown';
    /** Where `protocol` was read. */
    protocolSource: 'stats' | 'candidate' | 'url' | null;
  } | null;
  transport: 'udp' | 'tcp' | 'unknown';
  family: 'ipv4' | 'ipv6' | 'unknown';
  scope: CandidateRecord['scope'];
  local: PathEnd;
  remote: PathEnd;
  /** What named the selected pair: `transport-stats`, `ice-transport`, `pair-selected` or `nominated`. */
  source: 'transport-stats' | 'ice-transport' | 'pair-selected' | 'nominated';
  /** More than one pair fits what `source` knows. */
  ambiguous: boolean;
  /** A remote prflx was recognised as this signalled candidate, by address or by port. */
  recognised: string | null;
}

/** What the latest statistics say of the selected pair. Totals never go back. */
export interface StatsRecord {
  time: number;
  /** Seconds; null when the engine does not say. */
  currentRoundTripTime: number | null;
  /** Seconds, mean over all checks on all pairs that were selected. */
  averageRoundTripTime: number | null;
  bytesSent: number | null;
  bytesReceived: number | null;
}

/** When things happened in one ICE generation; null when they have not. */
export interface Generation {
  number: number;
  localUsernameFragment: string | null;
  remoteUsernameFragment: string | null;
  started: number;
  gatheringStarted: number | null;
  firstLocalCandidate: number | null;
  firstHost: number | null;
  firstServerReflexive: number | null;
  firstRelay: number | null;
  gatheringComplete: number | null;
  firstRemoteCandidate: number | null;
  endOfRemoteCandidates: number | null;
  checking: number | null;
  connected: number | null;
  selectedPair: number | null;
  dtlsConnected: number | null;
}

/** Everything known of a connection. */
export interface Report {
  schema: 'iceguard.report/1';
  /** One line for a log. */
  summary: string;
  /** Wall clock at attach, ms since 1970. */
  attachedAt: number;
  /** Of the latest event, ms since attach. */
  time: number;
  closed: boolean;
  signalingState: string | null;
  iceGatheringState: string | null;
  iceConnectionState: string | null;
  connectionState: string | null;
  policy: { name: string | null; text: string; forcesRelay: boolean };
  iceTransportPolicy: string | null;
  iceServers: string[];
  generation: number;
  generations: Generation[];
  path: Path | null;
  pathChanges: number;
  stats: StatsRecord | null;
  localCandidates: CandidateRecord[];
  remoteCandidates: CandidateRecord[];
  candidateErrors: CandidateErrorRecord[];
}

/** A change of one of the connection's states. */
export interface StateRecord {
  time: number;
  name: 'signalingState' | 'iceGatheringState' | 'iceConnectionState' | 'connectionState';
  value: string;
}

/** The events of a session; `detail` of the `CustomEvent` has the type given. */
export interface SessionEventMap {
  candidate: CustomEvent<CandidateRecord>;
  candidatedropped: CustomEvent<CandidateRecord>;
  candidateerror: CustomEvent<CandidateErrorRecord>;
  statechange: CustomEvent<StateRecord>;
  path: CustomEvent<Path>;
  stats: CustomEvent<StatsRecord>;
  close: CustomEvent<null>;
  error: CustomEvent<Error>;
}

/** What `attach` returns. */
export interface Session extends EventTarget {
  /** Set it to change the policy; a syntax error is thrown and changes nothing. New decisions only. */
  get policy(): Policy;
  set policy(policy: string | Policy);
  /** The connection it is attached to. */
  readonly peerConnection: RTCPeerConnection;
  report(): Report;
  /** One line for a log. */
  toString(): string;
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
  /** Compiles a policy; throws an IceguardError with code `policy-syntax`. */
  policy(text: string): Policy;
  /** Throws an IceguardError with code `candidate-syntax`, or `end-of-candidates` for the empty string. */
  parseCandidate(line: string): ParsedCandidate;
  /** The exact inverse of parseCandidate. */
  formatCandidate(candidate: ParsedCandidate): string;
  filterDescription(
    description: RTCSessionDescriptionInit,
    policy: string | Policy,
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
