// Attaching and letting go, often and of many connections at once, leaves
// nothing behind: neither sessions and timers of Go's, nor listeners, nor the
// connections themselves.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { browsers, launch } from '../lib/browser.mjs';
import { installCounts, installSoak } from '../lib/leaks.mjs';
import { installCall, servePackage, started } from '../lib/page.mjs';

const CYCLES = Number(process.env.ICEGUARD_SOAK_CYCLES ?? 10_000);
const CHUNK = 2000; // Chromium makes 500 connections, closed ones included, then some must have been collected
/** Chromium stops at 500. In Firefox no limit was met; 1,500 attach in 5 s. */
const AT_ONCE = { chromium: 500, firefox: 1000 };
const MB = 2 ** 20;

describe('nothing is left behind', () => {
  let site;
  before(async () => (site = await servePackage()));
  after(() => site.close());

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser, page;
      before(async () => (browser = await launch(name, { mdns: false, collect: true })));
      after(() => browser.close());

      const open = async () => {
        page = await browser.newPage(site.url);
        await started(page);
        for (const install of [installCounts, installSoak, installCall]) await page.evaluate(install);
        await page.evaluate(async () => {
          globalThis.ice = await globalThis.app.load();
          globalThis.make = () => new RTCPeerConnection();
        });
      };

      /** What can be collected is collected. */
      const settle = async () => {
        await delay(100); // what is settled later is settled then
        for (let i = 0; i < 3; i++) {
          // In Firefox what a script has had in its hands stays until that script has ended.
          await page.evaluate(() => (globalThis.gc ? globalThis.gc() : globalThis.TestUtils.gc()));
          await delay(100);
        }
        // Go's runtime has timers of its own while it gives memory back.
        for (let i = 0; i < 100 && (await page.evaluate(() => globalThis.counts.now().timers)) > 0; i++) await delay(100);
      };
      const counted = () => page.evaluate(() => ({ ...globalThis.counts.now(), listeners: globalThis.counts.listeners(globalThis.shared) }));
      const sizes = async () => {
        const memory = await page.evaluate(() => globalThis.counts.memory());
        if (name === 'firefox') return { memory }; // it tells no page how large the heap is
        const session = await page.createCDPSession();
        await session.send('HeapProfiler.collectGarbage');
        const { usedSize } = await session.send('Runtime.getHeapUsage');
        await session.send('Performance.enable');
        const { metrics } = await session.send('Performance.getMetrics');
        await session.detach();
        return { memory, heap: usedSize, allListeners: metrics.find((m) => m.name === 'JSEventListeners').value };
      };

      test(`${CYCLES} times attached and let go`, async (t) => {
        await open();
        await page.evaluate(async () => {
          const c = await globalThis.call();
          await c.negotiate();
          await c.connected();
          c.session.detach();
          c.remote.detach();
          globalThis.shared = c.a;
        });
        const run = (first, cycles) => page.evaluate(async (f, n) => globalThis.soak(globalThis.ice, globalThis.make, globalThis.shared, f, n), first, cycles);
        await run(0, 400);
        await settle();
        const [countsBefore, sizesBefore] = [await counted(), await sizes()];
        let left = 0;
        const start = performance.now();
        for (let done = 0; done < CYCLES; done += CHUNK) {
          left += await run(done, Math.min(CHUNK, CYCLES - done));
          await settle();
        }
        const seconds = (performance.now() - start) / 1000;
        const [countsAfter, sizesAfter] = [await counted(), await sizes()];
        const highest = await page.evaluate(() => globalThis.counts.highest);
        t.diagnostic(`${CYCLES} cycles in ${seconds.toFixed(1)} s; highest number of a session or policy ${highest}`);
        t.diagnostic(`before ${JSON.stringify({ ...countsBefore, ...sizesBefore })}`);
        t.diagnostic(`after  ${JSON.stringify({ ...countsAfter, ...sizesAfter })}`);
        assert.deepEqual(countsAfter, countsBefore);
        assert.equal(countsAfter.sessions, 0);
        assert.equal(left, 0, 'listeners on detached connections');
        assert.ok(highest < CYCLES, 'numbers are used again');
        assert.ok(sizesAfter.memory < 32 * MB);
        if (name === 'chromium') {
          assert.equal(sizesAfter.allListeners, sizesBefore.allListeners);
          assert.ok(sizesAfter.heap < sizesBefore.heap + 2 * MB);
        }
        assert.deepEqual(page.problems, []);
        await page.close();
      });

      test(`${AT_ONCE[name]} connections attached at once`, async (t) => {
        await open();
        await page.evaluate(() => globalThis.ice.attach(globalThis.make()).detach());
        await settle();
        const [countsBefore, sizesBefore] = [await counted(), await sizes()];
        const r = await page.evaluate(async (n) => {
          globalThis.sessions = [];
          const start = performance.now();
          while (globalThis.sessions.length < n) globalThis.sessions.push(globalThis.ice.attach(globalThis.make(), { policy: 'no-host' }));
          const ms = performance.now() - start;
          const paths = globalThis.sessions.map((session) => session.report().closed);
          return { ms, reports: paths.length, closed: paths.filter(Boolean).length, ...globalThis.counts.now() };
        }, AT_ONCE[name] - 1); // the first is still counted
        const sizesDuring = await sizes();
        await page.evaluate(() => {
          globalThis.gone = globalThis.sessions.map(({ peerConnection }) => new WeakRef(peerConnection));
          for (const [i, session] of globalThis.sessions.entries()) {
            if (i % 2) session.detach();
            session.peerConnection.close();
          }
          globalThis.sessions = undefined;
        });
        await settle();
        const [countsAfter, sizesAfter] = [await counted(), await sizes()];
        const alive = await page.evaluate(() => globalThis.gone.filter((ref) => ref.deref()).length);
        t.diagnostic(`${r.reports} attached in ${r.ms.toFixed(0)} ms, ${r.sessions} sessions, ${r.timers} timers; left: ${alive} connections`);
        t.diagnostic(`before ${JSON.stringify({ ...countsBefore, ...sizesBefore })}`);
        t.diagnostic(`during ${JSON.stringify(sizesDuring)}`);
        t.diagnostic(`after  ${JSON.stringify({ ...countsAfter, ...sizesAfter })}`);
        assert.deepEqual([r.reports, r.closed], [AT_ONCE[name] - 1, 0]);
        assert.deepEqual([r.sessions, alive], [AT_ONCE[name] - 1, 0]);
        assert.deepEqual(countsAfter, countsBefore);
        await page.close();
      });

      test('a closed connection and its session are collected when the application has forgotten them', async (t) => {
        await open();
        const calls = await page.evaluate(async () => {
          globalThis.gone = [];
          const seen = [];
          for (let i = 0; i < 5; i++) {
            const c = await globalThis.call({ policy: i % 2 ? 'all' : 'no-host', remotePolicy: 'all' });
            await c.negotiate();
            await c.gathered();
            await c.connected();
            // Chromium keeps what is closed with promises under way, attached or not.
            do await globalThis.counts.sleep(150);
            while (!c.session.report().path);
            c.a.close();
            c.b.close();
            c.session.policy = 'all'; // for what comes after; nothing does
            let shown;
            try {
              shown = c.a.localDescription.sdp;
            } catch (e) {
              shown = e.name; // Firefox shows none of a closed connection, attached or not
            }
            const { closed, localCandidates } = c.session.report();
            seen.push({ closed, gathered: localCandidates.length > 0, hidden: i % 2 === 1 || !/typ host/.test(shown) });
            globalThis.gone.push(...[c.a, c.b, c.session, c.remote].map((object) => new WeakRef(object)));
          }
          return seen;
        });
        await settle();
        const gone = await page.evaluate(() => globalThis.gone.map((ref) => !ref.deref()));
        t.diagnostic(`${gone.filter(Boolean).length} of ${gone.length} connections and sessions are collected`);
        assert.deepEqual(calls, Array(5).fill({ closed: true, gathered: true, hidden: true }));
        assert.deepEqual(gone, Array(20).fill(true));
        assert.deepEqual(page.problems, []);
        await page.close();
      });

      test('detach restores a connection that was closed long before', async () => {
        await open();
        const r = await page.evaluate(async () => {
          const pc = globalThis.make();
          const session = globalThis.ice.attach(pc);
          pc.close();
          pc.close();
          await globalThis.counts.sleep(1200);
          const before = [Object.getOwnPropertyNames(pc).length > 0, session.report().closed];
          session.addStats(new Map());
          session.detach();
          session.detach();
          const again = globalThis.ice.attach(pc);
          session.detach(); // says nothing about the new one
          let code;
          try {
            globalThis.ice.attach(pc);
          } catch (e) {
            code = e.code;
          }
          again.detach();
          return { before, code, own: Object.getOwnPropertyNames(pc), closed: session.report().closed };
        });
        assert.deepEqual(r, { before: [true, true], code: 'already-attached', own: [], closed: true });
        await page.close();
      });
    });
  }
});
