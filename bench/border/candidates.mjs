// One candidate line: parsed and decided on, beside npm sdp's parser alone.
import SDP from 'sdp';

import { load } from '../../dist/iceguard.js';
import { valid } from '../../test/lib/corpus.mjs';
import { print, race, rowsOf } from './race.mjs';

export const policy = 'local drop type host scope private; drop transport tcp; keep';

/** Every line that a browser wrote, six times with other foundations and ports, so that no two are the same. */
export const lines = distinct(valid().filter(({ source }) => /^(Chromium|Firefox)/.test(source)).map(({ line }) => line), 6);

/** @param {string[]} written @param {number} times */
function distinct(written, times) {
  const found = new Set();
  for (let n = 0; n < times; n++) {
    for (const line of written) {
      const words = line.split(' ');
      words[0] += n;
      words[5] = String((Number(words[5]) + 101 * n) % 65536);
      found.add(words.join(' '));
    }
  }
  return [...found];
}

/** What was made is kept, so that it has to be made. */
export let latest;

/** @returns {Promise<import('./race.mjs').Contestant[]>} */
async function contestants() {
  const ice = await load();
  const compiled = ice.policy(policy);
  const each = (f) => () => {
    for (const line of lines) latest = f(line);
  };
  return [
    { name: 'iceguard: parse and decide', turn: each((line) => compiled.decide(line, 'local')) },
    { name: 'sdp: parseCandidate alone', turn: each((line) => SDP.parseCandidate(line)), wanted: 2.5 },
    { name: 'iceguard: parse to an object', turn: each((line) => ice.parseCandidate(line)) },
  ];
}

export async function run() {
  const all = await contestants();
  print(`one candidate, of ${lines.length} distinct ones in turn`, rowsOf(all, await race(all, lines.length)));
}
