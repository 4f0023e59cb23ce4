import { Guard } from './guard.js';
import { guardedClass } from './guarded-class.js';
import { install } from './install.js';
import { Module, loader } from './module.js';
import type { GuardOptions, GuardingIceguard as Iceguard } from './guard-types.js';
import type { LoadOptions } from './types.js';

export { IceguardError } from './errors.js';
export type { GuardOptions, GuardingIceguard as Iceguard } from './guard-types.js';
export type * from './types.js';

class GuardingModule extends Module implements Iceguard {
  guard(options?: GuardOptions): typeof RTCPeerConnection {
    return guardedClass('guard', new Guard('guard', options, this));
  }

  install(options?: GuardOptions): () => void {
    return installed('install', options, this);
  }
}

function installed(where: string, options: GuardOptions | undefined, source: Module | Promise<Module>): () => void {
  const guard = new Guard(where, options, source);
  return install(guard, guardedClass(where, guard));
}

/**
 * Loads the WebAssembly module, once: further calls give the same result,
 * whatever their options. A failed load is tried again by the next call, and
 * so is one whose instance has failed since.
 *
 * Rejects with an IceguardError: `wasm-not-found`, `wasm-invalid`,
 * `wasm-unsupported`, `version-mismatch`, `instance-failed`, `unknown-option`
 * or `type-mismatch`.
 */
export const load: (options?: LoadOptions) => Promise<Iceguard> = loader(GuardingModule);

/**
 * As `guard` of what `load` gives, but usable before that is there. Of the
 * connections that are constructed in the meantime `createOffer`,
 * `createAnswer`, `setLocalDescription`, `setRemoteDescription` and
 * `addIceCandidate` wait for it, in order, as behind an operation under way
 * (webrtc-pc, the operations chain): nothing is gathered that could not be
 * decided on.
 *
 * When `loading` rejects, or the policy proves wrong, the error goes to the
 * page (`reportError`), and all connections of the class hold local candidates
 * back, or let them pass with `onFailure: 'open'`.
 *
 * Throws an IceguardError: `unknown-option` or `type-mismatch`.
 */
export function guardEarly(options?: GuardOptions, loading: Promise<Iceguard> = load()): typeof RTCPeerConnection {
  return guardedClass('guardEarly', new Guard('guardEarly', options, loading as Promise<GuardingModule>));
}

/** As `install` of what `load` gives, and as early as `guardEarly`. */
export function installEarly(options?: GuardOptions, loading: Promise<Iceguard> = load()): () => void {
  return installed('installEarly', options, loading as Promise<GuardingModule>);
}
