// Client libraries as their npm packages have them, each in a page of its own.
import { build } from 'esbuild';
import { join } from 'node:path';

import { guardGlobal } from './guarded.mjs';
import { servePackage, started } from './page.mjs';
import { root } from './root.mjs';

/**
 * Serves the package, and the modules of test/clients beside it: "/simple-peer.js" and so on.
 * @param {string[]} names of the modules
 */
export async function serveClients(names) {
  const { outputFiles } = await build({
    absWorkingDir: join(root, 'test/clients'),
    entryPoints: names.map((name) => `${name}.mjs`),
    bundle: true,
    format: 'iife',
    globalName: 'client',
    outdir: 'out',
    write: false,
  });
  const files = Object.fromEntries(outputFiles.map(({ contents }, i) => [`/${names[i]}.js`, { body: contents }]));
  return servePackage({ files });
}

/**
 * Opens a page, guards its RTCPeerConnection if a policy is given, loads the client and runs it.
 * @param {import('./browser.mjs').Launched} browser
 * @param {string} url of serveClients
 * @param {object} call
 * @param {string} call.client
 * @param {string} [call.policy] native without one
 * @param {boolean} [call.clientFirst] the client is loaded before its class is guarded
 * @param {object} [call.options] of the client's run()
 */
export async function runClient(browser, url, { client, policy, clientFirst = false, options }) {
  const page = await browser.newPage(url);
  try {
    await started(page);
    const steps = [() => page.addScriptTag({ url: `/${client}.js` })];
    if (policy !== undefined) steps.push(() => page.evaluate(guardGlobal, policy));
    if (!clientFirst) steps.reverse();
    for (const step of steps) await step();
    const result = await page.evaluate((o) => globalThis.client.run(o), options);
    return { ...result, sessions: await page.evaluate(() => globalThis.sessions?.length ?? 0), problems: page.problems };
  } finally {
    await page.close();
  }
}
