// Runs every behaviour on the browser's own class and on another, and compares.

import { topics } from './behaviours.mjs';
import { Native, tools } from './tools.mjs';

const TIMEOUT = 30_000; // ms for one run of one behaviour; the slowest takes 0.2 s on an idle machine

/**
 * Runs a topic's behaviours on both classes and says where they differ, and which are broken.
 * @param {string} topic
 * @param {typeof RTCPeerConnection} Other
 * @returns {Promise<{compared: number, problems: string[]}>}
 */
export async function compare(topic, Other) {
  const problems = [];
  for (const [name, section, run] of topics[topic]) {
    const [native, other] = [await result(Native, run), await result(Other, run)];
    if (native === other && !native.startsWith('broken')) continue;
    const [n, o] = shortened(native, other);
    problems.push(`${topic}: ${name} (${section})\n  native ${n}\n  here   ${o}`);
  }
  return { compared: topics[topic].length, problems };
}

/** @returns {Promise<string>} JSON, or why there is none */
async function result(PC, run) {
  const t = tools(PC);
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result within ${TIMEOUT / 1000} s`)), TIMEOUT);
  });
  try {
    const value = await Promise.race([run(PC, t), late]);
    if (value === undefined) throw new Error('gives nothing to compare');
    return JSON.stringify(value);
  } catch (e) {
    return `broken: ${e}\n${e.stack}`;
  } finally {
    clearTimeout(timer);
    t.end();
  }
}

/** Two texts, without the long beginning and end that would hide where they differ. */
function shortened(one, two) {
  let same = 0;
  while (same < one.length && one[same] === two[same]) same++;
  const start = one !== two && same > 300 ? same - 100 : 0;
  const end = same + 300;
  return [one, two].map((text) => `${start > 0 ? '...' : ''}${text.slice(start, end)}${text.length > end ? '...' : ''}`);
}
