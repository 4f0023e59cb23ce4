// The corpus that the native core and the WebAssembly module are held against each other on.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './root.mjs';

/** @param {string} name @returns {string[][]} the columns of each line that is no comment */
export function table(name) {
  const text = readFileSync(join(root, 'ice/candidate/testdata', name), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
}

/** Lines that are valid, with who wrote them. */
export const valid = () => table('valid.tsv').map(([source, line]) => ({ source, line }));

/** Lines that are not, with what is wrong where. */
export const malformed = () =>
  table('malformed.tsv').map(([offset, field, token, line]) => ({ offset: Number(offset), field, token, line }));

/** Every session description in the recorded sessions. */
export function descriptions() {
  const dir = join(root, 'ice/session/testdata/captures');
  const found = new Set();
  const walk = (value) => {
    if (typeof value === 'string' && value.startsWith('v=0')) found.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  for (const file of readdirSync(dir)) {
    if (file.endsWith('.json')) walk(JSON.parse(readFileSync(join(dir, file), 'utf8')));
  }
  return [...found];
}

export const presets = [
  'all', 'relay-only', 'no-host', 'public-only', 'no-private', 'udp-only', 'tcp-only', 'ipv4-only', 'ipv6-only', 'no-mdns',
  'no-loopback',
];

/** Policies that use every match of the language, and some that cannot be read. */
export const policies = [
  ...presets,
  '',
  'local drop type host prflx; remote keep transport udp family ipv4; default drop',
  'drop tcptype active passive\nkeep family mdns fqdn\ndrop net 10.0.0.0/8 203.0.113.0/24 fd00::/8 # comment\nkeep',
  'limit 1 type host\r\nlimit 1 type srflx\r\nkeep',
  'drop port 1-1023 9; drop not scope public private; keep not network-id 3',
  'drop relay-protocol tcp tls; drop server turn:*; keep mid 0; default drop',
  'drop type hots', 'default drop\nkeep', 'local', 'keep net 10.0.0.0/33', 'limit x', 'drop not', 'nothing',
];

/**
 * Descriptions put together at random, the same ones for the same seed: sections with candidates and without, default
 * destinations of every kind in odd places, lines that look like those that count, text outside ASCII.
 * @param {number} count @param {number} seed
 */
export function madeUpDescriptions(count, seed) {
  const random = (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const of = (...list) => list[random(list.length)];
  const address = () => of('0.0.0.0', '10.0.0.1', '192.168.1.7', '203.0.113.9', 'fd00::1', 'fd00:0:0::1', '2001:db8::9', 'host.example', '::');
  const connection = () => {
    const a = address();
    return `IN IP${a.includes(':') ? 6 : 4} ${a}`;
  };
  const candidate = () => {
    const [type, related] = of(['host', ''], ['srflx', ` raddr ${address()} rport ${of(0, 9, 50000)}`], ['relay', ' raddr 203.0.113.9 rport 50000']);
    const tail = of('', ' generation 0 ufrag abc', ' tcptype active', ' broken', ' generation 0 network-id 1');
    return `a=candidate:${random(9)} 1 ${of('udp', 'UDP', 'tcp')} ${random(1e9)} ${address()} ${of(9, 50000, 50001)} typ ${type}${related}${tail}`;
  };
  const line = () => of(
    candidate, candidate, candidate,
    () => `c=${connection()}`, () => `a=rtcp:${of(9, 50000, 50001)}`, () => `a=rtcp:${of(9, 50000)} ${connection()}`,
    () => `a=mid:${of('0', 'a', 'é')}`, () => `a=rtcp-fb:96 ${of('nack', 'IN IP4 10.0.0.1')}`, () => 'a=ice-ufrag:abc', () => `i=${of('IN IP4 10.0.0.1', 'Grüße')}`,
    () => of('a=candidate', 'c', 'm', 'a=msid:x', 'a=mid', 'b=AS:1', '', `a=x\r${candidate()}`, `s=x\rc=${connection()}`),
  )();
  const lines = (most) => Array.from({ length: random(most) }, line);
  return Array.from({ length: count }, () => {
    const sections = Array.from({ length: random(6) }, () => [
      `m=${of('audio', 'video')} ${of(0, 9, 50000, 50001)} UDP/TLS/RTP/SAVPF ${of('96', '96 é')}`,
      ...(random(4) ? [`c=${of(connection(), 'IN IP4 0.0.0.0')}`] : []),
      ...(random(2) ? lines(8) : ['a=mid:x', 'a=sendrecv']),
    ]);
    const end = of('\r\n', '\r\n', '\n');
    return ['v=0', `o=- 1 2 ${connection()}`, ...lines(random(3)), ...sections.flat()].join(end) + of(end, end, '');
  });
}
