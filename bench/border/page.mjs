// One poll of statistics in Chromium, of a real call with many transceivers: with the packed package, bundled.
import { fileURLToPath } from 'node:url';

import { executablePath, launch } from '../../test/lib/browser.mjs';
import { bundleWith, cleanProject, packTarball } from '../../test/lib/pack.mjs';
import { root } from '../../test/lib/root.mjs';
import { serveDir } from '../../test/lib/server.mjs';
import { print } from './race.mjs';

const COUNT = 25; // of each kind
const POLLS = 30;

const entry = `
  import { load } from 'iceguard';
  import { WebRTCStats } from '@peermetrics/webrtc-stats';
  import WebRTCIssueDetector from 'webrtc-issue-detector';
  import { measure } from ${JSON.stringify(fileURLToPath(new URL('page-call.mjs', import.meta.url)))};
  globalThis.measure = (options) => measure({ load, WebRTCStats, WebRTCIssueDetector }, options);
`;

/** A clock of 5 µs in place of 100. */
const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

async function measure(options) {
  const packed = await packTarball(root);
  const project = await cleanProject({ tarball: packed.tarball, devDependencies: ['@peermetrics/webrtc-stats', 'webrtc-issue-detector'] });
  const { dir } = await bundleWith('esbuild', project.dir, entry);
  const server = await serveDir(dir, { headers: isolated });
  const browser = await launch('chromium');
  try {
    const page = await browser.newPage(`${server.url}/`);
    await page.waitForFunction(() => globalThis.measure !== undefined);
    return await page.evaluate((o) => globalThis.measure(o), options);
  } finally {
    await browser.close();
    await server.close();
    await project.close();
    await packed.close();
  }
}

export async function run() {
  const call = `a real call in Chromium, ${COUNT} audio and ${COUNT} video transceivers`;
  try {
    executablePath('chromium');
  } catch (e) {
    console.log(`\none stats poll of ${call}: not measured, because ${e.message}`);
    return;
  }
  const rows = await measure({ count: COUNT, polls: POLLS });
  const [ours, ...others] = rows;
  const table = (part, wanted) => [
    { name: ours.name, us: ours[part] },
    ...others.map(({ name, [part]: us }) => ({ name, us, ratio: us / ours[part], wanted })),
  ];
  print(`one stats poll of ${call}: after the engine has answered`, table('after', 3).slice(0, -1));
  print('the same with what the engine takes to answer', table('all'));
}
