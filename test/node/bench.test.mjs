// The contestants of bench/border do the same work, so that its ratios say something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import SDP from 'sdp';

import { load } from '../../dist/iceguard.js';
import { lines, policy } from '../../bench/border/candidates.mjs';
import { filters, inputs, same } from '../../bench/border/descriptions.mjs';
import { pollers } from '../../bench/border/stats.mjs';

const ice = await load();

test('sdp reads of every candidate what iceguard decides on', () => {
  const compiled = ice.policy(policy);
  const kept = new Map([[true, 0], [false, 0]]);
  assert.ok(lines.length >= 1000);
  assert.equal(new Set(lines).size, lines.length);
  for (const line of lines) {
    const { type, protocol, address } = SDP.parseCandidate(line);
    const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
    const decision = compiled.decide(line, 'local').kept;
    assert.equal(decision, !(protocol === 'tcp' || (type === 'host' && isPrivate)), line);
    kept.set(decision, kept.get(decision) + 1);
  }
  assert.ok(kept.get(true) > 100 && kept.get(false) > 100, `kept ${kept.get(true)}, dropped ${kept.get(false)}`);
});

for (const [kind, texts] of Object.entries(inputs)) {
  test(`a description, ${kind}: the filters write the same text`, async () => {
    const all = await filters();
    assert.equal(new Set(texts).size, texts.length);
    for (const text of texts) {
      const ours = same(all, text);
      assert.equal(text.match(/^m=/gm).length, 50);
      assert.equal(ours.match(/^a=candidate:/gm).length * 2, text.match(/^a=candidate:/gm).length);
      assert.ok(!ours.includes('10.0.1.2') && !/ tcp /i.test(ours));
    }
  });
}

for (const streams of [1, 50]) {
  test(`stats of ${streams} media streams: every poll of everyone tells of the same pair and counts`, async () => {
    const kinds = { audio: Math.ceil(streams / 2), video: Math.floor(streams / 2) };
    for (const { name, call, poller } of await pollers(streams)) {
      let before;
      for (let poll = 0; poll < 20; poll++) {
        call.next();
        const report = await call.getStats();
        let scans = 0;
        report.forEach = (...args) => {
          scans++;
          Map.prototype.forEach.apply(report, args);
        };
        const transport = report.get('T01');
        const pair = report.get(transport.selectedCandidatePairId);
        const local = report.get(pair.localCandidateId);
        const told = await poller.poll();
        assert.notEqual(told, before, `${name}: poll ${poll} has not told anything`);
        if (poller.session) {
          const { path } = poller.session.report();
          assert.equal(told.bytesSent, transport.bytesSent);
          assert.deepEqual([path.source, path.local.address, path.local.port], ['transport-stats', local.address, local.port]);
          assert.equal(scans, poll === 0 || call.iceConnectionState === 'checking' ? 1 : 0, `${name}: poll ${poll} has scanned`);
          if (before) assert.ok(told.bytesSent > before.bytesSent);
        } else {
          const stats = told.data ?? told[0].stats;
          assert.equal(stats.connection.id, pair.id);
          assert.equal(stats.connection.bytesSent, pair.bytesSent);
          assert.equal(stats.connection.local.address, local.address);
          for (const [kind, count] of Object.entries(kinds)) {
            assert.deepEqual([stats[kind].inbound.length, stats[kind].outbound.length], [count, count], `${name}: ${kind}`);
          }
          if (poll % 16 > 0) assert.ok(stats.audio.inbound[0].bitrate > 0, `${name}: no rate`); // where media do not start anew
        }
        before = told;
      }
    }
  });
}
