import { Call, failure, type Border } from './border.js';
import { IceguardError, checkOptions, typeMismatch } from './errors.js';
import type { Handle } from './hooks.js';
import type { Instance } from './instance.js';
import { CompiledPolicy } from './policy.js';
import { StatsFeed } from './stats.js';
import type { AttachOptions, Policy, PolicyLike, Report, Session } from './types.js';

/** Provided by Go: answers with a number, or with an error as text. */
export type GoAttach = (
  pc: RTCPeerConnection,
  policy: number,
  closed: () => boolean,
  manualStats: boolean,
  statsBudget: number,
  sink: (told: string) => void,
) => number | string | undefined;

/** Connections that have a session, of any copy of this module on the page. */
const attached = new WeakSet<RTCPeerConnection>();

export class AttachedSession extends EventTarget implements Session {
  readonly peerConnection: RTCPeerConnection;
  readonly #border: Border;
  readonly #id: number;
  readonly #handle: Handle;
  readonly #feed: StatsFeed;
  readonly #onDetach: (session: AttachedSession) => void;
  #policy: CompiledPolicy;
  #queue: [kind: string, detail: unknown][] = [];
  #detached = false;
  /** The report at detach, which stays to be read. */
  #last: Report | undefined;

  constructor(
    { border, attach }: Instance,
    pc: RTCPeerConnection,
    options: AttachOptions | undefined,
    onDetach: (session: AttachedSession) => void,
  ) {
    super();
    checkOptions('attach', options, ['policy', 'onFailure', 'stats', 'statsBudget']);
    const { policy = 'all', onFailure, stats = 'auto', statsBudget = 0.01 } = options ?? {};
    oneOf('onFailure', onFailure, [undefined, 'open', 'closed']);
    oneOf('stats', stats, ['auto', 'manual']);
    if (typeof statsBudget !== 'number' || !(statsBudget > 0 && statsBudget <= 1)) throw typeMismatch('attach: statsBudget', 'a number above 0 and up to 1', statsBudget);
    if (attached.has(pc)) {
      throw new IceguardError('already-attached', 'attach: this connection has a session; detach it first');
    }
    this.#border = border;
    this.#policy = CompiledPolicy.of(border, policy);
    this.#onDetach = onDetach;
    const closed = () => (onFailure ? onFailure === 'closed' : this.#policy.forcesRelay);
    const tell = (told: string): void => this.#tell(told);
    this.#feed = new StatsFeed(border, pc, tell);
    const { answer, handle } = attach(this.#feed, pc, this.#policy.id, closed, stats === 'manual', statsBudget, tell);
    if (typeof answer !== 'number' || !handle) throw failure(String(answer ?? 'instance-failed\x1fattach: no answer'));
    this.#id = this.#feed.session = answer;
    this.#handle = handle;
    this.peerConnection = pc;
    attached.add(pc);
  }

  get policy(): Policy {
    return this.#policy;
  }

  set policy(policy: PolicyLike) {
    const compiled = CompiledPolicy.of(this.#border, policy);
    if (!this.#detached) this.#border.call(Call.SetPolicy, this.#id, compiled.id);
    this.#policy = compiled;
  }

  report(): Report {
    if (this.#last) return structuredClone(this.#last);
    this.#border.call(Call.Report, this.#id);
    return JSON.parse(this.#border.output()) as Report;
  }

  addStats(report: RTCStatsReport): void {
    if (typeof report?.forEach !== 'function') throw typeMismatch('addStats: report', 'an RTCStatsReport', report);
    if (!this.#detached) this.#feed.take(report, false, this.#feed.asking());
  }

  override toString(): string {
    return this.report().summary;
  }

  detach(): void {
    if (this.#detached) return;
    if (this.#border.alive) {
      this.#last = this.report();
      this.#border.call(Call.Detach, this.#id);
    }
    this.#detached = true;
    this.#handle.undo(); // Go has done so, if it is alive
    attached.delete(this.peerConnection);
    this.#onDetach(this);
  }

  /** Tells listeners of an error of the instance. */
  fail(error: IceguardError): void {
    this.#enqueue('error', error);
  }

  /** What Go tells: lines of a name and a detail in turn. */
  #tell(told: string): void {
    const lines = told.split('\n');
    for (let i = 0; i + 1 < lines.length; i += 2) this.#enqueue(lines[i]!, JSON.parse(lines[i + 1]!));
  }

  /** One ordered queue, emptied after the browser's event has been dealt with: listeners never run inside Go. */
  #enqueue(kind: string, detail: unknown): void {
    if (this.#queue.push([kind, detail]) > 1) return;
    queueMicrotask(() => {
      for (const [type, value] of this.#queue.splice(0)) this.dispatchEvent(new CustomEvent(type, { detail: value }));
    });
  }
}

function oneOf(option: string, value: unknown, allowed: readonly unknown[]): void {
  if (!allowed.includes(value)) throw typeMismatch(`attach: ${option}`, allowed.filter(Boolean).map((word) => `'${word}'`).join(' or '), value);
}
