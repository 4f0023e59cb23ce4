import type { Border } from './border.js';
import { formatCandidate, parseCandidate } from './candidate.js';
import type { IceguardError } from './errors.js';
import type { Birth } from './hooks.js';
import { start } from './instance.js';
import { buildId, compile } from './load.js';
import { CompiledPolicy, filterDescription } from './policy.js';
import { AttachedSession, dispatch } from './session.js';
import type {
  AttachOptions, Direction, FilteredDescription, Iceguard, LoadOptions, ParsedCandidate, Policy, PolicyLike, PolicyRules, Session,
} from './types.js';

/** What `load` gives. */
export class Module extends EventTarget implements Iceguard {
  readonly buildId = buildId;
  readonly border: Border;
  readonly #sessions = new Set<AttachedSession>();

  constructor(border: Border) {
    super();
    this.border = border;
  }

  attach(pc: RTCPeerConnection, options?: AttachOptions): Session {
    return this.begin(pc, options);
  }

  /** Attaches, also to a connection that was guarded from birth. */
  begin(pc: RTCPeerConnection, options?: AttachOptions, birth?: Birth): Session {
    const session = new AttachedSession(this.border, pc, options, (ended) => this.#sessions.delete(ended), birth);
    this.#sessions.add(session);
    return session;
  }

  policy(policy: string | PolicyRules): Policy {
    return new CompiledPolicy(this.border, policy);
  }

  parseCandidate(line: string): ParsedCandidate {
    return parseCandidate(this.border, line);
  }

  formatCandidate(candidate: ParsedCandidate): string {
    return formatCandidate(this.border, candidate);
  }

  filterDescription(
    description: RTCSessionDescriptionInit,
    policy: PolicyLike,
    direction: Direction,
  ): FilteredDescription {
    return filterDescription(this.border, description, CompiledPolicy.of(this.border, policy), direction);
  }

  /** Tells the application that the instance failed. */
  fail(error: IceguardError): void {
    for (const session of this.#sessions) session.fail(error);
    queueMicrotask(() => dispatch(this, 'error', error));
  }
}

/** Makes the function that loads a module of this class, once. */
export function loader<T extends Module>(Class: new (border: Border) => T): (options?: LoadOptions) => Promise<T> {
  let loading: Promise<T> | undefined;

  async function begin(options: LoadOptions | undefined): Promise<T> {
    let module: T | undefined;
    const border: Border = await start(await compile(options), (error) => {
      if (module && !border.alive) loading = undefined;
      module?.fail(error);
    });
    module = new Class(border);
    return module;
  }

  return (options) => {
    loading ??= begin(options).catch((e) => {
      loading = undefined;
      throw e;
    });
    return loading;
  };
}
