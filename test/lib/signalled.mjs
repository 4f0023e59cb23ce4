// What an application has signalled: which candidates are in it, and which addresses.
import { isIP } from 'node:net';

/**
 * @typedef {object} Candidate
 * @property {string} kind type, protocol and family: "host udp 4", "relay udp 4"
 * @property {string} type host, srflx, prflx or relay
 * @property {string} address
 * @property {number} port
 * @property {string} [relatedAddress]
 * @property {number} relatedPort NaN without one
 */

/** All strings in a message, in whatever it is wrapped. @param {unknown} message @returns {string[]} */
function strings(message) {
  if (typeof message === 'string') return [message];
  return message && typeof message === 'object' ? Object.values(message).flatMap(strings) : [];
}

/** The lines of all that was signalled. @param {unknown} signalled */
const lines = (signalled) => strings(signalled).flatMap((text) => text.split(/\r?\n/));

/**
 * The candidates in it, each once: one may be told both in a description and by itself.
 * @param {unknown} signalled @returns {Candidate[]}
 */
export function candidates(signalled) {
  const found = new Map();
  for (const line of lines(signalled)) {
    const [, protocol, address, port, type, rest] = /candidate:\S+ \d+ (\w+) \d+ (\S+) (\d+) typ (\w+)(.*)/.exec(line) ?? [];
    if (type === undefined) continue;
    const kind = `${type} ${protocol.toLowerCase()} ${isIP(address)}`;
    const [, relatedAddress, relatedPort] = / raddr (\S+) rport (\d+)/.exec(rest) ?? [];
    found.set(`${kind} ${address} ${port}`, { kind, type, address, port: Number(port), relatedAddress, relatedPort: Number(relatedPort) });
  }
  return [...found.values()];
}

/** How many of each kind. @param {unknown} signalled @returns {Record<string, number>} */
export function count(signalled) {
  const counts = {};
  for (const { kind } of candidates(signalled).sort((x, y) => x.kind.localeCompare(y.kind))) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Says nothing: no address, a discarded port, what browsers write into the o= line. */
const NOTHING = ['0.0.0.0', '::'];
const NO_PORT = [0, 9];
const ORIGIN = /^o=.* IN IP[46] (127\.0\.0\.1|::1|0\.0\.0\.0)$/;

/**
 * What stands in it and is no relay's: candidates of other types, and addresses and ports wherever they are. The relay may
 * have the address of this very machine, so its ports count too.
 * @param {unknown} signalled
 */
export function notRelayed(signalled) {
  const all = candidates(signalled);
  const relays = all.filter((c) => c.type === 'relay');
  const addresses = new Set([...NOTHING, ...relays.map((c) => c.address)]);
  const ports = new Set([...NO_PORT, ...relays.map((c) => c.port)]);
  const found = all.filter((c) => c.type !== 'relay').map((c) => `candidate ${c.kind} ${c.address} ${c.port}`);
  for (const c of relays) {
    if (c.relatedAddress && !(addresses.has(c.relatedAddress) && ports.has(c.relatedPort))) found.push(`related ${c.relatedAddress} ${c.relatedPort}`);
  }
  for (const line of lines(signalled)) {
    if (ORIGIN.test(line)) continue;
    for (const word of line.split(/[\s"',;=[\]]+/)) {
      if ((isIP(word) || word.endsWith('.local')) && !addresses.has(word)) found.push(`${word} in ${line}`);
    }
    const port = /^(?:m=\w+|a=rtcp:) ?(\d+)/.exec(line)?.[1];
    if (port !== undefined && !ports.has(Number(port))) found.push(`port ${port} in ${line}`);
  }
  return found;
}

/**
 * The names of a description's lines, without its candidates: those that differ between two descriptions of one shape.
 * @param {string} sdp
 */
export const outline = (sdp) => sdp.split(/\r?\n/).filter((line) => !/^a=(candidate|end-of-candidates)/.test(line))
  .map((line) => /^(a=[\w-]+|m=\w+|\w=|$)/.exec(line)?.[0] ?? line);
