import { Call, LOCAL, type Border } from './border.js';
import { filterLines } from './description.js';
import { Happening, crossing } from './happening.js';

/** What a session answers, in bits; behind them stands when it wants to be woken. See jsbridge/answer.go. */
const enum Answer {
  Dropped = 2,
  Output = 4,
  Stats = 8,
  WakeShift = 4,
}

/** In ms: what Go need not answer at once waits so long, and what comes meanwhile crosses with it. */
const PAUSE = 20;

/**
 * The way to a session in Go and back. A connection being set up does not wait
 * for Go, unless it has something to decide.
 */
export class Channel {
  /** The session's number while it has one. */
  session = 0;
  /** Its policy drops nothing, so that there is nothing to decide. */
  passes = false;
  /** Asks the connection for a stats report. */
  poll: (() => void) | undefined;
  /** The types of event that ever had a listener. */
  readonly heard = new Set<string>();
  /** How many of them Go knows. */
  #known = 0;
  closed = false;
  #waiting: (() => void)[] = [];
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When it rings. */
  #due = Infinity;
  #unsettled = false;

  constructor(
    readonly border: Border,
    readonly tell: (text: string) => void,
  ) {}

  /** Does something before Go is asked anything more, soon in any case. */
  later(act: () => void): void {
    this.#waiting.push(act);
    this.#settleLater();
  }

  /**
   * Calls a function for the session and gives what it answers: false to what is
   * dropped, a text in place of what was given, else undefined; null without a
   * session. Throws what Border.call does.
   */
  send(f: Call, argument: number, input: string | number[] = '', now = performance.now()): string | false | undefined | null {
    this.#catchUp();
    if (!this.session) return null;
    this.#settleLater();
    const answer = this.#call(f, argument, input, now);
    if (answer & Answer.Output) return this.border.output();
    return answer & Answer.Dropped ? false : undefined;
  }

  /** The same of what happened; null when Go cannot say. */
  ask(happening: Happening, text = '', now?: number): ReturnType<Channel['send']> {
    try {
      return this.send(Call.Happened, happening, text, now);
    } catch (e) {
      this.border.excuse(e);
      return null;
    }
  }

  /** A local description as it may be shown. */
  filter(sdp: string): string {
    this.#catchUp();
    return filterLines(this.border, Call.Filter, this.session, LOCAL, sdp);
  }

  /** Has Go judge what has happened, and does what it wants. Throws what Border.call does. */
  settle(): void {
    this.#catchUp();
    this.#unsettled = false;
    if (!this.session) return;
    const now = performance.now();
    const answer = this.#call(Call.Settle, 0, '', now);
    const told = answer & Answer.Output && this.border.output();
    const wake = answer >> Answer.WakeShift;
    if (wake && now + wake < this.#due) {
      this.#due = now + wake;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => { // that rings too early asks when again
        this.#due = Infinity;
        this.ask(Happening.Waking);
        this.settleQuietly();
      }, wake);
    }
    if (told) this.tell(told);
    if (answer & Answer.Stats) this.poll?.();
  }

  #settleLater(): void {
    const settle = () => this.settleQuietly();
    // In a page that nobody sees timers come late; and who waits for the end of gathering waits with the call.
    if (globalThis.document?.hidden || this.heard.has('enough')) queueMicrotask(settle);
    else if (!this.#unsettled) setTimeout(settle, PAUSE);
    this.#unsettled = true;
  }

  /** Settles what is to be settled, and throws nothing. */
  settleQuietly(): void {
    try {
      if (this.#unsettled) this.settle();
    } catch (e) {
      this.border.excuse(e);
    }
  }

  /** Does what waits, in its order, and tells Go first of new listeners. */
  #catchUp(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      let act: (() => void) | undefined;
      do {
        act?.();
        const { heard, session } = this;
        if (session && heard.size > this.#known) {
          this.#known = heard.size;
          this.#call(Call.Happened, Happening.Listening, crossing([...heard]), 0);
        }
      } while ((act = this.#waiting.shift()));
    } finally {
      this.#busy = false;
    }
  }

  #call(f: Call, argument: number, input: string | number[], now: number): number {
    const answer = this.border.call(f, this.session, argument, input, now);
    if (!answer) throw this.border.die('no answer');
    return answer;
  }

  /** Ends the session; one that has not begun never does. */
  close(): void {
    const { border, session } = this;
    this.session = 0;
    this.closed = true;
    this.#waiting = [];
    clearTimeout(this.#timer);
    if (session) border.attempt(() => border.call(Call.Detach, session));
  }
}
