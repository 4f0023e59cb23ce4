// Policies and, written a second time and by hand, what each forbids of the
// local candidates: a check that shares nothing with the module.

/** A candidate line taken apart, as far as the policies here look at it. */
export function parse(line) {
  const [, transport, address, port, type, rest] = /^candidate:\S+ \d+ (\S+) \d+ (\S+) (\d+) typ (\S+)(.*)$/.exec(line);
  const tcp = /(?:^| )tcptype (\S+)/.exec(rest);
  return { line, transport: transport.toLowerCase(), address, port: Number(port), type, tcpType: tcp?.[1] ?? null };
}

const isIPv4 = ({ address }) => /^\d+\.\d+\.\d+\.\d+$/.test(address);
const isIPv6 = ({ address }) => address.includes(':');
const isName = (c) => !isIPv4(c) && !isIPv6(c);
const isPrivate = (c) => isName(c) || /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|127\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab]|::1$)/i.test(c.address);

/** Text, and whether a candidate is forbidden. */
export const policies = [
  ['relay-only', (c) => c.type !== 'relay'],
  ['no-host', (c) => c.type === 'host'],
  ['no-private', (c) => isPrivate(c) && !isName(c)],
  ['udp-only', (c) => c.transport !== 'udp'],
  ['ipv4-only', (c) => isIPv6(c)],
  ['ipv6-only', (c) => isIPv4(c)],
  ['no-mdns', (c) => /\.local$/i.test(c.address)],
  ['local drop type host srflx', (c) => ['host', 'srflx'].includes(c.type)],
  ['local keep transport tcp; local drop not type relay', (c) => c.transport !== 'tcp' && c.type !== 'relay'],
  ['local drop family ipv6; local drop tcptype active', (c) => isIPv6(c) || c.tcpType === 'active'],
  ['local drop net 10.0.0.0/8 fd00::/8 192.168.0.0/16 172.16.0.0/12', (c) => !isName(c) && /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|fd)/i.test(c.address)],
  ['remote drop type host; local drop port 1024-32767', (c) => c.port >= 1024 && c.port <= 32767],
  ['local drop mid 0', null], // the mid stands beside the line: see forbids
  ['local drop', () => true],
  ['default drop', () => true],
  ['all', () => false],
];

/**
 * Whether a policy of the list forbids what the engine gathered. One that drops
 * anything holds back what is no candidate either: after a rollback Chromium
 * tells some of component 0 (RFC 8839 section 5.1 has 1 to 256).
 * @param {[string, Function | null]} policy @param {{candidate: string, sdpMid: string}} raw
 */
export function forbids([text, forbidden], { candidate, sdpMid }) {
  if (/^candidate:\S+ 0 /.test(candidate)) return text !== 'all';
  return forbidden ? forbidden(parse(candidate)) : sdpMid === '0';
}
