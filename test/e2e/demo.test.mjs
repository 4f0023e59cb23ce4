// The demo page as a visitor uses it, with its own STUN, TURN, signalling and Go peer.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { startDemo } from '../lib/demo.mjs';

const timeout = 60_000; // ms; only for what hangs
const id = (name) => `[data-testid="${name}"]`;

/** Opens the page with settings in its URL and starts the call. */
async function start(browser, demo, settings) {
  const query = new URLSearchParams({ ...settings, autostart: '1' });
  const page = await browser.newPage(`${demo.url}/?${query}`);
  page.setDefaultTimeout(timeout);
  await page.waitForSelector(`${id('wasm-state')}[data-state="ready"]`);
  return page;
}

const text = (page, name) => page.$eval(id(name), (e) => e.textContent.trim());

/** Waits until a connection's path is of one of these kinds; what the page says instead is in the error. */
async function path(page, conn, ...kinds) {
  const card = `${id('path-card')}[data-conn="${conn}"]`;
  try {
    await page.waitForSelector(kinds.map((kind) => `${card}[data-kind="${kind}"]`).join());
  } catch (cause) {
    const shown = await page.$eval(id('report-summary'), (e) => e.textContent).catch(String);
    throw new Error(`the path of ${conn} is not ${kinds.join(' or ')}: ${shown}; ${page.problems.join('; ')}`, { cause });
  }
}

/** The ways without a relay: a check may overtake the candidate that it comes from, which then is reflexive. */
const DIRECT = ['host', 'reflexive'];

/** The rows of the candidate table. */
const rows = (page) => page.$$eval(`${id('candidates')} tr`, (list) => list.map((tr) => ({
  ...tr.dataset, cells: [...tr.cells].map((cell) => cell.textContent.trim()),
})));

const report = (page) => page.$eval(id('report-json'), (e) => JSON.parse(e.textContent));

/** What the Go peer received, from its own words. */
const received = (page) => page.$$eval(`${id('peer-view')} [data-via]`, (list) => list.map((e) => ({ ...e.dataset, text: e.textContent })));

/** Waits until a counter on the page is at least n. */
const atLeast = (page, name, n) => page.waitForFunction(
  (selector, least) => Number(document.querySelector(selector)?.textContent.replace(/\D/g, '')) >= least, {}, id(name), n,
);

