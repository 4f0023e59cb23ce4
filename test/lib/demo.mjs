// Starts the built demo: page, STUN, TURN, signalling and a pion peer in one program.

import { fileURLToPath } from 'node:url';

import { startProgram } from './program.mjs';

/**
 * @typedef {object} Demo
 * @property {string} url of the page, without a slash at its end
 * @property {() => Promise<any>} config what the page is told: GET /config.json
 * @property {() => Promise<void>} close ends the program; can be called twice
 */

const READY = /^iceguard demo: (http:\/\/\S+)/;

/**
 * Starts the demo on free ports; the program is build/demo, or what ICEGUARD_DEMO names.
 * @param {string[]} [args] further flags; they come last, so they win
 * @returns {Promise<Demo>}
 */
export async function startDemo(args = []) {
  const program = process.env.ICEGUARD_DEMO || fileURLToPath(new URL('../../build/demo', import.meta.url));
  const flags = ['--addr', '127.0.0.1:0', '--stun-ports', '0,0', '--turn-port', '0', '--turns-port', '0', ...args];
  const { url, close } = await startProgram('the demo', program, flags, READY);
  return {
    url,
    config: async () => {
      const response = await fetch(`${url}/config.json`);
      if (!response.ok) throw new Error(`GET /config.json: status ${response.status}`);
      return response.json();
    },
    close,
  };
}
