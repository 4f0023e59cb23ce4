// A description of 50 sections, filtered: beside sdp-transform, npm sdp and a regular expression that do the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import SDP from 'sdp';
import transform from 'sdp-transform';

import { load } from '../../dist/iceguard.js';
import { policy } from './candidates.mjs';
import { print, race, rowsOf } from './race.mjs';
import { filter as filterByRegExp } from './regexp-filter.mjs';

const SECTIONS = 50;
const VARIANTS = 16;

/** Of Chromium 156 with a relay, and one by TCP as Firefox 153 writes it; the ports are P, the foundations begin with F. */
const candidates = [
  'a=candidate:F1325771415 1 udp 2113937151 10.0.1.2 P typ host generation 0 network-cost 999',
  'a=candidate:F3 1 TCP 2105458943 10.0.1.2 9 typ host tcptype active',
  'a=candidate:F2943321167 1 udp 1677729535 203.0.113.10 P typ srflx raddr 10.0.1.2 rport P generation 0 network-cost 999',
  'a=candidate:F2845002330 1 udp 50339839 203.0.113.1 P typ relay raddr 203.0.113.10 rport P generation 0 network-cost 999',
];

const offer = readFileSync(new URL('testdata/chromium-156-offer.sdp', import.meta.url), 'utf8');
const [head, ...sections] = offer.split(/^(?=m=)/m);

/**
 * A description as Chromium writes it when it has gathered, with a relay as the default destination.
 * @param {number} variant @param {boolean} bundled candidates in the first section only, as with bundlePolicy max-bundle
 */
function description(variant, bundled) {
  const text = Array.from({ length: SECTIONS }, (_, i) => section(i, variant, !bundled || i === 0));
  return head.replace('BUNDLE 0 1', `BUNDLE ${text.map((_, i) => i).join(' ')}`) + text.join('');
}

function section(i, variant, gathered) {
  const port = 10000 + 1000 * variant + i;
  const lines = gathered ? candidates.map((line) => `${line.replace('F', variant + 1).replaceAll(/ P(?= |$)/g, ` ${port}`)}\r\n`) : [];
  return sections[i % sections.length]
    .replace(/^(m=\w+) \d+/, `$1 ${gathered ? port : 9}`)
    .replace(/^c=.*/m, `c=IN IP4 ${gathered ? '203.0.113.1' : '0.0.0.0'}`)
    .replace(/(?:^a=candidate:.*\r\n)+/m, lines.join(''))
    .replace(/^a=mid:.*/m, `a=mid:${i}`)
    .replaceAll(/^(a=ssrc:)\d/gm, `$1${variant + 1}`);
}

/** Both kinds, each in variants. */
export const inputs = Object.fromEntries([['every section with candidates of its own', false], ['bundled', true]].map(
  ([kind, bundled]) => [kind, Array.from({ length: VARIANTS }, (_, variant) => description(variant, bundled))],
));

const isPrivate = (address) => /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)\d/.test(address);
const dropped = (type, protocol, address) => protocol.toLowerCase() === 'tcp' || (type === 'host' && isPrivate(address));

/** With npm sdp: the lines that stay are written as they came. */
function filterWithSDP(sdp) {
  const kept = [];
  for (const line of SDP.splitLines(sdp)) {
    if (!line.startsWith('a=candidate:')) {
      kept.push(line);
      continue;
    }
    const c = SDP.parseCandidate(line);
    if (dropped(c.type, c.protocol, c.address)) continue;
    const masked = c.relatedAddress && isPrivate(c.relatedAddress);
    kept.push(masked ? line.replace(` raddr ${c.relatedAddress} rport ${c.relatedPort}`, ' raddr 0.0.0.0 rport 0') : line);
  }
  return kept.join('\r\n') + '\r\n';
}

/** With sdp-transform, which writes all lines anew in an order of its own. */
function filterWithTransform(sdp) {
  const parsed = transform.parse(sdp);
  for (const media of parsed.media) {
    if (!media.candidates) continue;
    media.candidates = media.candidates.filter((c) => !dropped(c.type, c.transport, c.ip));
    for (const c of media.candidates) {
      if (c.raddr && isPrivate(c.raddr)) Object.assign(c, { raddr: '0.0.0.0', rport: 0 });
    }
  }
  return transform.write(parsed);
}

/** @returns {Promise<{name: string, filter: (sdp: string) => string, wanted?: number}[]>} ours is the first */
export async function filters() {
  const ice = await load();
  const compiled = ice.policy(policy);
  return [
    { name: 'iceguard: filterDescription', filter: (sdp) => ice.filterDescription({ type: 'offer', sdp }, compiled, 'local').description.sdp },
    { name: 'sdp-transform: parse, drop, write', filter: filterWithTransform, wanted: 10 },
    { name: 'a filter on sdp', filter: filterWithSDP, wanted: 2 },
    { name: 'a regular expression', filter: filterByRegExp, wanted: 1 },
  ];
}

/** Throws when the filters do not make the same of a description. @returns {string} what they make of it */
export function same(all, text) {
  const [ours, written, ...others] = all.map(({ filter }) => filter(text));
  for (const other of others) sameLines(other, ours);
  sameLines(transform.write(transform.parse(ours)), written); // sdp-transform writes lines in an order of its own
  return ours;
}

/** Line by line: assert.equal of texts of this size takes minutes to say how they differ. */
function sameLines(seen, wanted) {
  const [a, b] = [seen, wanted].map((text) => text.split('\r\n'));
  for (let i = 0; i < Math.max(a.length, b.length); i++) assert.equal(a[i], b[i], `line ${i + 1}: ${a[i]} in place of ${b[i]}`);
}

export async function run() {
  const all = await filters();
  for (const [kind, texts] of Object.entries(inputs)) {
    same(all, texts[0]);
    const contestants = all.map(({ name, filter, wanted }) => ({ name, wanted, turn: () => texts.forEach((text) => filter(text)) }));
    const size = Math.round(texts[0].length / 1024);
    const times = await race(contestants, texts.length, { rounds: 9 });
    print(`a description of ${SECTIONS} sections, ${kind}: ${size} KiB, ${texts.length} distinct ones in turn`, rowsOf(contestants, times));
  }
}
