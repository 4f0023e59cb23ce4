// Starts the built demo: page, STUN, TURN, signalling and a pion peer in one program.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Demo
 * @property {string} url of the page, without a slash at its end
 * @property {() => Promise<any>} config what the page is told: GET /config.json
 * @property {() => Promise<void>} close ends the program; can be called twice
 */

const START_TIMEOUT = 60_000; // ms
const CLOSE_TIMEOUT = 10_000; // ms until a demo that ignores SIGTERM is killed
const READY = /^iceguard demo: (http:\/\/\S+)/;

/**
 * Starts the demo on free ports; the program is build/demo, or what ICEGUARD_DEMO names.
 * @param {string[]} [args] further flags; they come last, so they win
 * @returns {Promise<Demo>}
 */
export async function startDemo(args = []) {
  const program = process.env.ICEGUARD_DEMO || fileURLToPath(new URL('../../build/demo', import.meta.url));
  const flags = ['--addr', '127.0.0.1:0', '--stun-ports', '0,0', '--turn-port', '0', '--turns-port', '0', ...args];
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit').catch(() => {}); // a program that cannot be started is told of by ready() below
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
    const url = await ready(child);
    return {
      url,
      config: async () => {
        const response = await fetch(`${url}/config.json`);
        if (!response.ok) throw new Error(`GET /config.json: status ${response.status}`);
        return response.json();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Waits for the line that says where the page is. Everything the program writes is read until its end, so that it
 * never waits for a full pipe.
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @returns {Promise<string>}
 */
function ready(child) {
  return new Promise((resolve, reject) => {
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stderr = (stderr + text).slice(-10_000);
    });
    createInterface(child.stdout).on('line', (line) => {
      const match = READY.exec(line);
      if (match) settle(() => resolve(match[1].replace(/\/$/, '')));
    });
    const fail = (/** @type {string} */ reason) => settle(() => reject(new Error(`the demo ${reason}\n${stderr}`.trim())));
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
