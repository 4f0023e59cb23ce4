import { Call, type Border } from './border.js';
import { digest, refresh, type Selected } from './digest.js';

/** Hands stats reports to the module. */
export class StatsFeed {
  /** The session's number while it has one. */
  session = 0;
  /** Something happened: the next report that is asked for is read in full, else only what was selected before. */
  changed = true;
  #selected: Selected | undefined;
  /** Time in ms that the latest one took. */
  #cost = 0;

  constructor(
    readonly border: Border,
    readonly pc: RTCPeerConnection,
    readonly tell: (text: string) => void,
  ) {}

  /** To be called when a report is asked for; says whether it is to be read in full. */
  asking(): boolean {
    const { changed } = this;
    this.changed = false;
    return changed || !/^co/.test(this.pc.iceConnectionState); // neither connected nor completed
  }

  /** Takes a report that was asked for or not, or null when the engine gave none. */
  take(report: RTCStatsReport | null, asked: boolean, full: boolean): void {
    if (!this.border.alive || !this.session) return;
    const start = performance.now();
    const argument = (this.#cost * 1000 | 0) * 2 + Number(asked); // in us
    const numbers = !full && report && this.#selected && refresh(report, this.#selected);
    let told;
    if (numbers) {
      told = this.border.callWithNumbers(Call.Refresh, this.session, argument, [...numbers, start]);
    } else {
      let text = '';
      if (report) [text, this.#selected] = digest(report);
      told = this.border.call(Call.Stats, this.session, argument, text);
    }
    if (told) this.tell(this.border.output());
    this.#cost = performance.now() - start;
  }
}
