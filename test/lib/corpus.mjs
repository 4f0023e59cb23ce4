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