describe('the demo page', () => {
  let demo;
  before(async () => (demo = await startDemo()));
  after(() => demo.close());

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await launch(name, { mdns: false })));
      after(() => browser.close());

      test('two connections in the page: candidates, path, states, report', async () => {
        const page = await start(browser, demo, { call: 'loopback', policy: 'all' });
        await path(page, 'A', ...DIRECT);
        await path(page, 'B', ...DIRECT);
        await page.waitForFunction((s) => /\d ms/.test(document.querySelector(s)?.textContent ?? ''), {}, id('rtt'));
        const table = await rows(page);
        for (const conn of ['A', 'B']) {
          for (const direction of ['local', 'remote']) {
            const some = table.filter((r) => r.connection === conn && r.direction === direction);
            assert.ok(some.length > 0, `${conn} ${direction}`);
            assert.ok(some.every((r) => r.decision === 'kept'), 'all are kept');
          }
        }
        assert.equal(await text(page, 'state-iceConnectionState'), 'connected');
        const r = await report(page);
        assert.equal(r.schema, 'iceguard.report/1');
        assert.ok(DIRECT.includes(r.path.kind));
        assert.match(await text(page, 'report-summary'), /direct (host to host|through NAT) over udp/);
        assert.deepEqual(page.problems, []);
        await page.close();
      });

      test('page to Go peer: the peer received what the table calls kept', async () => {
        const page = await start(browser, demo, { call: 'peer', policy: 'local drop transport tcp' });
        await path(page, 'A', ...DIRECT);
        await atLeast(page, 'messages', 1);
        const table = (await rows(page)).filter((r) => r.direction === 'local');
        const kept = table.filter((r) => r.decision === 'kept');
        const dropped = table.filter((r) => r.decision === 'dropped');
        if (name === 'firefox') assert.ok(dropped.length > 0, 'Firefox gathers TCP candidates');
        for (const r of dropped) assert.equal(r.rule, '1');
        await page.waitForFunction(
          (s, n) => document.querySelectorAll(s).length >= n, {}, `${id('peer-view')} [data-via="trickle"]`, kept.length,
        );
        const got = await received(page);
        assert.ok(got.some((c) => c.type === 'host'), 'without a policy against them host candidates arrive');
        assert.ok(got.every((c) => !/ tcp /i.test(c.text)), JSON.stringify(got));
        await page.close();
      });

      for (const relay of ['udp', 'tcp']) {
        test(`relay-only over ${relay}: the Go peer receives relay candidates only, and the report says so`, async () => {
          const page = await start(browser, demo, { call: 'peer', policy: 'relay-only', stun: '1', turn: '1', relay });
          await path(page, 'A', 'relayed');
          await atLeast(page, 'messages', 1);
          // In Chromium the ICE transport names the pair before statistics do.
          await page.waitForSelector(`${id('path-card')}[data-source="transport-stats"]`);
          const got = await received(page);
          assert.ok(got.length > 0, 'something was received');
          assert.deepEqual(got.filter((c) => c.type !== 'relay'), []);
          const { path: p, policy, iceTransportPolicy, summary, findings } = await report(page);
          const codes = findings.map((f) => f.code);
          assert.ok(codes.includes('relayed'), codes.join());
          assert.equal(codes.includes('relayed-over-tcp'), relay === 'tcp', codes.join());
          assert.ok(!codes.includes('turn-unreachable') && !codes.includes('policy-not-enforceable'), codes.join());
          assert.deepEqual(await page.$$eval(id('finding'), (list) => list.map((e) => e.dataset.code)), codes);
          assert.equal(p.kind, 'relayed');
          assert.ok(['local', 'both'].includes(p.relay.side), p.relay.side);
          assert.equal(p.relay.protocol, relay);
          assert.ok(['stats', 'candidate', 'url'].includes(p.relay.protocolSource), p.relay.protocolSource);
          assert.equal(p.source, 'transport-stats');
          assert.deepEqual([policy.name, policy.forcesRelay, iceTransportPolicy], ['relay-only', true, 'relay']);
          assert.match(summary, new RegExp(`relayed .*over ${relay}`));
          assert.equal(await page.$eval(id('path-card'), (e) => e.dataset.relayProtocol), relay);
          assert.deepEqual(page.problems, []);
          await page.close();
        });
      }

      test('relay-only by the filter alone: the browser gathers everything, the peer receives relay candidates only', async () => {
        const page = await start(browser, demo, { call: 'peer', policy: 'relay-only', stun: '1', turn: '1', transport: 'all' });
        await page.waitForFunction((s) => document.querySelector(s)?.textContent === 'complete', {}, id('state-iceGatheringState'));
        await atLeast(page, 'messages', 1);
        const table = (await rows(page)).filter((r) => r.direction === 'local');
        assert.ok(table.some((r) => r.type === 'host' && r.decision === 'dropped'), 'host candidates were gathered and dropped');
        // A browser that is connected already may end gathering before it has a relay candidate.
        const kept = table.filter((r) => r.decision !== 'dropped').length;
        await page.waitForFunction((s, n) => document.querySelectorAll(s).length >= n, {}, `${id('peer-view')} [data-via]`, kept);
        const got = await received(page);
        assert.deepEqual(got.filter((c) => c.type !== 'relay'), []);
        // Nor does a relay candidate that was signalled name the address behind it.
        const { localCandidates } = await report(page);
        const own = localCandidates.filter((c) => c.type !== 'relay').map((c) => `raddr ${c.address} rport ${c.port}`);
        for (const c of got) assert.ok(!own.some((o) => c.text.includes(o)), c.text);
        await page.close();
      });

      test('tab to tab through signalling', async () => {
        const room = `test-${name}`;
        const one = await start(browser, demo, { call: 'room', room, policy: 'all' });
        const two = await start(browser, demo, { call: 'room', room, policy: 'relay-only', turn: '1' });
        await Promise.all([one.waitForSelector(`${id('path-card')}[data-kind="relayed"]`), path(two, 'A', 'relayed')]);
        const remote = (await rows(one)).filter((r) => r.direction === 'remote');
        assert.ok(remote.length > 0 && remote.every((r) => r.type === 'relay'), JSON.stringify(remote));
        await one.close();
        await two.close();
      });

      test('the policy box shows a syntax error at its place, and a good policy takes effect at once', async () => {
        const page = await start(browser, demo, { call: 'loopback', policy: 'all' });
        await path(page, 'A', ...DIRECT);
        const write = (value) => page.$eval(id('policy-text'), (e, v) => {
          e.value = v;
          e.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }, value);
        await write('keep\ndrop type hots');
        assert.match(await text(page, 'policy-error'), /line 2.*column 11.*hots/is);
        assert.equal(await page.$eval(id('policy-text'), (e) => e.getAttribute('aria-invalid')), 'true');
        await write('local drop type host');
        assert.equal(await page.$eval(id('policy-text'), (e) => e.getAttribute('aria-invalid') ?? 'false'), 'false');
        await page.$eval(id('restart'), (e) => e.click());
        await page.waitForFunction(
          (s) => document.querySelectorAll(s).length > 0, {}, `${id('candidates')} tr[data-decision="dropped"][data-rule="1"]`,
        );
        assert.deepEqual(page.problems, []);
        await page.close();
      });

      test('hang up, and the page is ready for the next call', async () => {
        const page = await start(browser, demo, { call: 'loopback', policy: 'all' });
        await path(page, 'A', ...DIRECT);
        await page.$eval(id('hangup'), (e) => e.click());
        await page.waitForFunction((s) => !document.querySelector(s).disabled, {}, id('start'));
        assert.ok((await rows(page)).length > 0, 'what was seen stays to be read');
        await page.$eval(id('start'), (e) => e.click());
        await path(page, 'A', ...DIRECT);
        assert.deepEqual(page.problems, []);
        await page.close();
      });
    });
  }

  test('the picture in the README', async (t) => {
    const browser = await launch('chromium', { mdns: false });
    t.after(() => browser.close());
    const page = await start(browser, demo, { call: 'peer', policy: 'relay-only', stun: '1', turn: '1' });
    await page.setViewport({ width: 1280, height: 900 });
    await path(page, 'A', 'relayed');
    await atLeast(page, 'messages', 2);
    const png = await page.screenshot({ type: 'png' });
    assert.ok(png.length > 50_000, `${png.length} bytes show hardly anything`);
    const file = process.env.ICEGUARD_SCREENSHOT; // set it to docs/demo.png to renew the picture
    if (file) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, png);
    }
  });
});
