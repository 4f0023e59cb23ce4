// Looks for forbidden addresses in all that an application could send.

import { parse } from './policies.js';

/** Everything that can be read of a value, as text; for objects of the engine too. */
export function dump(value, depth = 4) {
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? '' : `${String(value)}\n`;
  if (depth === 0) return '';
  let text = '';
  if (typeof value.toJSON === 'function') text += `${JSON.stringify(value)}\n`;
  if (typeof value.values === 'function') for (const entry of value.values()) text += dump(entry, depth - 1);
  const flat = [];
  for (const name in value) {
    if (/target$|^(srcElement|view|path)$/i.test(name) || /^[A-Z_]+$/.test(name)) continue; // the connection itself, and constants
    const member = value[name];
    if (member !== null && typeof member === 'object') text += dump(member, depth - 1);
    else if (typeof member !== 'function') flat.push(String(member));
  }
  return `${text}${flat.join(' ')}\n`; // one object a line
}

/**
 * What of the forbidden candidates stands in a text: an address that no allowed
 * candidate has, or an address and a port of one candidate in one line.
 * Where a server is, which may be this machine, is no secret.
 * @param {string[]} forbidden @param {string[]} allowed lines as gathered @param {string} text
 */
export function leaks(forbidden, allowed, text) {
  const lines = [...text.replace(/(?:stun|turns?):\S+/g, '').split('\n'), ...defaults(text)];
  const found = new Map();
  const find = (what, test) => {
    const line = found.has(what) ? undefined : lines.find(test);
    if (line !== undefined) found.set(what, `${what} in ${line.slice(0, 200)}`);
  };
  for (const { address, tuple, c } of secrets(forbidden, allowed)) {
    if (address) find(c.address, (line) => line.includes(c.address));
    if (!tuple) continue;
    const [ip, port] = [c.address, c.port].map((part) => new RegExp(`(?<![\\d.:a-f])${String(part).replaceAll('.', '\\.')}(?![\\d.:])`, 'i'));
    find(`${c.address} ${c.port}`, (line) => ip.test(line) && port.test(line) && together(line, c));
  }
  return [...found.values()];
}

/** What of each forbidden candidate no allowed one has: its address, or both address and port. */
export function secrets(forbidden, allowed) {
  const tupleOf = ({ address, port }) => `${address} ${port}`;
  const known = allowed.map(parse);
  const [addresses, tuples] = [new Set(known.map((c) => c.address)), new Set(known.map(tupleOf))];
  return forbidden.map(parse).map((c) => ({ c, address: !addresses.has(c.address), tuple: !tuples.has(tupleOf(c)) && c.port >= 1024 })) // ports 0 and 9 mean none
    .filter(({ address, tuple }) => address || tuple);
}

/** The default candidate of each section: its address stands in one line, its port in another. */
function defaults(text) {
  return [...text.matchAll(/^m=\S+ (\d+)(?:(?!^m=)[^])*?^c=IN IP\d (\S+)/gm)].map(([, port, address]) => `default ${address} ${port}`);
}

/** In SDP text and candidate lines the two stand side by side; elsewhere anywhere in one object. */
function together(line, { address, port }) {
  if (!line.includes('candidate:') && !line.includes('IN IP')) return true;
  return new RegExp(`${address.replaceAll('.', '\\.')} (?:rport )?${port}(?!\\d)`).test(line);
}
