// The types of the report, and of the details of events, which are its parts.
// Names and null are those of the W3C dictionaries; times are milliseconds since
// attach, round trip times seconds. ice/report writes what stands here, and a
// test holds it to it.

import type { Direction, RelayProtocol } from './types.js';

/** What a finding can be; its `summary` says what that means in the case. */
export type FindingCode =
  | 'no-local-candidates'
  | 'only-mdns-candidates'
  | 'no-remote-candidates'
  | 'candidates-after-end'
  | 'policy-dropped-all'
  | 'policy-lockout'
  | 'policy-not-enforceable'
  | 'stun-unreachable'
  | 'stun-dns-failure'
  | 'turn-unreachable'
  | 'turn-dns-failure'
  | 'turn-auth-failed'
  | 'turn-quota'
  | 'turn-tls-failed'
  | 'udp-blocked'
  | 'ipv6-broken'
  | 'nat-address-dependent-mapping'
  | 'relay-required'
  | 'relayed'
  | 'relayed-over-tcp'
  | 'relayed-over-tls'
  | 'gathering-slow'
  | 'checks-all-failed'
  | 'one-way'
  | 'dtls-failed'
  | 'consent-lost'
  | 'disconnected'
  | 'path-changed'
  | 'path-flapping'
  | 'ice-restarted'
  | 'rtt-high'
  | 'rtt-rising'
  | 'loss-on-checks'
  | 'local-network-access-denied'
  | 'proxy-only';

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
  /** Seconds, of the latest connectivity check; null when the engine does not say, as everywhere here. */
  currentRoundTripTime: number | null;
  /** Seconds, mean of the checks that were answered since the statistics before. */
  roundTripTime: number | null;
  /** Seconds, mean over all checks on all pairs that were selected. */
  averageRoundTripTime: number | null;
  bytesSent: number | null;
  bytesReceived: number | null;
  /** Bits per second since the statistics before. */
  sendRate: number | null;
  receiveRate: number | null;
  /** Bits per second, the engine's estimate. */
  availableOutgoingBitrate: number | null;
  /** Which part, 0 to 1, of the latest connectivity checks on the selected pair stayed without a response. Chromium only. */
  checkLoss: number | null;
  /** How far, in ms, the engine's clock has run ahead of the page's since the first statistics: suspended machines show it. */
  clockSkew: number | null;
}

/** What the connectivity checks of all candidate pairs add up to. */
export interface Checks {
  pairs: number;
  waiting: number;
  inProgress: number;
  succeeded: number;
  failed: number;
  /** Null in engines that do not count them, as Firefox. */
  requestsSent: number | null;
  responsesReceived: number | null;
  requestsReceived: number | null;
  responsesSent: number | null;
}

/** A path that was selected, and how long; `until` is null for the present one. */
export interface PathSpan extends Path {
  until: number | null;
}

/** Why gathering is worth ending. */
export type EnoughReason = 'complete' | 'servers-answered' | 'relay-and-reflexive' | 'quiet' | 'wanted' | 'max-wait';

/** What has been gathered is as good as what is likely to come still. */
export interface EnoughRecord {
  time: number;
  reason: EnoughReason;
}

/** What calls for an ICE restart: ICE has lost the peer, or has given up. */
export type RestartReason = 'disconnected' | 'failed';

/** An ICE restart is called for. */
export interface RestartRecord {
  time: number;
  reason: RestartReason;
  /** The number of the generation that is to end. */
  generation: number;
}

/** A record that a finding rests on: an index of the report's list of that kind, or of its states in their order. */
export interface Evidence {
  kind: 'local-candidate' | 'remote-candidate' | 'candidate-error' | 'state' | 'path' | 'stats' | 'generation';
  index: number;
}

/** One thing that is so with a connection, and why that is believed. */
export interface Finding {
  code: FindingCode;
  /** `error`: something asked for does not work; `warning`: it works worse than it could; `info`: how things are. */
  severity: 'error' | 'warning' | 'info';
  confidence: 'low' | 'medium' | 'high';
  /** Ms since attach. */
  since: number;
  /** One sentence with the facts, without candidates' addresses. */
  summary: string;
  /** One sentence on what can be done. */
  advice: string;
  evidence: Evidence[];
}

/** A finding that was raised or cleared. */
export interface FindingRecord extends Finding {
  raised: boolean;
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
  /** When gathering was worth ending, and why. */
  enough: number | null;
  enoughReason: EnoughReason | null;
  firstRemoteCandidate: number | null;
  endOfRemoteCandidates: number | null;
  checking: number | null;
  connected: number | null;
  selectedPair: number | null;
  dtlsConnected: number | null;
  /** The first time that an ICE restart was called for, and why. */
  restartAdvised: number | null;
  restartReason: RestartReason | null;
}

/** How NATs map this machine's addresses (RFC 4787 section 4.1), from what servers told. */
export interface NATMapping {
  /** `endpoint-dependent`: not endpoint-independent, but which of the two dependent ones is not known. */
  mapping: NATBehaviour;
  /** Why it is undetermined. */
  reason: NATReason | null;
  confidence: 'high' | 'medium' | null;
  /** One sentence, without candidates' addresses. */
  summary: string;
  /** Indices of `localCandidates` and `candidateErrors` that it rests on. */
  candidates: number[];
  errors: number[];
}

export type NATBehaviour =
  | 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent' | 'endpoint-dependent' | 'none' | 'undetermined';

export type NATReason =
  | 'relay-only' | 'no-servers' | 'no-reflexive-candidates' | 'gathering-not-complete' | 'one-server-only'
  | 'same-mapping-or-failed-server' | 'one-server-address' | 'base-unknown' | 'different-bases' | 'bases-disagree' | 'mapping-changed';

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
  /** The paths in their order, the latest 200. */
  paths: PathSpan[];
  stats: StatsRecord | null;
  checks: Checks | null;
  /** What is raised: the gravest first. */
  findings: Finding[];
  /** What is known of every code: what was not tested is `unknown`. */
  diagnosis: Record<FindingCode, 'raised' | 'not-raised' | 'unknown'>;
  nat: { ipv4: NATMapping; ipv6: NATMapping };
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
