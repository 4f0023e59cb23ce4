// The contestants of bench/border do the same work, so that its ratios say something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import SDP from 'sdp';
import transform from 'sdp-transform';

import { load } from '../../dist/iceguard.js';
import { lines, policy } from '../../bench/border/candidates.mjs';
import { filters, inputs } from '../../bench/border/descriptions.mjs';

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

const byName = async () => Object.fromEntries((await filters()).map(({ name, filter }) => [name, filter]));

for (const [kind, texts] of Object.entries(inputs)) {
  test(`a description, ${kind}: the filters write the same text`, async () => {
    const filter = await byName();
    assert.equal(new Set(texts).size, texts.length);
    for (const text of texts) {
      const ours = filter['iceguard: filterDescription'](text);
      assert.equal(text.match(/^m=/gm).length, 50);
      assert.equal(ours.match(/^a=candidate:/gm).length * 2, text.match(/^a=candidate:/gm).length);
      assert.ok(!ours.includes('10.0.1.2') && !/ tcp /i.test(ours));
      assert.equal(filter['a filter on sdp'](text), ours);
      assert.equal(filter['a regular expression'](text), ours);
      // sdp-transform writes in another order: what it wrote says the same.
      assert.deepEqual(transform.parse(filter['sdp-transform: parse, drop, write'](text)), transform.parse(ours));
    }
  });
}
