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

const crossing = (values: unknown[]): string => values.map((value) => text(value) + SEPARATOR).join('');

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
    const { local, remote } = transport.getSelectedCandidatePair()!;
    return crossing([local.candidate, remote.candidate]);
  });
}

/** The ufrag of a description, whose text need not cross for it. */
const ufrag = (get: () => RTCSessionDescriptionInit | null) => attempt(() => /^a=ice-ufrag:(.*)/m.exec(get()!.sdp!)![1]);

/** How a connection stands: its states, ufrags and configuration, without credentials; in the order of jsbridge/control.go. */
export function standingText(pc: RTCPeerConnection): string {
  // A node package may lack getConfiguration.
  const configuration = attempt(() => JSON.stringify(pc.getConfiguration(), ['iceTransportPolicy', 'iceServers', 'urls']));
  return crossing([...members(pc, STATES), ufrag(() => pc.localDescription), ufrag(() => pc.remoteDescription), configuration]);
}

/** What an event of a connection says, if anything. A null candidate, an absent one and the empty one end candidates and always pass. */
export function eventText(kinds: Kinds, h: Happening, event: any, pc: any, local: Parameters<typeof ufrag>[0]): string | undefined {
  if (h === Happening.LocalCandidate) return candidateText(event.candidate, event.url);
  if (h === Happening.CandidateError) return crossing(members(event, kinds[event.type]![1]));
  return crossing([pc[STATES[h - Happening.SignalingState]!], h === Happening.SignalingState ? ufrag(local) : '']);
}
