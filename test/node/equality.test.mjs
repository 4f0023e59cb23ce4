// The WebAssembly module, through the JavaScript API, against the same core
// run natively: one corpus, both runs, compared byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { load } from '../../dist/iceguard.js';
import { descriptions, madeUpDescriptions, malformed, policies, valid } from '../lib/corpus.mjs';
import { root } from '../lib/root.mjs';

const corpus = {
  lines: [...valid(), ...malformed()].map((entry) => entry.line),
  descriptions: [...descriptions(), ...madeUpDescriptions(400, 1)],
  policies,
};

/** What test/corpus prints, made by the JavaScript API instead. */
function throughModule(ice) {
  const out = [];
  const print = (value) => out.push(JSON.stringify(value));
  const attempt = (f, show) => {
    let value;
    try {
      value = f();
    } catch (e) {
      const { message, field, token = '', offset = 0, line, column } = e;
      return void print({ message, ...(field && { field }), token, offset, ...(line && { line, column }) });
    }
    print(show(value));
    return value;
  };
  const compiled = corpus.policies.map((text) => attempt(() => ice.policy(text), (p) => p.rules)).filter(Boolean);
  for (const line of corpus.lines) {
    if (attempt(() => ice.parseCandidate(line), (parsed) => parsed) === undefined) continue;
    for (const policy of compiled) for (const way of ['local', 'remote']) print(policy.decide(line, way));
  }
  for (const sdp of corpus.descriptions) {
    for (const policy of compiled) {
      for (const way of ['local', 'remote']) {
        const { description, dropped } = ice.filterDescription({ type: 'offer', sdp }, policy, way);
        print({ sdp: description.sdp, dropped });
      }
    }
  }
  return out;
}

test('the module says what the native core says, byte for byte', async () => {
  assert.ok(corpus.lines.length > 100, `${corpus.lines.length} lines`);
  assert.ok(corpus.descriptions.length > 10, `${corpus.descriptions.length} descriptions`);
  const native = execFileSync('go', ['run', './test/corpus'], {
    cwd: root, input: JSON.stringify(corpus), encoding: 'utf8', maxBuffer: 1 << 28,
  }).trimEnd().split('\n');
  const module = throughModule(await load());
  assert.equal(module.length, native.length);
  for (let i = 0; i < native.length; i++) assert.equal(module[i], native[i], `answer ${i + 1} of ${native.length}`);
});
