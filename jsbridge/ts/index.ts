import type { Border } from './border.js';
import { formatCandidate, parseCandidate } from './candidate.js';
import { IceguardError } from './errors.js';
import { start, type Instance } from './instance.js';
import { buildId, compile } from './load.js';
import { CompiledPolicy, filterDescription } from './policy.js';
import { AttachedSession } from './session.js';
import type {
  AttachOptions, Direction, FilteredDescription, Iceguard, LoadOptions, ParsedCandidate, Policy, PolicyLike, PolicyRules, Session,
} from './types.js';

export { IceguardError } from './errors.js';
export type * from './types.js';

class Module extends EventTarget implements Iceguard {
  readonly buildId = buildId;
  readonly #instance: Instance;
  readonly #border: Border;
  readonly #sessions = new Set<AttachedSession>();

  constructor(instance: Instance) {
    super();
    this.#instance = instance;
    this.#border = instance.border;
  }

  attach(pc: RTCPeerConnection, options?: AttachOptions): Session {
    const session = new AttachedSession(this.#instance, pc, options, (ended) => {
      this.#sessions.delete(ended);
      this.#border.collect();
    });
    this.#sessions.add(session);
    return session;
  }

  policy(policy: string | PolicyRules): Policy {
    return new CompiledPolicy(this.#border, policy);
  }

  parseCandidate(line: string): ParsedCandidate {
    return parseCandidate(this.#border, line);
  }

  formatCandidate(candidate: ParsedCandidate): string {
    return formatCandidate(this.#border, candidate);
  }

  filterDescription(
    description: RTCSessionDescriptionInit,
    policy: PolicyLike,
    direction: Direction,
  ): FilteredDescription {
    return filterDescription(this.#border, description, CompiledPolicy.of(this.#border, policy), direction);
  }

  /** Tells the application that the instance failed. */
  fail(error: IceguardError): void {
    for (const session of this.#sessions) session.fail(error);
    queueMicrotask(() => this.dispatchEvent(new CustomEvent('error', { detail: error })));
  }
}

let loading: Promise<Iceguard> | undefined;

/**
 * Loads the WebAssembly module, once: further calls give the same result,
 * whatever their options. A failed load is tried again by the next call, and
 * so is one whose instance has failed since.
 *
 * Rejects with an IceguardError: `wasm-not-found`, `wasm-invalid`,
 * `wasm-unsupported`, `version-mismatch`, `instance-failed`, `unknown-option`
 * or `type-mismatch`.
 */
export function load(options?: LoadOptions): Promise<Iceguard> {
  loading ??= begin(options).catch((e) => {
    loading = undefined;
    throw e;
  });
  return loading;
}

async function begin(options: LoadOptions | undefined): Promise<Iceguard> {
  let module: Module | undefined;
  const instance: Instance = await start(await compile(options), (error) => {
    if (module && !instance.border.alive) loading = undefined;
    module?.fail(error);
  });
  module = new Module(instance);
  return module;
}
