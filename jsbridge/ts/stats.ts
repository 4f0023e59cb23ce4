import { Call } from './border.js';
import type { Channel } from './channel.js';
import { digest, refresh, type Selected } from './digest.js';

/** Hands stats reports to the module. */
export class StatsFeed {
  /** Something happened: the next report that is asked for is read in full, else only what was selected before. */
  changed = true;
  #selected: Selected | undefined;
  /** Time in ms that the latest one took. */
  #cost = 0;

  constructor(
    readonly channel: Channel,
    readonly pc: RTCPeerConnection,
  ) {}

  /** To be called when a report is asked for; says whether it is to be read in full. */
  asking(): boolean {
    const { changed } = this;
    this.changed = false;
    return changed || !/^co/.test(this.pc.iceConnectionState); // neither connected nor completed
  }

  /** Takes a report that was asked for (1) or not, or null when the engine gave none. */
  take(report: RTCStatsReport | null, asked: 0 | 1, full: boolean): void {
    const { channel } = this;
    if (!channel.border.alive || channel.closed) return;
    const start = performance.now();
    const argument = (this.#cost * 1000 | 0) * 2 + asked; // in us
    const { kinds } = channel.border;
    const numbers = !full && report && this.#selected && refresh(kinds, report, this.#selected);
    if (numbers) {
      channel.send(Call.Refresh, argument, numbers);
    } else {
      let text = '';
      if (report) [text, this.#selected] = digest(kinds, report);
      channel.send(Call.Stats, argument, text);
    }
    this.#cost = performance.now() - start;
    channel.settle();
  }
}
