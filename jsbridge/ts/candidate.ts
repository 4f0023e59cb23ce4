import { Call, type Border } from './border.js';
import { IceguardError, typeMismatch } from './errors.js';
import type { CandidateLike, ParsedCandidate } from './types.js';

/** The table that Call.Parse fills, in the order of jsbridge/data.go. Texts are start and end in the line. */
const enum Table {
  Foundation = 0,
  Transport = 2,
  Address = 4,
  Type = 6,
  RelatedAddress = 8,
  TCPType = 10,
  UsernameFragment = 12,
  Tail = 14,
  Component = 16,
  Priority,
  Port,
  RelatedPort,
  Size,
}

/** The line a parsed candidate came from, so that formatting gives it back to the letter. Not enumerable. */
const line = Symbol('iceguard.line');

type WithLine = ParsedCandidate & { [line]?: string };

export function parseCandidate(border: Border, text: string): ParsedCandidate {
  if (typeof text !== 'string') throw typeMismatch('parseCandidate: line', 'a string', text);
  border.call(Call.Parse, 0, 0, text);
  const n = border.numbers(Table.Size);
  const part = (at: number) => (n[at]! < 0 ? null : text.slice(n[at], n[at + 1]));
  const relatedPort = n[Table.RelatedPort]!;
  const parsed: ParsedCandidate = {
    foundation: part(Table.Foundation)!,
    component: n[Table.Component]!,
    protocol: part(Table.Transport)!.toLowerCase(),
    priority: n[Table.Priority]! >>> 0,
    address: part(Table.Address)!,
    port: n[Table.Port]!,
    type: part(Table.Type)!,
    tcpType: part(Table.TCPType),
    relatedAddress: part(Table.RelatedAddress),
    relatedPort: relatedPort < 0 ? null : relatedPort,
    usernameFragment: part(Table.UsernameFragment),
    extensions: extensions(part(Table.Tail)),
  };
  return Object.defineProperty(parsed, line, { value: text });
}

/** The pairs of a tail, without the first raddr and rport. */
function extensions(tail: string | null): [string, string][] {
  const pairs: [string, string][] = [];
  const words = tail?.split(' ') ?? [];
  const related = new Set(['raddr', 'rport']);
  for (let i = 0; i + 1 < words.length; i += 2) {
    if (!related.delete(words[i]!)) pairs.push([words[i]!, words[i + 1]!]);
  }
  return pairs;
}

export function formatCandidate(border: Border, c: ParsedCandidate): string {
  if (typeof c !== 'object' || c === null) throw typeMismatch('formatCandidate: candidate', 'an object', c);
  if (!Array.isArray(c.extensions)) throw typeMismatch('formatCandidate: candidate.extensions', 'an array', c.extensions);
  const extensions = pairs(c);
  const related = [['raddr', c.relatedAddress], ['rport', c.relatedPort]].filter(([, value]) => value !== null);
  // `candidate:`, lower case, single spaces.
  const words = [`candidate:${c.foundation}`, c.component, c.protocol, c.priority, c.address, c.port, 'typ', c.type, ...related, ...extensions];
  const normal = words.flat().join(' ');
  const read = parseCandidate(border, normal);
  // What was written must read back as what was meant: a space in a field would begin the next one.
  for (const [field, value] of Object.entries(read)) {
    const meant = JSON.stringify(field === 'extensions' ? extensions : c[field as keyof ParsedCandidate]);
    if (JSON.stringify(value) !== meant) throw new IceguardError('candidate-syntax', `formatCandidate: ${field}: ${meant} cannot be written`, { field });
  }
  const original = (c as WithLine)[line];
  return original !== undefined && JSON.stringify(parseCandidate(border, original)) === JSON.stringify(read) ? original : normal;
}

/** The extensions; tcptype and ufrag keep their place and take the value of their field. */
function pairs(c: ParsedCandidate): [string, string][] {
  const own = new Map([['tcptype', c.tcpType], ['ufrag', c.usernameFragment]]);
  const out: [string, string][] = [];
  for (const [name, value] of c.extensions) {
    const field = value === '' ? undefined : own.get(name); // an empty ufrag is an extension like any other
    if (field !== undefined) own.delete(name);
    if (field !== null) out.push([name, field ?? value]);
  }
  for (const [name, value] of own) {
    if (value !== null) out.push([name, value]);
  }
  return out;
}

/** The line of a candidate in any form. */
export function lineOf(border: Border, c: CandidateLike, where: string): string {
  if (typeof c === 'string') return c;
  if (typeof c !== 'object' || c === null) throw typeMismatch(`${where}: candidate`, 'a line or a candidate', c);
  if ('foundation' in c && 'extensions' in c) return formatCandidate(border, c);
  const { candidate = '' } = c as RTCIceCandidateInit;
  if (typeof candidate !== 'string') throw typeMismatch(`${where}: candidate.candidate`, 'a string', candidate);
  return candidate;
}
