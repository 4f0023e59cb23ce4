import { Call, failure, type Border } from './border.js';
import { IceguardError, checkOptions, typeMismatch } from './errors.js';
import type { Birth, Owner } from './hooks.js';
import type { Instance } from './instance.js';
import { CompiledPolicy, guarantees } from './policy.js';
import { StatsFeed } from './stats.js';
import type { AttachOptions, Guarantees, Policy, PolicyLike, Report, Session } from './types.js';

/** Provided by Go: answers with a number, or with an error as text. */
export type GoAttach = (
  pc: RTCPeerConnection,
  policy: number,
  owner: Owner,
  manualStats: boolean,
  statsBudget: number,
  sink: (told: string) => void,
  maxWaitMs: number,
  enough: string,
) => number | string | undefined;

/** Connections that have a session, of any copy of this module on the page. */
const attached = new WeakSet<RTCPeerConnection>();

export class AttachedSession extends EventTarget implements Session {
  readonly peerConnection: RTCPeerConnection;
  readonly #border: Border;
  readonly #owner: Owner;
  readonly #onEnd: (session: AttachedSession) => void;
  #policy: CompiledPolicy;
  #queue: [kind: string, detail: unknown][] = [];
  #detached = false;
  /** The report at the end, which stays to be read. */
  #last: Report | undefined;

  constructor(
    { border, attach }: Instance,
    pc: RTCPeerConnection,
    options: AttachOptions | undefined,
    onEnd: (session: AttachedSession) => void,
    birth?: Birth,
  ) {
    super();
    const { policy, onFailure, stats, statsBudget, maxWaitMs, enough } = checkAttach('attach', options);
    if (attached.has(pc)) {
      throw new IceguardError('already-attached', 'attach: this connection has a session; detach it first');
    }
    this.#border = border;
    this.#policy = CompiledPolicy.of(border, policy);
    this.#onEnd = onEnd;
    const tell = (told: string): void => this.#tell(told);
    const feed = new StatsFeed(border, pc, tell);
    this.#owner = { feed, birth, closed: () => (onFailure ? onFailure === 'closed' : this.#policy.forcesRelay) };
    this.peerConnection = pc;
    if (Object(pc) === pc) attached.add(pc); // of anything else Go says that it is wrong
    try {
      const answer = attach(birth ? asEngine(pc, birth.engine) : pc, this.#policy.id, this.#owner, stats === 'manual', statsBudget, tell, maxWaitMs, enough);
      if (typeof answer !== 'number') throw failure(answer ?? 'instance-failed\x1fattach: no answer');
      feed.session = answer;
    } catch (e) {
      this.#restore();
      throw e;
    }
  }

  get policy(): Policy {
    return this.#policy;
  }

  set policy(policy: PolicyLike) {
    const compiled = CompiledPolicy.of(this.#border, policy);
    const { session } = this.#owner.feed;
    if (!session) return; // it decides on nothing any more
    this.#border.call(Call.SetPolicy, session, compiled.id);
    this.#policy = compiled;
  }

  get guarantees(): Guarantees {
    const { feed, birth } = this.#owner;
    let relay = false;
    try {
      relay = this.peerConnection.getConfiguration().iceTransportPolicy === 'relay';
    } catch {} // a node package may lack getConfiguration
    return guarantees(this.#border, feed.session || this.#policy.id, relay, birth?.redact === true);
  }

  report(): Report {
    if (this.#last) return structuredClone(this.#last);
    this.#border.call(Call.Report, this.#owner.feed.session);
    return JSON.parse(this.#border.output()) as Report;
  }

  addStats(report: RTCStatsReport): void {
    if (typeof report?.forEach !== 'function') throw typeMismatch('addStats: report', 'an RTCStatsReport', report);
    const { feed } = this.#owner;
    feed.take(report, false, feed.asking());
  }

  override toString(): string {
    return this.report().summary;
  }

  restart(): void {
    const pc = this.peerConnection;
    if (!pc.restartIce) throw typeMismatch('pc.restartIce', 'a function', pc.restartIce);
    pc.restartIce();
  }

  detach(): void {
    if (this.#detached) return;
    this.#detached = true;
    this.#end();
    this.#restore();
  }

  /** At detach or when the connection is closed: after that Go knows nothing of it. */
  #end(): void {
    const { feed } = this.#owner;
    try {
      if (feed.session) {
        this.#last = this.report();
        this.#border.call(Call.Detach, feed.session);
      }
    } catch {} // an instance that dies of it says so
    feed.session = 0;
    this.#onEnd(this);
  }

  /** Leaves the connection as it was. */
  #restore(): void {
    this.#owner.handle?.undo();
    attached.delete(this.peerConnection);
  }

  /** Tells listeners of an error of the instance. */
  fail(error: IceguardError): void {
    this.#enqueue('error', error);
  }

  /** What Go tells: lines of a name and a detail in turn. */
  #tell(told: string): void {
    const lines = told.split('\n');
    for (let i = 0; i + 1 < lines.length; i += 2) {
      this.#enqueue(lines[i]!, JSON.parse(lines[i + 1]!));
      if (lines[i] === 'close') this.#end();
    }
  }

  /** One ordered queue, emptied after the browser's event has been dealt with: listeners never run inside Go. */
  #enqueue(kind: string, detail: unknown): void {
    if (this.#queue.push([kind, detail]) > 1) return;
    queueMicrotask(() => {
      for (const [type, value] of this.#queue.splice(0)) this.dispatchEvent(new CustomEvent(type, { detail: value }));
    });
  }
}

/** A guarded connection as the engine has it, whatever a class over it makes of it. */
function asEngine(pc: RTCPeerConnection, engine: RTCPeerConnection): RTCPeerConnection {
  return new Proxy(pc, {
    get(_, name) {
      const member = Reflect.get(engine, name, pc);
      return typeof member === 'function' ? member.bind(pc) : member;
    },
  });
}

/** The options with their defaults. */
export function checkAttach(where: string, options: AttachOptions | undefined, more: readonly string[] = []) {
  checkOptions(where, options, ['policy', 'onFailure', 'stats', 'statsBudget', 'gathering', ...more]);
  const { policy = 'all', onFailure, stats = 'auto', statsBudget = 0.01, gathering } = options ?? {};
  checkOptions(`${where}: gathering`, gathering, ['maxWaitMs', 'enough'], 'gathering.');
  const oneOf = (option: string, value: unknown, allowed: readonly unknown[]) => {
    if (!allowed.includes(value)) throw typeMismatch(`${where}: ${option}`, allowed.filter(Boolean).map((word) => `'${word}'`).join(' or '), value);
  };
  oneOf('onFailure', onFailure, [undefined, 'open', 'closed']);
  oneOf('stats', stats, ['auto', 'manual']);
  if (typeof statsBudget !== 'number' || !(statsBudget > 0 && statsBudget <= 1)) throw typeMismatch(`${where}: statsBudget`, 'a number above 0 and up to 1', statsBudget);
  const { maxWaitMs, enough } = gathering ?? {};
  if (maxWaitMs !== undefined && !(Number.isInteger(maxWaitMs) && maxWaitMs > 0)) throw typeMismatch(`${where}: gathering.maxWaitMs`, 'a whole number above 0', maxWaitMs);
  if (enough !== undefined && !(typeof enough === 'string' && /^(\+(host|srflx|relay))+$/.test(`+${enough}`))) {
    throw typeMismatch(`${where}: gathering.enough`, 'host, srflx or relay, joined by +', enough);
  }
  return { policy, onFailure, stats, statsBudget, maxWaitMs: maxWaitMs ?? 0, enough: enough ?? '' };
}
