import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from '../../dist/iceguard.js';
import { presets } from '../lib/corpus.mjs';
import { StandInConnection } from '../lib/standin.mjs';

const ice = await load();
const host = 'candidate:1 1 udp 2122252543 10.0.0.5 50000 typ host';
const relay = 'candidate:3 1 udp 41885439 203.0.113.1 50001 typ relay raddr 198.51.100.7 rport 4000';

test('a decision names the rule that made it', () => {
  const policy = ice.policy('# private hosts stay home\nlocal drop type host scope private\nkeep family ipv4; default drop');
  assert.deepEqual(policy.rules, ['local drop type host scope private', 'keep family ipv4', 'default drop']);
  assert.deepEqual(policy.decide(host, 'local'), { kept: false, rule: 1, text: 'local drop type host scope private' });
  assert.deepEqual(policy.decide(host, 'remote'), { kept: true, rule: 2, text: 'keep family ipv4' });
  assert.deepEqual(ice.policy('local drop type host').decide(relay, 'local'), { kept: true, rule: null, text: null });
});

test('a candidate is taken in every form', () => {
  const policy = ice.policy('drop server turn:turn.example*; drop mid video; drop relay-protocol tls; keep');
  const init = { candidate: relay, sdpMid: 'audio', sdpMLineIndex: 0 };
  assert.equal(policy.decide(relay, 'local').rule, 4);
  assert.equal(policy.decide(ice.parseCandidate(relay), 'local').rule, 4);
  assert.equal(policy.decide(init, 'local').rule, 4);
  for (const sdpMid of [5, null, undefined]) assert.equal(policy.decide({ ...init, sdpMid }, 'local').rule, 4, `${sdpMid}`);
  assert.equal(policy.decide({ ...init, sdpMid: 'video' }, 'local').rule, 2);
  assert.equal(policy.decide({ ...init, url: 'turn:turn.example.org:3478' }, 'local').rule, 1);
  assert.equal(policy.decide({ ...init, relayProtocol: 'tls' }, 'local').rule, 3);
  assert.equal(policy.decide({ ...init, url: 'turns:other.example:443?transport=tcp' }, 'local').rule, 3);
});

test('end-of-candidates is never filtered', () => {
  const nothing = ice.policy('default drop');
  for (const end of ['', { candidate: '' }, {}]) assert.equal(nothing.decide(end, 'local').kept, true);
});

test('every preset has its name, and relay-only alone forces relay', () => {
  for (const name of presets) {
    const policy = ice.policy(name);
    assert.equal(policy.name, name);
    assert.equal(policy.forcesRelay, name === 'relay-only');
    assert.ok(policy.rules.length > 0);
  }
  assert.equal(ice.policy('drop').name, null);
});

test('a policy says what it promises', () => {
  const holds = ({ guarantees: { notSignalled, hiddenFromApp, notLearnable } }) => [notSignalled, hiddenFromApp, notLearnable].map((g) => g.holds);
  assert.deepEqual(holds(ice.policy('relay-only')), [true, false, true]);
  assert.deepEqual(holds(ice.policy('keep type relay; default drop')), [true, false, true]);
  for (const text of ['all', 'no-host', 'drop type host srflx']) assert.deepEqual(holds(ice.policy(text)), [true, false, false], text);
  const { guarantees } = ice.policy('no-host');
  for (const promise of Object.values(guarantees)) {
    assert.match(promise.why, /^[A-Z][^.]+\.$/);
    assert.ok(Object.isFrozen(promise));
  }
  assert.ok(Object.isFrozen(guarantees));
  assert.throws(() => (guarantees.notLearnable.holds = true), TypeError);
  assert.notEqual(ice.policy('all').guarantees.notSignalled.why, guarantees.notSignalled.why);
});

test('what a session promises of a stand-in that cannot say how it is configured is the least', () => {
  const session = ice.attach(new StandInConnection(), { policy: 'relay-only' });
  assert.equal(session.policy.guarantees.notLearnable.holds, true);
  assert.equal(session.guarantees.notLearnable.holds, false);
  assert.match(session.guarantees.notLearnable.why, /iceTransportPolicy is not "relay"/);
  session.detach();
});

