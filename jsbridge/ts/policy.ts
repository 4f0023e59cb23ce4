import { SEPARATOR, type Border } from './border.js';
import { describe } from './candidate.js';
import { typeMismatch } from './errors.js';
import { policyText } from './policy-rules.js';
import type { CandidateLike, Decision, Direction, FilteredDescription, Policy, PolicyLike, PolicyRules } from './types.js';

/** The number of a compiled policy in the module is freed with the object that holds it. */
const released = new FinalizationRegistry<{ border: Border; id: number }>(({ border, id }) => {
  if (border.alive) border.call((exports) => exports.ig_release(id));
});

export class CompiledPolicy implements Policy {
  readonly text: string;
  readonly name: string | null;
  readonly rules: readonly string[];
  readonly forcesRelay: boolean;
  /** In the module. */
  readonly id: number;
  readonly #border: Border;

  constructor(border: Border, policy: string | PolicyRules) {
    const text = typeof policy === 'object' && policy !== null ? policyText(policy) : policy;
    if (typeof text !== 'string') throw typeMismatch('policy', 'a string or an object', text);
    this.#border = border;
    this.text = text;
    this.id = border.send(text, (exports, bytes) => exports.ig_compile(bytes));
    const [name, forces, ...rules] = border.output().split(SEPARATOR);
    this.name = name || null;
    this.forcesRelay = forces === '1';
    this.rules = Object.freeze(rules);
    released.register(this, { border, id: this.id });
  }

  decide(candidate: CandidateLike, direction: Direction): Decision {
    const facts = describe(this.#border, candidate, 'decide').join(SEPARATOR);
    const way = wire(direction, 'decide');
    const answer = this.#border.send(facts, (exports, bytes) => exports.ig_decide(this.id, way, bytes));
    const rule = answer >> 1;
    return { kept: (answer & 1) === 1, rule: rule || null, text: this.rules[rule - 1] ?? null };
  }

  /** Of this border, or compiled for it. */
  static of(border: Border, policy: PolicyLike): CompiledPolicy {
    if (policy instanceof CompiledPolicy && policy.#border === border) return policy;
    return new CompiledPolicy(border, isCompiled(policy) ? policy.text : policy);
  }
}

/** Also one of another copy of this module. */
function isCompiled(policy: PolicyLike): policy is Policy {
  return typeof (policy as Policy | null)?.decide === 'function';
}

/** The number of a direction in ice/policy. */
function wire(direction: Direction, where: string): number {
  if (direction === 'local') return 1;
  if (direction === 'remote') return 2;
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
  const way = wire(direction, 'filterDescription');
  const length = border.send(sdp, (exports, bytes) => exports.ig_filter(policy.id, way, bytes));
  if (length === 0 && border.exports.ig_output_length() === 0) return { description, dropped: [] };
  const dropped: FilteredDescription['dropped'] = [];
  const members = border.output(length).split(SEPARATOR);
  for (let i = 0; i + 3 <= members.length; i += 3) {
    dropped.push({ candidate: members[i]!, rule: Number(members[i + 1]) || null, mid: members[i + 2] || null });
  }
  return { description: { type: description.type, sdp: border.output(0, length) }, dropped };
}
