import { Call, SEPARATOR, failure, type Border } from './border.js';
import { Channel } from './channel.js';
import { IceguardError, checkOptions, typeMismatch } from './errors.js';
import { Happening, attempt, crossing, standingText } from './happening.js';
import { hook, type Birth } from './hooks.js';
import { CompiledPolicy, guarantees } from './policy.js';
import { StatsFeed } from './stats.js';
import type { AttachOptions, Guarantees, Policy, PolicyLike, Report, Session } from './types.js';

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
  #detached = false;
  /** Undoes the hooks, also without Go. */
  #unhook: (() => void) | undefined;
  /** The report at the end, which stays to be read. */
  #last: Report | undefined;

  constructor(
    border: Border,
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
    for (const name of REQUIRED) {
      if (typeof (pc as any)?.[name] !== 'function') throw typeMismatch(`attach: pc.${name}`, 'a function', (pc as any)?.[name]);
    }
    this.#border = border;
    this.#policy = CompiledPolicy.of(border, policy);
    this.#onEnd = onEnd;
    this.#birth = birth;
    const channel = (this.#channel = new Channel(border, (told) => this.#tell(told)));
    this.#feed = new StatsFeed(channel, pc);
    this.peerConnection = pc;
    attached.add(pc);
    try {
      const input = crossing([Math.ceil(statsBudget * 1e9), maxWaitMs, enough, Date.now()]) + standingText(birth?.view ?? pc);
      const now = performance.now();
      const { id, dropsNothing } = this.#policy;
      channel.passes = dropsNothing;
      channel.later(() => (channel.session = border.call(Call.Observe, id, +(stats === 'manual'), input, now)));
      this.#unhook = hook(this.#feed, () => (onFailure ? onFailure === 'closed' : this.#policy.forcesRelay), birth);
      channel.later(() => channel.ask(Happening.Beginning));
      border.enter(() => {}); // throws if it is dead
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
    if (this.#channel.closed) return; // it decides on nothing any more
    this.#channel.send(Call.SetPolicy, compiled.id);
    this.#channel.passes = compiled.dropsNothing;
    this.#policy = compiled;
  }

  get guarantees(): Guarantees {
    const relay = attempt(() => this.peerConnection.getConfiguration().iceTransportPolicy === 'relay'); // a node package may lack getConfiguration
    this.#channel.settle();
    return guarantees(this.#border, this.#channel.session || this.#policy.id, relay, this.#birth?.redact);
  }

  report(): Report {
    this.#channel.settle();
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
      if (!this.#channel.closed) this.#last = this.report();
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
    queueMicrotask(() => dispatch(this, 'error', error));
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.#channel.heard.add(args[0]);
    super.addEventListener(...args);
  }

  /** What Go tells: lines of a name and a detail in turn. Listeners never run inside Go, nor inside what the application called. */
  #tell(told: string): void {
    const lines = told.split('\n');
    queueMicrotask(() => {
      for (let i = 0; i + 1 < lines.length; i += 2) {
        dispatch(this, lines[i]!, JSON.parse(lines[i + 1]!));
      }
    });
    if (lines.includes('close')) this.#end();
  }
}

/** Fires an event of ours. */
export function dispatch(target: EventTarget, type: string, detail: unknown): void {
  target.dispatchEvent(new CustomEvent(type, { detail }));
}

/** What the hooks use of a connection, beside its events. */
const REQUIRED = ['addEventListener', 'removeEventListener', 'addIceCandidate', 'setRemoteDescription', 'close', 'getStats'];

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