test('a syntax error has line, column and token', () => {
  const cases = [
    ['drop type hots', 1, 11, 'hots'],
    ['keep\n  drop type', 2, 12, ''],
    ['keep; lokal drop', 1, 7, 'lokal'],
    ['# é\nkeep net 10.0.0.0/40', 2, 10, '10.0.0.0/40'],
    ['é', 1, 1, 'é'],
    ['default drop; keep', 1, 15, 'keep'],
    ['drop port 70000', 1, 11, '70000'],
    ['relay-onyl', 1, 1, 'relay-onyl'],
  ];
  for (const [text, line, column, token] of cases) {
    assert.throws(() => ice.policy(text), { code: 'policy-syntax', line, column, token }, text);
  }
});

test('what is no policy, no candidate or no direction is a typed error', () => {
  assert.throws(() => ice.policy(7), { code: 'type-mismatch' });
  const all = ice.policy('all');
  assert.throws(() => all.decide(7, 'local'), { code: 'type-mismatch' });
  assert.throws(() => all.decide({ candidate: 7 }, 'local'), { code: 'type-mismatch' });
  assert.throws(() => all.decide(host, 'up'), { code: 'type-mismatch' });
  assert.throws(() => all.decide('nonsense', 'local'), { code: 'candidate-syntax' });
});

test('ten thousand policies do not mix up their numbers', () => {
  const kept = [];
  for (let i = 0; i < 10_000; i++) {
    const policy = ice.policy(`drop port ${i}; keep`);
    if (i % 1000 === 0) kept.push([i, policy]);
  }
  for (const [i, policy] of kept) {
    assert.equal(policy.decide(host.replace('50000', String(i)), 'local').kept, false);
    assert.equal(policy.decide(host, 'local').kept, true);
  }
});

test('a policy in object form is the same language', () => {
  for (const [rules, text] of [
    [{ rules: [] }, ''],
    [{ rules: [], default: 'drop' }, 'default drop'],
    [{ rules: [{ action: 'drop' }] }, 'drop'],
    [{ rules: [{ direction: 'local', action: 'drop', type: ['host', 'prflx'] }] }, 'local drop type host type prflx'],
    [{ rules: [{ action: 'limit', limit: 2, type: 'srflx', not: { family: ['ipv6', 'mdns'], mid: '0' } }] },
      'limit 2 type srflx not family ipv6 not family mdns not mid 0'],
    [{ rules: [{ action: 'keep', port: [9, '1000-2000'], networkId: 1, relayProtocol: 'tls', tcpType: undefined }, { action: 'drop', server: 'turn:*' }] },
      'keep port 9 port 1000-2000 network-id 1 relay-protocol tls\ndrop server turn:*'],
    [{ rules: [{ action: 'keep', mid: ['a', 'type', 'not'] }], default: 'drop' }, 'keep mid a mid type mid not\ndefault drop'],
  ]) {
    const policy = ice.policy(rules);
    assert.equal(policy.text, text);
    for (const line of [host, relay]) assert.deepEqual(policy.decide(line, 'local'), ice.policy(text).decide(line, 'local'));
  }
  const inner = { rules: [{ action: 'drop', type: 'host' }] };
  assert.equal(ice.filterDescription({ type: 'offer', sdp: `a=${host}\r\n` }, inner, 'local').dropped.length, 1);
});

