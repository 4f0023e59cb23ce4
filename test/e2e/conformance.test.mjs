// The same behaviours of WebRTC on the browser's own class and on ours: equal line by line.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { topics } from '../conformance/behaviours.mjs';
import { browsers, launch } from '../lib/browser.mjs';
import { servePackage, started } from '../lib/page.mjs';
import { root } from '../lib/root.mjs';

/** The classes to compare with the browser's own: each function runs in the page and gives one. */
const CLASSES = {
  'a plain subclass': (base) => class RTCPeerConnection extends base {},
};

/** The behaviours, as a page imports them. */
function behaviours() {
  const dir = join(root, 'test/conformance');
  const names = readdirSync(dir);
  return Object.fromEntries(names.map((name) => [`/conformance/${name}`, { body: readFileSync(join(dir, name)), type: 'text/javascript' }]));
}

describe('conformance', () => {
  let site;
  before(async () => (site = await servePackage({ files: behaviours() })));
  after(() => site.close());

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await launch(name, { mdns: false })));
      after(() => browser.close());

      for (const [what, make] of Object.entries(CLASSES)) {
        test(`${what} behaves as the browser's own class`, async (t) => {
          let compared = 0;
          const problems = [];
          for (const topic of Object.keys(topics)) {
            // Chromium counts every connection that a page has ever made and was not collected: a page a topic.
            const page = await browser.newPage(site.url);
            await started(page);
            const r = await page.evaluate(`
              import('/conformance/run.mjs').then(async ({ compare }) => compare('${topic}', await (${make})(RTCPeerConnection)))
            `);
            await page.close();
            compared += r.compared;
            problems.push(...r.problems);
          }
          assert.equal(problems.length, 0, `\n${problems.join('\n')}`);
          t.diagnostic(`${compared} behaviours compared`);
        });
      }
    });
  }
});
