// The ICE part of a stats report, in a form that crosses at once.

import { Call, SEPARATOR, type Border } from './border.js';

const RECORD = '\x1e';

/** The kind of record for an entry or event of some type, and the members of one, in the order in which Go reads them. */
export type Kinds = Partial<Record<string, [kind: string, members: string[]]>>;

/** Has Go say them. */
export function kindsOf(border: Border): Kinds {
  border.call(Call.Members, 0);
  return JSON.parse(border.output()) as Kinds;
}

type Entry = Record<string, unknown>;

/** The entries that name the selected pair of a report and describe it. */
export type Selected = [transport: Entry, pair: Entry, local: Entry, remote: Entry];

/**
 * All ICE entries of a report as a text, so that one crossing does and costs
 * the same with any number of media streams, and what is selected: undefined
 * when no transport says so, or there are several.
 */
export function digest(kinds: Kinds, report: RTCStatsReport): [text: string, selected: Selected | undefined] {
  let out = '';
  let timestamp: unknown;
  const transports: Entry[] = [];
  report.forEach((entry: Entry) => {
    const kind = kinds[entry.type as string];
    if (!kind) return;
    timestamp ??= entry.timestamp;
    if (entry.type === 'transport') transports.push(entry);
    out += kind[0] + SEPARATOR;
    for (const name of kind[1]) out += text(entry[name] ?? (name === 'address' ? entry.ip : undefined)) + SEPARATOR;
    out += RECORD;
  });
  return [`s${SEPARATOR}${text(timestamp)}${SEPARATOR}${RECORD}${out}`, transports.length === 1 ? selectedBy(transports[0]!, report) : undefined];
}

/** Of a text, a number or a boolean; nothing of anything else. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value.replace(/[\x1e\x1f]/g, '');
  return typeof value === 'boolean' || Number.isFinite(value) ? String(Number(value)) : '';
}

function selectedBy(t: Entry, report: RTCStatsReport): Selected | undefined {
  const p = report.get?.(t.selectedCandidatePairId as string) as Entry | undefined;
  const ends = [p?.localCandidateId, p?.remoteCandidateId].map((id) => report.get(id as string) as Entry | undefined);
  return p && ends[0] && ends[1] && [t, p, ends[0], ends[1]];
}

/** The numbers of a later report when nothing else is new in what was selected: no scan of the report is needed then. */
export function refresh(kinds: Kinds, report: RTCStatsReport, before: Selected): number[] | undefined {
  const numbers = [report.get(before[0].id as string)?.timestamp];
  const same = before.every((old, i) => {
    const entry = report.get(old.id as string) as Entry | undefined;
    return entry && kinds[old.type as string]?.[1].every((name) => {
      const value = entry[name];
      if (i > 1) return value === old[name]; // candidates stay as they are
      const isNumber = typeof value === 'number';
      numbers.push(isNumber ? value : NaN);
      return isNumber ? typeof old[name] === 'number' : value === old[name];
    });
  });
  return same ? numbers : undefined;
}
