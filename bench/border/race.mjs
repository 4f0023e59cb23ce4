// Contestants that do the same work, measured in turn in one run, and a table of what came of it. The time is that of
// the processor, all threads of this process: a collector of garbage in another thread is paid for, other programs are not.

import { median } from './medians.mjs';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => void | Promise<void>} turn does all the work of one turn
 * @property {number} [wanted] how many times our time it is to take
 */

/** µs */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/**
 * Times contestants. Rounds alternate between them, so that what slows the machine down for a while slows all.
 * @param {Contestant[]} contestants
 * @param {number} count how many pieces of work a turn is
 * @param {{rounds?: number, ms?: number}} [options] ms: how long a contestant runs in a round at least
 * @returns {Promise<Map<string, number>>} the median of what one piece takes, in µs, by name
 */
export async function race(contestants, count, { rounds = 15, ms = 30 } = {}) {
  const warmUp = 3;
  const times = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const { name, turn } of contestants) {
      const start = performance.now();
      const before = cpu();
      let turns = 0;
      do {
        await turn();
        turns++;
      } while (performance.now() - start < ms);
      if (round >= warmUp) times.get(name).push((cpu() - before) / (turns * count));
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} us µs
 * @property {number} [ratio] how many times ours; none for the row that is ours
 * @property {number} [wanted] the least ratio that is wanted
 * @property {number} [most] the largest one
 */

/**
 * The rows of a race: the first contestant is ours.
 * @param {Contestant[]} contestants @param {Map<string, number>} times @returns {Row[]}
 */
export function rowsOf(contestants, times) {
  const ours = times.get(contestants[0].name);
  return contestants.map(({ name, wanted }, i) => {
    const us = times.get(name);
    return i === 0 ? { name, us } : { name, us, ratio: us / ours, wanted };
  });
}

/** @param {string} title @param {Row[]} rows */
export function print(title, rows) {
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(`\n${title}`);
  console.log(`  ${'ratio'.padStart(8)}  ${'wanted'.padEnd(13)}  ${''.padEnd(6)}  ${''.padEnd(width)}  ${'µs'.padStart(10)}`);
  for (const { name, us, ratio, wanted, most } of rows) {
    const seen = ratio === undefined ? '' : ratio.toFixed(2);
    const asked = wanted ? `at least ${wanted}` : most ? `at most ${most}` : '';
    const met = (wanted === undefined || ratio >= wanted) && (most === undefined || ratio <= most);
    const verdict = asked && (met ? 'met' : 'missed');
    console.log(`  ${seen.padStart(8)}  ${asked.padEnd(13)}  ${verdict.padEnd(6)}  ${name.padEnd(width)}  ${us.toFixed(2).padStart(10)}`);
  }
}
