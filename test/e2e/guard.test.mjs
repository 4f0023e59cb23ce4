// Guarded classes on real calls in real browsers: what code that makes its own connections sees.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { startDemo } from '../lib/demo.mjs';
import { installGuardedCall } from '../lib/guard.mjs';
import { servePackage, started } from '../lib/page.mjs';

describe('a guard', () => {
  let site;
  let demo;
  before(async () => {
    site = await servePackage();
    demo = await startDemo();
  });
  after(() => Promise.all([site.close(), demo.close()]));

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      let page;
      let config;
      const open = async () => {
        const tab = await browser.newPage(site.url);
        await started(tab);
        await tab.evaluate(installGuardedCall);
        return tab;
      };
      before(async () => {
        browser = await launch(name, { mdns: false });
        page = await open();
        const { iceServers } = await demo.config();
        config = { iceServers };
      });
      after(() => browser.close());

      test('signals nothing that its policy forbids, by any way out', async () => {
        const r = await page.evaluate(async (config) => {
          const ice = await globalThis.app.load();
          const Guarded = ice.guard({ policy: 'no-host' });
          const c = globalThis.guardedCall(Guarded, config);
          await c.negotiate();
          await c.shown();
          c.end();
          return { out: c.out, own: Object.getOwnPropertyNames(c.a) };
        }, config);
        assert.ok(r.out.length > 5);
        const lines = r.out.join('\n').match(/candidate:.*/g);
        assert.ok(lines.some((line) => line.includes('typ relay')));
        for (const line of lines) assert.doesNotMatch(line, / typ host/);
        assert.deepEqual(r.own, []);
        assert.deepEqual(page.problems, []);
      });

      test('that forces relay makes its connections gather relay candidates alone, whatever they are told', async () => {
        const r = await page.evaluate(async (config) => {
          const ice = await globalThis.app.load();
          const Guarded = ice.guard({ policy: 'local drop not type relay' });
          const c = globalThis.guardedCall(Guarded, { ...config, iceTransportPolicy: 'all' });
          const policies = [c.a.getConfiguration().iceTransportPolicy];
          c.a.setConfiguration({ ...config, iceTransportPolicy: 'all' });
          policies.push(c.a.getConfiguration().iceTransportPolicy);
          await c.negotiate();
          const echo = await c.echoed;
          const pairs = await c.pairs();
          c.end();
          return { policies, echo, pairs, sessions: c.sessions };
        }, config);
        assert.deepEqual(r.policies, ['relay', 'relay']);
        assert.equal(r.echo, 'echo hello');
        assert.ok(r.pairs.length > 0 && r.pairs.every(([local]) => local === 'relay'), r.pairs.join());
        assert.deepEqual(page.problems, []);
      });
    });
  }
});
