// Builds and starts the WHIP and WHEP endpoint of test/whip.

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startProgram } from './program.mjs';
import { root } from './root.mjs';

/** The value of a Link header that says what an RTCIceServer says (RFC 9725 section 4.6). */
const link = ({ urls, username, credential }) => `<${urls}>; rel="ice-server"; username="${username}"; credential="${credential}"; credential-type="password"`;

/**
 * Starts it on a free port.
 * @param {RTCIceServer[]} turnServers that clients are told of, one URL each
 * @returns {Promise<{url: string, seen: () => Promise<{session: string, method: string, type: string, body: string}[]>,
 *   close: () => Promise<void>}>} seen: what clients have sent so far
 */
export async function startWhip(turnServers) {
  const dir = await mkdtemp(join(tmpdir(), 'iceguard-whip-'));
  try {
    const program = join(dir, 'whip');
    execFileSync('go', ['build', '-trimpath', '-o', program, './test/whip'], { cwd: root, stdio: 'inherit' });
    const args = turnServers.flatMap((server) => ['--link', link(server)]);
    const { url, close } = await startProgram('the WHIP endpoint', program, args, /^whip: (http:\/\/\S+)/);
    return {
      url,
      seen: async () => (await fetch(`${url}/seen`)).json(),
      close: async () => {
        await close();
        await rm(dir, { recursive: true });
      },
    };
  } catch (error) {
    await rm(dir, { recursive: true });
    throw error;
  }
}
