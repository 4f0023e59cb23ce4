// What happens to calls when the WebAssembly instance dies. Its death is
// injected: an export is made to trap, as it would without memory.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { installCall, servePackage, started } from '../lib/page.mjs';

/** In the page, before loading: globalThis.kill() makes the next call of an export trap. */
function makeMortal() {
  const instantiate = WebAssembly.instantiate;
  globalThis.deaths = 0;
  WebAssembly.instantiate = async (...args) => {
    const { exports } = await instantiate(...args);
    let dead = false;
    const mortal = {};
    for (const [name, value] of Object.entries(exports)) {
      mortal[name] = typeof value !== 'function' ? value : (...params) => {
        if (dead) throw new WebAssembly.RuntimeError('unreachable');
        return value(...params);
      };
    }
    globalThis.kill = () => {
      dead = true;
      globalThis.deaths++;
    };
    return Object.create(WebAssembly.Instance.prototype, { exports: { value: mortal } });
  };
}

describe('when the instance dies', () => {
  let site;
  before(async () => (site = await servePackage()));
  after(() => site.close());

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await launch(name, { mdns: false })));
      after(() => browser.close());

      /** Starts a call, kills the instance before anything is gathered, and goes on with the call. */
      const dieInCall = async (options) => {
        const page = await browser.newPage(site.url);
        await started(page);
        await page.evaluate(installCall);
        await page.evaluate(makeMortal);
        const result = await page.evaluate(async (o) => {
          const ice = await globalThis.app.load();
          const c = await globalThis.call(o);
          const errors = [];
          ice.addEventListener('error', (e) => errors.push(`module ${e.detail.code}`));
          c.session.addEventListener('error', (e) => errors.push(`session ${e.detail.code}`));
          globalThis.kill();
          let thrown;
          try {
            ice.parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host');
          } catch (e) {
            thrown = e.code;
          }
          await c.negotiate();
          await c.gathered();
          const opened = await Promise.race([c.opened.then(() => true), new Promise((resolve) => setTimeout(resolve, 2000, false))]);
          const shown = [c.a.localDescription.sdp, (await c.a.createOffer()).sdp].join('\n');
          const signalled = c.signalled.filter(Boolean);
          c.session.detach();
          c.session.detach();
          const own = Object.getOwnPropertyNames(c.a).length;
          const again = await globalThis.app.load();
          const port = again.parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host').port;
          const reattached = again.attach(c.a).report().closed;
          c.a.close();
          c.b.close();
          return { errors, thrown, opened, shown, signalled, own, port, fresh: again !== ice, reattached };
        }, options);
        const problems = page.problems;
        await page.close();
        return { ...result, problems };
      };

      test('a preference fails open: the call goes on as if nothing had been attached', async () => {
        const r = await dieInCall({ policy: 'udp-only' });
        assert.deepEqual(r.errors, ['session instance-failed', 'module instance-failed']);
        assert.equal(r.thrown, 'instance-failed');
        assert.equal(r.opened, true);
        assert.ok(r.signalled.length > 0);
        assert.match(r.shown, /a=candidate:/);
        assert.deepEqual([r.own, r.port, r.fresh, r.reattached], [0, 5, true, false]);
        assert.deepEqual(r.problems, []);
      });

      test('a policy that forces relay fails closed: no local candidate is shown any more', async () => {
        const r = await dieInCall({ policy: 'relay-only' });
        assert.deepEqual(r.errors, ['session instance-failed', 'module instance-failed']);
        assert.deepEqual(r.signalled, []);
        assert.doesNotMatch(r.shown, /a=candidate:/);
        assert.doesNotMatch(r.shown, /^c=IN IP\d (?!0\.0\.0\.0)/m);
        assert.deepEqual([r.own, r.port, r.fresh], [0, 5, true]);
        assert.deepEqual(r.problems, []);
      });
    });
  }
});
