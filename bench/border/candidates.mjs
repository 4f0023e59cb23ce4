// One candidate line: parsed and decided on, beside npm sdp's parser alone; here and, with the packed package, in browsers.
import { fileURLToPath } from 'node:url';
import SDP from 'sdp';

import { load } from '../../dist/iceguard.js';
import { browsers, launch } from '../../test/lib/browser.mjs';
import { valid } from '../../test/lib/corpus.mjs';
import { bundleWith, cleanProject, packTarball } from '../../test/lib/pack.mjs';
import { root } from '../../test/lib/root.mjs';
import { serveDir } from '../../test/lib/server.mjs';
import { isolated } from './isolated.mjs';
import { print, race, rowsOf } from './race.mjs';

const WANTED = 2.5; // times our time

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
    { name: 'sdp: parseCandidate alone', turn: each((line) => SDP.parseCandidate(line)), wanted: WANTED },
    { name: 'iceguard: parse to an object', turn: each((line) => ice.parseCandidate(line)) },
  ];
}

const entry = `
  import { load } from 'iceguard';
  import SDP from 'sdp';
  import { measure } from ${JSON.stringify(fileURLToPath(new URL('page-candidates.mjs', import.meta.url)))};
  globalThis.measure = (options) => measure({ load, SDP }, options);
`;

async function inBrowsers() {
  const packed = await packTarball(root);
  const project = await cleanProject({ tarball: packed.tarball, devDependencies: ['sdp'] });
  const { dir } = await bundleWith('esbuild', project.dir, entry);
  const server = await serveDir(dir, isolated);
  for (const name of browsers) {
    const browser = await launch(name);
    const page = await browser.newPage(`${server.url}/`);
    await page.waitForFunction(() => globalThis.measure !== undefined);
    const [ours, sdp] = await page.evaluate((options) => globalThis.measure(options), { lines, policy });
    print(`the same in ${name}`, [ours, { ...sdp, ratio: sdp.us / ours.us, wanted: WANTED }]);
    await browser.close();
  }
  await server.close();
  await project.close();
  await packed.close();
}

export async function run() {
  const all = await contestants();
  print(`one candidate, of ${lines.length} distinct ones in turn`, rowsOf(all, await race(all, lines.length)));
  await inBrowsers();
}
