// What happens to a connection, as the text in which it crosses.

import { SEPARATOR } from './border.js';
import { text, type Kinds } from './digest.js';

/** The order of jsbridge/happened.go. */
export const enum Happening {
  LocalCandidate,
  CandidateError,
  SignalingState,
  GatheringState,
  ICEState,
  ConnectionState,
  PairSelected,
  RemoteCandidate,
  RemoteDescription,
  Closing,
  Beginning,
  Waking,
  Listening,
}

const STATES = ['signalingState', 'iceGatheringState', 'iceConnectionState', 'connectionState'];

/** The events of a connection, in the order of Happening. */
export const EVENTS = ['icecandidate', 'icecandidateerror', ...STATES.map((name) => `${name.toLowerCase()}change`)];

const CANDIDATE = ['candidate', 'sdpMid', 'sdpMLineIndex', 'usernameFragment', 'url', 'relayProtocol'];

/** What is asked of the application's objects may throw: then there is nothing. Firefox's do, of a closed connection. */
export function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}

const members = (of: any, names: string[]): unknown[] => names.map((name) => attempt(() => of[name]));

export const crossing = (values: unknown[]): string => values.map((value) => text(value) + SEPARATOR).join('');

/** A candidate in any form; undefined for what is none, of which the engine says what it thinks. */
export function candidateText(candidate: unknown, url?: unknown): string | undefined {
  if (Object(candidate) !== candidate) return undefined;
  const values = members(candidate, CANDIDATE);
  if (typeof (values[0] ?? '') !== 'string') return undefined;
  values[4] ||= url;
  return crossing(values);
}

/** The pair that an ICE transport has selected; undefined without. */
export function pairText(transport: RTCIceTransport): string | undefined {
  return attempt(() => {
    const pair = transport.getSelectedCandidatePair?.();
    return pair ? crossing([pair.local!.candidate, pair.remote!.candidate]) : undefined;
  });
}

/** The ufrag of a description, whose text need not cross for it. */
export const ufrag = (get: () => RTCSessionDescriptionInit | null) => attempt(() => /^a=ice-ufrag:(.*)/m.exec(get()?.sdp ?? '')?.[1]);

/** How a connection stands: its states, ufrags and configuration, without credentials; in the order of jsbridge/attach.go. */
export function standingText(pc: RTCPeerConnection): string {
  // A node package may lack getConfiguration.
  const configuration = attempt(() => JSON.stringify(pc.getConfiguration(), ['iceTransportPolicy', 'iceServers', 'urls']));
  return crossing([...members(pc, STATES), ufrag(() => pc.localDescription), ufrag(() => pc.remoteDescription), configuration]);
}

/** What an event says that is of no candidate, if anything. */
export function eventValues(kinds: Kinds, h: Happening, event: any, pc: any): unknown[] | undefined {
  if (h === Happening.CandidateError) return members(event, kinds[event.type]![1]);
  return attempt(() => [pc[STATES[h - Happening.SignalingState]!]]);
}
