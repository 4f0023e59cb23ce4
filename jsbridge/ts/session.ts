import { Call, SEPARATOR, failure, type Border } from './border.js';
import { Channel } from './channel.js';
import { IceguardError, checkOptions, typeMismatch } from './errors.js';
import { Happening, attempt, standingText } from './happening.js';
import { hook, type Birth } from './hooks.js';
import type { Instance } from './instance.js';
import { CompiledPolicy, guarantees } from './policy.js';
import { StatsFeed } from './stats.js';
import type { AttachOptions, Guarantees, Policy, PolicyLike, Report, Session } from './types.js';

/** Provided by Go: answers with a number, or with an error as text. */
export type GoAttach = (
  pc: RTCPeerConnection,
  policy: number,
  manualStats: boolean,
  statsBudget: number,
  maxWaitMs: number,
  enough: string,
  now: number,
  wallClock: number,
  standing: string,
) => number | string;

/** Connections that have a session, of any copy of this module on the page. */
const attached = new WeakSet<RTCPeerConnection>();

export class AttachedSession extends EventTarget implements Session {
  readonly peerConnection: RTCPeerConnection;
  readonly #border: Border;
  readonly #channel: Channel;
  readonly #feed: StatsFeed;
  readonly #birth: Birth | undefined;
  readonly #onEnd: (session: AttachedSession) => void;
  #policy: CompiledPolicy;
  #queue: [kind: string, detail: () => unknown][] = [];
  /** The types of event that ever had a listener. */
  #heard = new Set<string>();
  #detached = false;
  /** Undoes the hooks, also without Go. */
  #unhook: (() => void) | undefined;
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
    this.#birth = birth;
    const channel = (this.#channel = new Channel(border, (told) => this.#tell(told)));
    this.#feed = new StatsFeed(channel, pc);
    this.peerConnection = pc;
    if (Object(pc) === pc) attached.add(pc); // of anything else Go says that it is wrong
    try {
      const answer = attach(pc, this.#policy.id, stats === 'manual', statsBudget, maxWaitMs, enough, performance.now(), Date.now(), standingText(birth?.view ?? pc));
      if (typeof answer !== 'number') throw failure(answer);
      channel.session = answer;
      this.#unhook = hook(this.#feed, () => (onFailure ? onFailure === 'closed' : this.#policy.forcesRelay), birth);
      channel.send(Call.Happened, Happening.Beginning);
    } catch (e) {
      channel.close();
      this.#restore();
      throw e instanceof IceguardError ? e : failure(`instance-failed${SEPARATOR}attach: ${e}`);
    }
  }

  get policy(): Policy {
    return this.#policy;
  }

  set policy(policy: PolicyLike) {
    const compiled = CompiledPolicy.of(this.#border, policy);
    if (!this.#channel.session) return; // it decides on nothing any more
    this.#channel.send(Call.SetPolicy, compiled.id);
    this.#policy = compiled;
  }

  get guarantees(): Guarantees {
    const relay = attempt(() => this.peerConnection.getConfiguration().iceTransportPolicy === 'relay'); // a node package may lack getConfiguration
    return guarantees(this.#border, this.#channel.session || this.#policy.id, relay, this.#birth?.redact);
  }

  report(): Report {
    if (this.#last) return structuredClone(this.#last);
    this.#border.call(Call.Report, this.#channel.session);
    return JSON.parse(this.#border.output()) as Report;
  }

  addStats(report: RTCStatsReport): void {
    if (typeof report?.forEach !== 'function') throw typeMismatch('addStats: report', 'an RTCStatsReport', report);
    this.#feed.take(report, 0, this.#feed.asking());
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
    try {
      if (this.#channel.session) this.#last = this.report();
    } catch {} // an instance that dies of it says so
    this.#channel.close();
    this.#onEnd(this);
  }

  /** Leaves the connection as it was. */
  #restore(): void {
    this.#unhook?.();
    attached.delete(this.peerConnection);
  }

  /** Tells listeners of an error of the instance. */
  fail(error: IceguardError): void {
    this.#enqueue('error', () => error);
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.#heard.add(args[0]);
    super.addEventListener(...args);
  }

  /** What Go tells: lines of a name and a detail in turn. */
  #tell(told: string): void {
    const lines = told.split('\n');
    for (let i = 0; i + 1 < lines.length; i += 2) {
      this.#enqueue(lines[i]!, () => JSON.parse(lines[i + 1]!));
      if (lines[i] === 'close') this.#end();
    }
  }

  /** One ordered queue, emptied after the browser's event has been dealt with: listeners never run inside Go. Nothing is read for nobody. */
  #enqueue(kind: string, detail: () => unknown): void {
    if (this.#queue.push([kind, detail]) > 1) return;
    queueMicrotask(() => {
      for (const [type, read] of this.#queue.splice(0)) {
        if (this.#heard.has(type)) this.dispatchEvent(new CustomEvent(type, { detail: read() }));
      }
    });
  }
}

/** The options with their defaults. */
export function checkAttach(where: string, options: AttachOptions | undefined, more: readonly string[] = []) {
  checkOptions(where, options, ['policy', 'onFailure', 'stats', 'statsBudget', 'gathering', ...more]);
  const { policy = 'all', onFailure, stats = 'auto', statsBudget = 0.01, gathering } = options ?? {};
  checkOptions(`${where}: gathering`, gathering, ['maxWaitMs', 'enough'], 'gathering.');
  const { maxWaitMs, enough } = gathering ?? {};
  const check = (ok: boolean, option: string, expected: string, value: unknown) => {
    if (!ok) throw typeMismatch(`${where}: ${option}`, expected, value);
  };
  check([undefined, 'open', 'closed'].includes(onFailure), 'onFailure', "'open' or 'closed'", onFailure);
  check(['auto', 'manual'].includes(stats), 'stats', "'auto' or 'manual'", stats);
  check(typeof statsBudget === 'number' && statsBudget > 0 && statsBudget <= 1, 'statsBudget', 'a number above 0 and up to 1', statsBudget);
  check(maxWaitMs === undefined || (Number.isInteger(maxWaitMs) && maxWaitMs > 0), 'gathering.maxWaitMs', 'a whole number above 0', maxWaitMs);
  check(enough === undefined || (typeof enough === 'string' && /^(\+(host|srflx|relay))+$/.test(`+${enough}`)), 'gathering.enough', 'host, srflx or relay, joined by +', enough);
  return { policy, onFailure, stats, statsBudget, maxWaitMs: maxWaitMs ?? 0, enough: enough ?? '' };
}
