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
  'a guarded class': async (base) => (await globalThis.app.load()).guard({ policy: 'all', base }),
  'one that redacts': async (base) => (await globalThis.app.load()).guard({ policy: 'all', base, redact: true }),
  'an early one': async (base) => {
    await globalThis.app.load(); // not later than what some behaviours wait for
    return globalThis.app.guardEarly({ policy: 'all', base });
  },
};

/** What a class differs in because it is meant to. */
const EXCEPT = { 'one that redacts': ['addresses'] };

/** One that differs: what is read of its configuration is always the same object. */
const different = (base) => class RTCPeerConnection extends base {
  getConfiguration() {
    return (this.configuration ??= super.getConfiguration());
  }
};

/** The behaviours, as a page imports them. */
function behaviours() {
  const dir = join(root, 'test/conformance');
  const names = readdirSync(dir);
  return Object.fromEntries(names.map((name) => [`/conformance/${name}`, { body: readFileSync(join(dir, name)), type: 'text/javascript' }]));
}

/** How the class that `make` gives in the page differs, and in how many behaviours it was compared. */
async function compare(browser, url, topic, make) {
  // Chromium lets a page have 500 connections, closed ones that were not collected included: a page a topic.
  const page = await browser.newPage(url);
  await started(page);
  const result = await page.evaluate(`
    import('/conformance/run.mjs').then(async ({ compare }) => compare('${topic}', await (${make})(RTCPeerConnection)))
  `);
  await page.close();
  return result;
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
          for (const topic of Object.keys(topics).filter((t) => !EXCEPT[what]?.includes(t))) {
            const r = await compare(browser, site.url, topic, make);
            compared += r.compared;
            problems.push(...r.problems);
          }
          assert.equal(problems.length, 0, `\n${problems.join('\n')}`);
          t.diagnostic(`${compared} behaviours compared`);
        });
      }

      test('a class that differs is told apart, behaviour by behaviour', async () => {
        const { problems } = await compare(browser, site.url, 'configuration', different);
        assert.match(problems.join('\n'), /^configuration: getConfiguration: a new object each time \(dom-.*\)\n  native \[false,.*\n  here   \[true,/m);
        assert.ok(problems.every((problem) => !problem.includes('broken')), problems.join('\n'));
      });
    });
  }
});
