// What a session finds wrong with real calls in real browsers, and that it says so in time.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { startDemo } from '../lib/demo.mjs';
import { installCall, servePackage, started } from '../lib/page.mjs';
import { assertReport } from '../lib/report-schema.mjs';

/** A TCP port on which nobody listens. */
async function closedPort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

describe('findings', () => {
  let site;
  let demo;
  before(async () => ([site, demo] = await Promise.all([servePackage(), startDemo()])));
  after(() => Promise.all([site.close(), demo.close()]));

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      let page;
      before(async () => {
        browser = await launch(name, { mdns: false });
        page = await browser.newPage(site.url);
        await started(page);
        await page.evaluate(installCall);
      });
      after(() => browser.close());

      /** Gathers with these servers until one of the codes is found, and gives what was found and the report. */
      const gather = (iceServers, codes) => page.evaluate(async (servers, wanted) => {
        const c = await globalThis.call({ config: { iceServers: servers } });
        const found = c.until(c.session, 'finding', (e) => e.detail.raised && wanted.includes(e.detail.code));
        await c.a.setLocalDescription(await c.a.createOffer());
        const finding = await found;
        const report = c.session.report();
        c.end();
        return { finding, report };
      }, iceServers, codes);

      /** The records that a finding rests on. */
      const evidence = (finding, report) => finding.evidence.map(({ kind, index }) => {
        assert.equal(kind, 'candidate-error');
        return report.candidateErrors[index];
      });

      test('a TURN server that refuses the password', async () => {
        const { iceServers } = await demo.config();
        const turn = iceServers.find(({ credential }) => credential);
        const url = [turn.urls].flat().find((u) => u.startsWith('turn:') && !u.includes('tcp') && !u.includes('127.0.0.1'));
        // The server answers 400. Firefox does not tell, and gives up after 11 s as if there had been no answer.
        const code = name === 'chromium' ? 'turn-auth-failed' : 'turn-unreachable';
        const { finding, report } = await gather([{ urls: url, username: turn.username, credential: 'wrong' }], [code]);
        assertReport(report);
        assert.ok(finding.summary.includes(url), finding.summary);
        assert.ok(finding.advice.length > 20);
        assert.equal(report.diagnosis[code], 'raised');
        assert.match(report.summary, new RegExp(code));
        const errors = evidence(finding, report);
        assert.ok(errors.length > 0);
        for (const error of errors) assert.equal(error.errorCode, name === 'chromium' ? 400 : 701);
      });

      test('a TURN server that is not there, beside one that is', async () => {
        const { iceServers } = await demo.config();
        const turn = iceServers.find(({ credential }) => credential);
        const good = [turn.urls].flat().find((u) => u.startsWith('turn:') && !u.includes('tcp') && !u.includes('127.0.0.1'));
        const host = /^turn:(.*):\d+/.exec(good)[1];
        const dead = `turn:${host}:${await closedPort()}?transport=tcp`;
        const { finding, report } = await gather([{ ...turn, urls: good }, { urls: dead, username: 'a', credential: 'b' }], ['turn-unreachable']);
        assertReport(report);
        assert.ok(finding.summary.includes(dead), finding.summary);
        assert.ok(!finding.summary.includes(good), finding.summary);
        for (const error of evidence(finding, report)) assert.ok(error.url.includes(dead.split('?')[0].slice('turn:'.length)), error.url);
      });

      test('a policy that leaves nothing to signal; raised, and cleared by another one', async () => {
        const r = await page.evaluate(async () => {
          const c = await globalThis.call({ policy: 'local drop', config: { iceServers: [] } });
          const raised = c.until(c.session, 'finding', (e) => e.detail.raised && e.detail.code === 'policy-dropped-all');
          const cleared = c.until(c.session, 'finding', (e) => !e.detail.raised && e.detail.code === 'policy-dropped-all');
          await c.negotiate();
          const finding = await raised;
          const report = c.session.report();
          c.session.policy = 'all';
          await c.a.setLocalDescription(await c.a.createOffer({ iceRestart: true }));
          await cleared;
          const after = c.session.report();
          c.end();
          return { finding, report, after };
        });
        assertReport(r.report);
        assertReport(r.after);
        assert.equal(r.finding.severity, 'error');
        assert.equal(r.finding.evidence.length, r.report.localCandidates.filter((c) => !c.kept).length);
        for (const { kind, index } of r.finding.evidence) {
          assert.equal(kind, 'local-candidate');
          assert.equal(r.report.localCandidates[index].kept, false);
        }
        assert.notEqual(r.after.diagnosis['policy-dropped-all'], 'raised');
      });

      test('a good call: nothing is wrong, and what was not tested is not called fine', async () => {
        const { report, enough } = await page.evaluate(async () => {
          const c = await globalThis.call({ config: { iceServers: [] } });
          const enough = c.until(c.session, 'enough');
          // Chromium's first report can have the selected pair's latest check under way, not yet succeeded.
          const stats = c.until(c.session, 'stats', (e) => e.detail.bytesSent > 0 && c.session.report().checks.succeeded > 0);
          await c.negotiate();
          await c.connected();
          await stats;
          const detail = await enough;
          const report = c.session.report();
          c.end();
          return { report, enough: detail };
        });
        assertReport(report);
        assert.deepEqual(report.findings.filter((f) => f.severity !== 'info'), []);
        assert.equal(report.diagnosis['checks-all-failed'], 'not-raised');
        assert.equal(report.diagnosis['turn-auth-failed'], 'unknown');
        assert.equal(enough.reason, 'complete', 'without servers there is nothing to wait for');
        assert.equal(report.generations[0].enoughReason, 'complete');
        assert.equal(report.paths.length, report.pathChanges + 1);
        assert.equal(report.paths.at(-1).until, null);
      });
    });
  }
});
