// Random calls of guarded connections, with all that an application could send
// searched for addresses that the policy forbids. A run that fails is replayed
// by its seed: ICEGUARD_SEED=number ICEGUARD_RUNS=1.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { startDemo } from '../lib/demo.mjs';
import { KINDS, PLACES, faultyModule } from '../lib/faults.mjs';
import { root } from '../lib/root.mjs';
import { serveDir } from '../lib/server.mjs';

const RUNS = Number(process.env.ICEGUARD_RUNS || 200);
const SEED = Number(process.env.ICEGUARD_SEED || Math.floor(Math.random() * 2 ** 31));
const BATCH = 10; // runs a page
const AT_ONCE = 5;

const seeds = Array.from({ length: RUNS }, (_, i) => SEED + i);

async function serve() {
  const files = { '/': { body: '<!doctype html><title>privacy</title><script type="module" src="/page.js"></script>', type: 'text/html' }, '/faults.wasm': { body: await faultyModule() } };
  for (const file of ['page.js', 'run.js', 'random.js', 'policies.js', 'leaks.js']) files[`/${file}`] = { body: await readFile(join(root, 'test/privacy', file)) };
  files['/iceguard.js'] = { body: await readFile(join(root, 'dist/iceguard.js')) };
  return serveDir(undefined, { files });
}

describe(`${RUNS} random calls`, () => {
  let site;
  let demo;
  let iceServers;
  before(async () => {
    site = await serve();
    demo = await startDemo();
    ({ iceServers } = await demo.config());
  });
  after(() => Promise.all([site.close(), demo.close()]));

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      const browser = {};
      before(async () => {
        for (const mdns of [false, true]) browser[mdns] = await launch(name, { mdns });
      });
      after(() => Promise.all(Object.values(browser).map((b) => b.close())));

      /** A page's worth of runs. */
      async function batch(some, mdns, unguarded) {
        const page = await browser[mdns].newPage(site.url);
        await page.waitForFunction(() => globalThis.runSeed !== undefined);
        const results = [];
        for (let i = 0; i < some.length; i += AT_ONCE) {
          const part = some.slice(i, i + AT_ONCE);
          const run = (list, servers, faults, bare) => Promise.all(list.map(async (seed) => ({ seed, ...(await globalThis.runSeed(seed, servers, faults, bare)) })));
          results.push(...(await page.evaluate(run, part, iceServers, { kinds: KINDS, places: PLACES }, unguarded)));
        }
        await page.close();
        return results;
      }

      test('signal no forbidden address and lose no other', async (t) => {
        const results = [];
        for (const mdns of [false, true]) {
          const some = seeds.filter((seed) => (seed % 4 === 3) === mdns);
          for (let i = 0; i < some.length; i += BATCH) results.push(...(await batch(some.slice(i, i + BATCH), mdns)));
        }
        const sum = (f) => results.reduce((n, r) => n + f(r), 0);
        t.diagnostic(`seeds ${SEED} to ${SEED + RUNS - 1}: ${sum((r) => r.gathered)} candidates, ${sum((r) => r.forbidden)} forbidden, ${sum((r) => r.secrets)} of them at addresses or ports of their own, ${sum((r) => r.bytes)} bytes searched, ${sum((r) => Number(r.complete))} calls complete, ${sum((r) => Number(r.killed))} modules killed`);
        const wrong = results.filter((r) => r.leaks.length + r.lost.length + r.problems.length > 0);
        assert.equal(wrong.length, 0, wrong.map(({ seed, leaks, lost, problems }) => `ICEGUARD_SEED=${seed} ICEGUARD_RUNS=1: ${JSON.stringify({ leaks, lost, problems })}`).join('\n'));
        if (RUNS < 50) return;
        assert.ok(sum((r) => r.secrets) > RUNS / 2, 'there was something to forbid');
        assert.ok(sum((r) => Number(r.killed)) > 0, 'some modules were killed');
      });

      test('without the guard the search finds what it forbids', async () => {
        const results = await batch(seeds.slice(0, BATCH), false, true);
        assert.ok(results.some((r) => r.secrets > 0) || RUNS < BATCH);
        for (const r of results) assert.ok(r.secrets === 0 || r.leaks.length > 0, `seed ${r.seed}`);
      });
    });
  }
});