test('an object that is no policy is a typed error that says where', () => {
  for (const [rules, code, field] of [
    [{}, 'type-mismatch', 'policy.rules'],
    [{ rules: 'drop' }, 'type-mismatch', 'policy.rules'],
    [{ rules: [null] }, 'type-mismatch', 'policy.rules[0]'],
    [{ rules: [{ action: 'drop' }, {}] }, 'type-mismatch', 'policy.rules[1].action'],
    [{ rules: [{ action: 'drop', typ: 'host' }] }, 'unknown-option', 'policy.rules[0].typ'],
    [{ rules: [{ action: 'drop', constructor: 'host' }] }, 'unknown-option', 'policy.rules[0].constructor'],
    [{ rules: [{ action: 'drop', not: { limit: 1 } }] }, 'unknown-option', 'policy.rules[0].not.limit'],
    [{ rules: [{ action: 'drop', type: [] }] }, 'type-mismatch', 'policy.rules[0].type'],
    [{ rules: [{ action: 'drop', mid: 'a b' }] }, 'type-mismatch', 'policy.rules[0].mid'],
    [{ rules: [{ action: 'drop', server: 'x\nkeep' }] }, 'type-mismatch', 'policy.rules[0].server'],
    [{ rules: [{ action: 'drop', server: 'x;keep' }] }, 'type-mismatch', 'policy.rules[0].server'],
    [{ rules: [{ action: 'drop', mid: '' }] }, 'type-mismatch', 'policy.rules[0].mid'],
    [{ rules: [{ action: 'limit' }] }, 'type-mismatch', 'policy.rules[0].limit'],
    [{ rules: [{ action: 'drop', limit: 1 }] }, 'type-mismatch', 'policy.rules[0].limit'],
    [{ rules: [], defaults: 'drop' }, 'unknown-option', 'policy.defaults'],
    // What JSON has not, or would leave out: a rule without it would match more than was meant.
    [{ rules: [], defaults: undefined }, 'unknown-option', 'policy.defaults'],
    [{ rules: [{ action: 'keep', type: () => 'host' }] }, 'type-mismatch', 'policy.rules[0].type'],
    [{ rules: [{ action: 'keep', mid: Symbol('a') }] }, 'type-mismatch', 'policy.rules[0].mid'],
    [{ rules: [{ action: 'keep', mid: [undefined] }] }, 'type-mismatch', 'policy.rules[0].mid'],
    [{ rules: [{ action: 'keep', mid: '\x1fundefined' }] }, 'type-mismatch', 'policy.rules[0].mid'],
    [{ rules: [{ action: 'keep', type: false }] }, 'type-mismatch', 'policy.rules[0].type'],
    [{ rules: [{ action: 'limit', limit: NaN }] }, 'type-mismatch', 'policy.rules[0].limit'],
    [{ rules: [{ action: 'keep', not: { port: Infinity } }] }, 'type-mismatch', 'policy.rules[0].not.port'],
    [{ rules: [{ action: 'keep', not: () => {} }] }, 'type-mismatch', 'policy.rules[0].not'],
    [{ get rules() { throw new Error('gone'); } }, 'type-mismatch', 'policy'],
    [null, 'type-mismatch', 'policy'],
    [() => {}, 'type-mismatch', 'policy'],
  ]) assert.throws(() => ice.policy(rules), { name: 'IceguardError', code, field }, field);
  const cycle = { rules: [] };
  cycle.rules.push(cycle);
  assert.throws(() => ice.policy(cycle), { name: 'IceguardError', code: 'type-mismatch', field: 'policy' });
  assert.throws(() => ice.policy({ rules: [{ action: 'keep', port: 5n }] }), { code: 'type-mismatch', field: 'policy.rules[0].port' });
  // What the language does not know is its own error, at its place in the text.
  assert.throws(() => ice.policy({ rules: [{ action: 'drop', type: 'hots' }] }), { code: 'policy-syntax', line: 1, column: 11, token: 'hots' });
});

test('a description loses the candidates that are dropped, and nothing else', () => {
  const lines = ['v=0', 'c=IN IP4 10.0.0.5', 'm=audio 50000 UDP/TLS/RTP/SAVPF 111', 'a=mid:a', `a=${host}`, `a=${relay}`, 'a=x', ''];
  const sdp = lines.join('\r\n');
  const { description, dropped } = ice.filterDescription({ type: 'offer', sdp }, 'no-host', 'local');
  assert.equal(description.type, 'offer');
  assert.deepEqual(dropped, [{ candidate: host, rule: 1, mid: 'a' }]);
  // The relay's related address may be the host's own, so it goes too.
  assert.equal(description.sdp, sdp
    .replace(`a=${host}\r\n`, '').replace('c=IN IP4 10.0.0.5', 'c=IN IP4 0.0.0.0').replace('m=audio 50000', 'm=audio 9')
    .replace('raddr 198.51.100.7 rport 4000', 'raddr 0.0.0.0 rport 0'));
  const same = { type: 'offer', sdp };
  assert.equal(ice.filterDescription(same, 'all', 'local').description, same);
  assert.throws(() => ice.filterDescription({ type: 'offer' }, 'all', 'local'), { code: 'type-mismatch' });
  assert.throws(() => ice.filterDescription(null, 'all', 'local'), { code: 'type-mismatch' });
});

test('a description of ten megabytes is filtered, and what follows still works', () => {
  const sdp = `v=0\r\nm=audio 9 x 0\r\na=mid:0\r\n${`a=${host}\r\n`.repeat(200_000)}a=end\r\n`;
  assert.ok(sdp.length > 1e7);
  const { description, dropped } = ice.filterDescription({ type: 'offer', sdp }, 'no-host', 'local');
  assert.equal(description.sdp, 'v=0\r\nm=audio 9 x 0\r\na=mid:0\r\na=end\r\n');
  assert.equal(dropped.length, 200_000);
  assert.equal(ice.parseCandidate(host).port, 50000);
});
