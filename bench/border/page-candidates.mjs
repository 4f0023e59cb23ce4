// Runs in a page: one candidate after another, parsed and decided on, beside npm sdp's parser alone.
import { median } from './medians.mjs';

const ROUNDS = 25;
const TURN = 20; // ms, at least

/** What was made is kept, so that it has to be made. */
export let latest;

/**
 * The median times of one candidate, in µs.
 * @param {{load: any, SDP: any}} packages @param {{lines: string[], policy: string}} options
 */
export async function measure({ load, SDP }, { lines, policy }) {
  const compiled = (await load()).policy(policy);
  const contestants = {
    'iceguard: parse and decide': () => {
      for (const line of lines) latest = compiled.decide(line, 'local');
    },
    'sdp: parseCandidate alone': () => {
      for (const line of lines) latest = SDP.parseCandidate(line);
    },
  };
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = -5; round < ROUNDS; round++) { // the first warm up
    for (const [name, turn] of Object.entries(contestants)) {
      const start = performance.now();
      let turns = 0;
      let ms;
      do {
        turn();
        turns++;
        ms = performance.now() - start;
      } while (ms < TURN);
      if (round >= 0) times[name].push((ms * 1000) / (turns * lines.length));
    }
  }
  return Object.entries(times).map(([name, us]) => ({ name, us: median(us) }));
}
