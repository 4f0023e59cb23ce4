import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from '../../dist/iceguard.js';

const ice = await load();
const HOST = 'a=candidate:1 1 udp 2122252543 192.168.1.7 50000 typ host';
const SRFLX = 'a=candidate:2 1 udp 1677729535 203.0.113.9 50000 typ srflx raddr 192.168.1.7 rport 50000';
const MASKED = SRFLX.replace('192.168.1.7', '0.0.0.0').replace('rport 50000', 'rport 0');

const filter = (sdp) => ice.filterDescription({ type: 'offer', sdp }, 'no-host', 'local');
const line = (text) => text.slice('a='.length);

test('what is not a candidate stays to the byte, whatever stands in it', () => {
  for (const end of ['\r\n', '\n']) {
    for (const other of ['a=x-title:Grüße 😀 \u2028', 'i=\x00\x1f\x1e', 'a=candidat:e', 'a=mid', 'm', 'c', 'a=', '', 'a=cname:x', ' a=candidate:1']) {
      const text = (...candidates) => ['v=0', other, 'm=audio 9 é x 0', 'a=mid:mitte\x1f😀', other, ...candidates, other, other].join(end);
      const { description, dropped } = filter(text(HOST, SRFLX));
      assert.equal(description.sdp, text(MASKED));
      assert.deepEqual(dropped, [{ candidate: line(HOST), rule: 1, mid: 'mitte\x1f😀' }]);
    }
  }
});

test('a candidate may be the last line, with its line end or without', () => {
  assert.equal(filter(`v=0\r\n${SRFLX}`).description.sdp, `v=0\r\n${MASKED}`);
  assert.equal(filter(`v=0\r\n${HOST}`).description.sdp, 'v=0\r\n');
  assert.equal(filter(`${HOST}\r\n`).description.sdp, '');
  assert.equal(filter(`${HOST}`).description.sdp, '');
});

test('a default destination that a dropped candidate had goes with it, beside text that is not ASCII', () => {
  const { description } = filter(`v=0\r\nm=audio 50000 é x 0\r\nc=IN IP4 192.168.1.7\r\na=rtcp:50000 IN IP4 192.168.1.7\r\n${HOST}\r\n${SRFLX}\r\n`);
  assert.equal(description.sdp, `v=0\r\nm=audio 50000 é x 0\r\nc=IN IP4 203.0.113.9\r\na=rtcp:9 IN IP4 0.0.0.0\r\n${MASKED}\r\n`);
});

test('the mid of a candidate is that of its own section, also when it comes after', () => {
  const { dropped } = filter(['v=0', HOST, 'm=audio 9 x 0', HOST, 'a=mid:a', 'm=video 9 x 0', HOST, 'a=mid:', 'm=x 9 x 0', HOST].join('\r\n'));
  assert.deepEqual(dropped.map(({ mid }) => mid), [null, 'a', null, null]);
});

test('a description that names no address is the same object', () => {
  const description = { type: 'offer', sdp: 'v=0\r\nm=audio 9 x 0\r\nc=IN IP4 0.0.0.0\r\n' };
  assert.equal(ice.filterDescription(description, 'no-host', 'local').description, description);
});

test('an address that no candidate line has is shown only if any candidate at it may be', () => {
  const sdp = 'v=0\r\nm=audio 50000 x 0\r\nc=IN IP4 192.168.1.7\r\n';
  const shown = (policy, direction) => ice.filterDescription({ type: 'offer', sdp }, policy, direction);
  const hidden = 'v=0\r\nm=audio 9 x 0\r\nc=IN IP4 0.0.0.0\r\n';
  assert.deepEqual(shown('no-host', 'local'), { description: { type: 'offer', sdp: hidden }, dropped: [] });
  assert.equal(shown('no-private', 'remote').description.sdp, hidden);
  assert.equal(shown('ipv4-only', 'local').description.sdp, sdp);
});

test('ten megabytes are filtered, and what is small after them is too', () => {
  const section = `m=audio 9 x 0\r\na=mid:0\r\n${'a=x:y\r\n'.repeat(20)}${HOST}\r\n${SRFLX}\r\n`;
  const sections = Math.ceil(10e6 / section.length);
  for (const title of ['', 'ü']) {
    const { description, dropped } = filter(`v=0\r\ni=${title}\r\n${section.repeat(sections)}`);
    assert.equal(description.sdp, `v=0\r\ni=${title}\r\n${section.replace(`${HOST}\r\n`, '').replace(SRFLX, MASKED).repeat(sections)}`);
    assert.equal(dropped.length, sections);
    assert.equal(ice.parseCandidate(line(HOST)).port, 50000);
    assert.equal(filter(`v=0\r\n${HOST}\r\n`).dropped.length, 1);
  }
});
