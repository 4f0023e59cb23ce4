import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IceguardError, load } from '../../dist/iceguard.js';
import { malformed, valid } from '../lib/corpus.mjs';

const ice = await load();

test('formatting a parsed candidate gives back every valid line to the letter', () => {
  for (const { source, line } of valid()) assert.equal(ice.formatCandidate(ice.parseCandidate(line)), line, source);
});

test('a candidate that went through JSON is written in its normal form, and nothing of it is lost', () => {
  for (const { source, line } of valid()) {
    const parsed = ice.parseCandidate(line);
    const sent = JSON.parse(JSON.stringify(parsed));
    assert.deepEqual(ice.parseCandidate(ice.formatCandidate(sent)), parsed, source);
  }
});

test('every malformed line gives an error that names the field, the token and its place', () => {
  for (const { offset, field, token, line } of malformed()) {
    assert.throws(() => ice.parseCandidate(line), (e) => {
      assert.ok(e instanceof IceguardError, line);
      assert.deepEqual([e.code, e.offset, e.field, e.token], ['candidate-syntax', offset, field, token], line);
      assert.ok(e.message.includes(field), e.message);
      assert.ok(e.message.includes(token === '' ? 'found' : JSON.stringify(token).slice(1, -1)), e.message);
      return true;
    });
  }
});

test('the place of an error is a position in the JavaScript string', () => {
  const line = 'candidate:1 1 udp 1 1.2.3.4 5 typ host name \u{1f600}\u{1f600} next é';
  assert.throws(() => ice.parseCandidate(line), { code: 'candidate-syntax', offset: line.indexOf('\u{1f600}'), token: '\u{1f600}\u{1f600}' });
});

test('the fields are those of RTCIceCandidate', () => {
  const line = 'candidate:842163049 1 UDP 1677729535 203.0.113.10 9 typ srflx raddr 10.0.0.1 rport 0 generation 0 ufrag abc tcptype so x y';
  assert.deepEqual(ice.parseCandidate(line), {
    foundation: '842163049', component: 1, protocol: 'udp', priority: 1677729535, address: '203.0.113.10', port: 9,
    type: 'srflx', tcpType: 'so', relatedAddress: '10.0.0.1', relatedPort: 0, usernameFragment: 'abc',
    extensions: [['generation', '0'], ['ufrag', 'abc'], ['tcptype', 'so'], ['x', 'y']],
  });
});

test('a changed field is written, and an impossible one refused', () => {
  const parsed = ice.parseCandidate('a=candidate:1 1 UDP 5 10.0.0.1 5000 typ host tcptype active ufrag a generation 0');
  const changed = (fields) => ice.formatCandidate({ ...parsed, ...fields });
  assert.equal(changed({ port: 6000, usernameFragment: 'b', tcpType: null }),
    'candidate:1 1 udp 5 10.0.0.1 6000 typ host ufrag b generation 0');
  assert.equal(changed({ relatedAddress: '::', relatedPort: 0 }),
    'candidate:1 1 udp 5 10.0.0.1 5000 typ host raddr :: rport 0 tcptype active ufrag a generation 0');
  assert.throws(() => changed({ port: 70000 }), { code: 'candidate-syntax', field: 'port', token: '70000' });
  assert.throws(() => changed({ address: '10.0.0.1 x' }), { code: 'candidate-syntax' });
  assert.throws(() => changed({ type: 'host extra words' }), { code: 'candidate-syntax', field: 'type' });
  assert.throws(() => changed({ extensions: [['x', 'y z w']] }), { code: 'candidate-syntax', field: 'extensions' });
  assert.throws(() => changed({ port: '6000' }), { code: 'candidate-syntax', field: 'port' });
  assert.throws(() => changed({ extensions: undefined }), { code: 'type-mismatch' });
});

test('what no parsed candidate has is a typed error that says where', () => {
  const parsed = ice.parseCandidate('candidate:1 1 udp 5 10.0.0.1 5000 typ srflx raddr 10.0.0.2 rport 6000');
  for (const [fields, code, field] of [
    [{ extensions: [5] }, 'type-mismatch', 'formatCandidate: candidate.extensions[0]'],
    [{ extensions: [['x', 'y'], ['x']] }, 'type-mismatch', 'formatCandidate: candidate.extensions[1]'],
    [{ extensions: [['x', 'y', 'z']] }, 'type-mismatch', 'formatCandidate: candidate.extensions[0]'],
    [{ extensions: [['x', 5]] }, 'candidate-syntax', 'extensions'],
    [{ extensions: [['x', null]] }, 'candidate-syntax', 'extensions'],
    [{ extensions: [['raddr', '::']], relatedAddress: null }, 'candidate-syntax', 'relatedAddress'],
    [{ extensions: [['tcptype', 'so']], tcpType: undefined }, 'candidate-syntax', 'tcpType'],
    [{ protocol: 'UDP' }, 'candidate-syntax', 'protocol'],
    [{ foundation: undefined }, 'candidate-syntax', 'foundation'],
    [{ usernameFragment: '' }, 'candidate-syntax', 'usernameFragment'],
    [{ relatedPort: NaN }, 'candidate-syntax', 'rport'],
    [{ tcpType: -Infinity }, 'candidate-syntax', 'tcpType'],
    [{ usernameFragment: () => 'a' }, 'candidate-syntax', 'usernameFragment'],
    [{ component: 1n }, 'candidate-syntax', 'component'],
    [{ foundation: Symbol('1') }, 'candidate-syntax', 'foundation'],
    [{ get port() { throw new Error('gone'); } }, 'type-mismatch', 'formatCandidate: candidate'],
  ]) {
    const changed = Object.defineProperties({ ...parsed }, Object.getOwnPropertyDescriptors(fields));
    assert.throws(() => ice.formatCandidate(changed), { name: 'IceguardError', code, field }, Object.keys(fields).join());
  }
  const cycle = { ...parsed };
  cycle.extensions = [['x', cycle]];
  assert.throws(() => ice.formatCandidate(cycle), { name: 'IceguardError', code: 'type-mismatch' });
});

test('the empty string is told apart from a malformed line', () => {
  assert.throws(() => ice.parseCandidate(''), { code: 'end-of-candidates' });
});

test('a value of a wrong type is a typed error', () => {
  for (const value of [undefined, null, 5, {}, Symbol('x')]) {
    assert.throws(() => ice.parseCandidate(value), { name: 'IceguardError', code: 'type-mismatch' });
  }
  assert.throws(() => ice.formatCandidate(null), { code: 'type-mismatch' });
  assert.throws(() => ice.formatCandidate('candidate:1'), { code: 'type-mismatch' });
});

test('a line of a megabyte is read', () => {
  const line = `candidate:1 1 udp 1 10.0.0.1 5 typ host x ${'y'.repeat(1 << 20)}`;
  assert.equal(ice.formatCandidate(ice.parseCandidate(line)), line);
});
