import { Call, LOCAL, SEPARATOR, json, type Border } from './border.js';
import { lineOf } from './candidate.js';
import { filterLines } from './description.js';
import { typeMismatch } from './errors.js';
import type { CandidateLike, Decision, Direction, FilteredDescription, Guarantees, Policy, PolicyLike, PolicyRules } from './types.js';

/** The number of a compiled policy in the module is freed with the object that holds it. */
const released = new FinalizationRegistry<{ border: Border; id: number }>(({ border, id }) => {
  border.attempt(() => border.call(Call.Release, id));
});

/** Added to a direction when facts stand before the line. */
const WITH_FACTS = 4;

export class CompiledPolicy implements Policy {
  readonly text: string;
  readonly name: string | null;
  readonly rules: readonly string[];
  readonly forcesRelay: boolean;
  readonly dropsNothing: boolean;
  /** In the module. */
  readonly id: number;
  readonly #border: Border;

  constructor(border: Border, policy: string | PolicyRules) {
    const text = typeof policy === 'string' ? policy : undefined;
    this.#border = border;
    this.id = border.call(Call.Compile, 0, text === undefined ? 1 : 0, text ?? json(policy));
    const [name, forces, nothing, ...rules] = border.output().split('\n');
    this.text = text ?? rules.join('\n');
    this.name = name || null;
    this.forcesRelay = forces === '1';
    this.dropsNothing = nothing === '1';
    this.rules = Object.freeze(rules);
    released.register(this, { border, id: this.id });
  }

  get guarantees(): Guarantees {
    return guarantees(this.#border, this.id, this.forcesRelay);
  }

  decide(candidate: CandidateLike, direction: Direction): Decision {
    const way = wire(direction, 'decide');
    const plain = typeof candidate === 'string';
    const answer = this.#border.call(Call.Decide, this.id, plain ? way : way + WITH_FACTS, plain ? candidate : this.#facts(candidate));
    const rule = answer >> 1;
    return { kept: (answer & 1) === 1, rule: rule || null, text: this.rules[rule - 1] ?? null };
  }

  /** Mid, URL and relay protocol in front of the line. */
  #facts(candidate: Exclude<CandidateLike, string>): string {
    const line = lineOf(this.#border, candidate, 'decide');
    const { sdpMid, url, relayProtocol } = candidate as Partial<Record<'sdpMid' | 'url' | 'relayProtocol', unknown>>;
    return [sdpMid, url, relayProtocol].map((fact) => String(fact ?? '').replaceAll(SEPARATOR, '')).join(SEPARATOR) + SEPARATOR + line;
  }

  /** Of this border, or compiled for it. Connections have the same policy as a rule. */
  static of(border: Border, policy: PolicyLike): CompiledPolicy {
    const text = isCompiled(policy) ? policy.text : policy;
    for (const known of [policy, border.latest]) {
      if (known instanceof CompiledPolicy && known.#border === border && known.text === text) return known;
    }
    return (border.latest = new CompiledPolicy(border, text));
  }
}

/** What is promised by the policy or the session of that number. */
export function guarantees(border: Border, id: number, relay?: boolean, redact?: boolean): Guarantees {
  border.call(Call.Guarantees, id, (relay ? 1 : 0) + (redact ? 2 : 0));
  return JSON.parse(border.output(), (_, value) => Object.freeze(value)) as Guarantees;
}

/** Also one of another copy of this module. */
function isCompiled(policy: PolicyLike): policy is Policy {
  return typeof (policy as Policy | null)?.decide === 'function';
}

/** The number of a direction in ice/policy. */
function wire(direction: Direction, where: string): number {
  if (direction === 'local') return LOCAL;
  if (direction === 'remote') return LOCAL + 1;
  throw typeMismatch(`${where}: direction`, "'local' or 'remote'", direction);
}

export function filterDescription(
  border: Border,
  description: RTCSessionDescriptionInit,
  policy: CompiledPolicy,
  direction: Direction,
): FilteredDescription {
  const sdp = (description as RTCSessionDescriptionInit | null)?.sdp;
  if (typeof sdp !== 'string') throw typeMismatch('filterDescription: description.sdp', 'a string', sdp);
  const dropped: FilteredDescription['dropped'] = [];
  const text = filterLines(border, Call.Filter, policy.id, wire(direction, 'filterDescription'), sdp, (candidate, rule, mid) => {
    dropped.push({ candidate, rule: rule || null, mid });
  });
  return { description: text === sdp ? description : { type: description.type, sdp: text }, dropped };
}
