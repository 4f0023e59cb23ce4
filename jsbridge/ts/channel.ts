import { Call, type Border } from './border.js';
import { Happening } from './happening.js';

/** What a session answers, in bits; behind them stands when it wants to be woken. See jsbridge/answer.go. */
const enum Answer {
  Dropped = 2,
  Text = 4,
  Stats = 8,
  Output = 16,
  WakeShift = 5,
}

/** The way to a session in Go and back. */
export class Channel {
  /** The session's number while it has one. */
  session = 0;
  /** Asks the connection for a stats report. */
  poll: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When it rings. */
  #due = Infinity;

  constructor(
    readonly border: Border,
    readonly tell: (text: string) => void,
  ) {}

  /**
   * Calls a function for the session and does what it answers: false to what is
   * dropped, a text in place of what was given, else undefined. Throws what Border.call does.
   */
  send(f: Call, argument: number, input: string | number[] = ''): string | false | undefined {
    const { border } = this;
    const now = performance.now();
    const answer = border.call(f, this.session, argument, input, now);
    if (!answer) throw border.die('no answer');
    const output = answer & Answer.Output ? border.output() : '';
    const wake = answer >> Answer.WakeShift;
    if (wake && now + wake < this.#due) {
      this.#due = now + wake;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => { // that rings too early asks when again
        this.#due = Infinity;
        this.ask(Happening.Waking);
      }, wake);
    }
    const [told] = output.split('\x1e', 1);
    if (told) this.tell(told);
    if (answer & Answer.Stats) this.poll?.();
    if (answer & Answer.Text) return output.slice(told!.length + 1);
    return answer & Answer.Dropped ? false : undefined;
  }

  /** The same of what happened; null when Go cannot say. */
  ask(happening: Happening, text = ''): string | false | undefined | null {
    try {
      return this.session ? this.send(Call.Happened, happening, text) : null;
    } catch (e) {
      this.border.excuse(e);
      return null;
    }
  }

  /** Ends the session. */
  close(): void {
    const { border, session } = this;
    this.session = 0;
    clearTimeout(this.#timer);
    if (session) border.attempt(() => border.call(Call.Detach, session));
  }
}
