import { Call, SEPARATOR, json, type Border } from './border.js';
import { typeMismatch } from './errors.js';
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
  border.call(Call.Format, 0, 0, ((c as WithLine | null)?.[line] ?? '') + SEPARATOR + json(c));
  return border.output();
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
