// Runs every behaviour on the browser's own class and on another, and compares.

import { topics } from './behaviours.mjs';
import { Native, tools } from './tools.mjs';

const TIMEOUT = 60_000; // ms for one run of one behaviour; the slowest takes one second on an idle machine

/**
 * Runs a topic's behaviours on both classes and says where they differ, and which are broken.
 * @param {string} topic
 * @param {typeof RTCPeerConnection} Other
 * @returns {Promise<{compared: number, problems: string[]}>}
 */
export async function compare(topic, Other) {
  const problems = [];
  let compared = 0;
  for (const [name, section, run] of topics[topic]) {
    const where = `${topic}: ${name} (${section})`;
    try {
      const [native, other] = [await result(Native, run), await result(Other, run)];
      compared++;
      if (native !== other) problems.push(`${where}\n  native ${native}\n  here   ${other}`);
    } catch (e) {
      problems.push(`${where}\n  broken: ${e}\n${e.stack}`);
    }
  }
  return { compared, problems };
}

/** @returns {Promise<string>} JSON */
export async function result(PC, run) {
  const t = tools(PC);
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result within ${TIMEOUT / 1000} s`)), TIMEOUT);
  });
  try {
    const value = await Promise.race([run(PC, t), late]);
    if (value === undefined) throw new Error('gives nothing to compare');
    return JSON.stringify(value);
  } finally {
    clearTimeout(timer);
    t.end();
  }
}
