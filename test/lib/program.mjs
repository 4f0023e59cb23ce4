// Starts programs of this repository that serve, and says where.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const START_TIMEOUT = 60_000; // ms
const CLOSE_TIMEOUT = 10_000; // ms until a program that ignores SIGTERM is killed

/**
 * Starts a program and waits for the line of it that says where it is.
 * @param {string} name for messages
 * @param {string} program
 * @param {string[]} args
 * @param {RegExp} line its first group is the URL
 * @returns {Promise<{url: string, close: () => Promise<void>}>} url without a slash at its end; close ends the program
 *   and can be called twice
 */
export async function startProgram(name, program, args, line) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit').catch(() => {}); // one that cannot be started is told of by ready() below
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  exit.then(() => process.off('exit', kill));

  const close = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const timer = new AbortController();
    child.kill('SIGTERM');
    const late = delay(CLOSE_TIMEOUT, true, { signal: timer.signal }).catch(() => {});
    if (await Promise.race([exit, late]) === true) kill();
    timer.abort();
    await exit;
  };
  try {
    return { url: await ready(name, child, line), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Waits for the line that says where it is. Everything the program writes is read until its end, so that it
 * never waits for a full pipe.
 * @param {string} name
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {RegExp} line
 * @returns {Promise<string>}
 */
function ready(name, child, line) {
  return new Promise((resolve, reject) => {
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stderr = (stderr + text).slice(-10_000);
    });
    createInterface(child.stdout).on('line', (text) => {
      const match = line.exec(text);
      if (match) settle(() => resolve(match[1].replace(/\/$/, '')));
    });
    const fail = (/** @type {string} */ reason) => settle(() => reject(new Error(`${name} ${reason}\n${stderr}`.trim())));
    const timer = setTimeout(() => fail(`did not say where it is within ${START_TIMEOUT / 1000} s`), START_TIMEOUT);
    const settle = (/** @type {() => void} */ done) => {
      clearTimeout(timer);
      done();
    };
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    // 'close' comes after 'exit', when all of stderr has been read.
    child.once('close', (code, signal) => fail(`ended at once (${signal ?? `exit code ${code}`})`));
  });
}
