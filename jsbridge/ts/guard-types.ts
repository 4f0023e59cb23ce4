// The public types of guards.

import type { AttachOptions, Iceguard, Session } from './types.js';

export interface GuardOptions extends AttachOptions {
  /** The class to extend; default `globalThis.RTCPeerConnection` as it is now. */
  base?: typeof RTCPeerConnection;
  /**
   * Hides addresses of candidates that the policy dropped and of host candidates, of peer-reflexive
   * ones too, in `getStats()` of the connection and of its senders and receivers, in `icecandidateerror`
   * events, and in what `RTCIceTransport` says of its pair and candidates. Reflexive and relay
   * candidates that were signalled stay as they are. The session still knows all. Default false.
   */
  redact?: boolean;
  /** Called with the session of each connection, while it is constructed or as soon as the module is there. What it throws is reported to the page (`reportError`). */
  onSession?: (session: Session) => void;
}

/** What `load` gives: with guards. */
export interface GuardingIceguard extends Iceguard {
  /**
   * A class to construct connections of that are attached at birth. It looks
   * like its base, in every member and static, and may be subclassed. A policy
   * that forces relay has connections constructed with `iceTransportPolicy:
   * 'relay'`, which `setConfiguration` cannot undo. Connections that are
   * constructed after the WebAssembly instance has died hold local candidates
   * back or let them pass as `onFailure` says.
   *
   * Throws an IceguardError: `type-mismatch`, `unknown-option`, `policy-syntax`,
   * `instance-failed`, or `already-attached` when the base is a guarded class.
   */
  guard(options?: GuardOptions): typeof RTCPeerConnection;
  /**
   * Puts a guarded class on the global object, as `RTCPeerConnection` and, where
   * there is one, as `webkitRTCPeerConnection`. The function returned restores
   * what stood there, unless something else has been put over it since; either
   * way connections that are constructed from then on are as without a guard.
   * Throws as `guard` does.
   */
  install(options?: GuardOptions): () => void;
}
