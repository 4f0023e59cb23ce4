// Descriptions: only the lines that can matter are looked at in Go. JavaScript
// finds them ten times as fast as WebAssembly would.

import { Call, type Border } from './border.js';

const enum Char {
  LF = 10,
  CR = 13,
  Colon = 58,
  A = 97,
  C = 99,
  M = 109,
  R = 114,
}

type Told = (candidate: string, rule: number, mid: string | null) => void;

/**
 * Filters by the function of jsbridge/data.go given, with `id` and `argument`,
 * and tells of each candidate that is dropped, with the number of the rule and
 * the mid. Gives the same text when nothing changes.
 */
export function filterLines(border: Border, f: Call, id: number, argument: number, sdp: string, told?: Told): string {
  const bounds = linesThatMatter(sdp);
  if (!bounds.length) return sdp;
  let lines = sdp;
  let sent = bounds;
  if (bounds.length < MANY) {
    lines = '';
    sent = bounds.map((bound, i) => (i % 2 ? (lines += sdp.slice(bounds[i - 1], bound)) : lines).length);
  }
  const changes = border.call(f, id, argument + sent.length * 2, lines, 0, sent);
  if (changes === 0) return sdp;
  const numbers = border.numbers(3 * changes);
  const texts = border.output().split('\n');
  /** A line without its first letters and its end. */
  const line = (n: number, letters: string) => sdp.slice(bounds[2 * n]! + letters.length, textEnd(sdp, bounds[2 * n + 1]!));
  let midLine = -1;
  let midText: string | null = null;
  let out = '';
  let done = 0;
  let used = 0;
  for (let i = 0; i < numbers.length; i += 3) {
    const n = numbers[i]!;
    const rule = numbers[i + 1]!;
    const mid = numbers[i + 2]!;
    out += sdp.slice(done, bounds[2 * n]);
    done = bounds[2 * n + 1]!;
    if (rule < 0) {
      out += texts[used++];
      done = textEnd(sdp, done);
    } else if (told) {
      if (mid !== midLine) {
        midLine = mid;
        midText = mid < 0 ? null : line(mid, 'a=mid:') || null;
      }
      told(line(n, 'a='), rule, midText);
    }
  }
  return out + sdp.slice(done);
}

/** Where the text of a line ends whose line end ends there. */
function textEnd(sdp: string, end: number): number {
  if (sdp.charCodeAt(end - 1) === Char.LF) end--;
  return sdp.charCodeAt(end - 1) === Char.CR ? end - 1 : end;
}

/**
 * Where the lines that ice/sdp looks at start and end. Under BUNDLE most
 * sections have none that matter, neither a candidate nor an address but
 * 0.0.0.0, and are passed over.
 */
function linesThatMatter(sdp: string): number[] {
  const bounds: number[] = [];
  const sectionEnd = (at: number) => sdp.indexOf('\nm=', at) + 1 || sdp.length;
  let done = 0;
  let candidate = -1;
  let address = -1;
  for (;;) {
    if (candidate < done) candidate = nextCandidate(sdp, done);
    if (address < done) address = nextAddress(sdp, done);
    const next = Math.min(candidate, address);
    if (next === Infinity) return bounds;
    let at = done;
    done = sectionEnd(at);
    if (next >= done) {
      at = sdp.lastIndexOf('\nm=', next) + 1;
      done = sectionEnd(next);
    }
    // An address of the session's is that of all sections; and many sections are gone through faster in one go.
    if ((next === address && at === 0) || bounds.length > MANY) done = sdp.length;
    for (let end; at < done; at = end) {
      end = sdp.indexOf('\n', at) + 1 || sdp.length;
      if (matters(sdp, at)) bounds.push(at, end);
    }
  }
}

const MANY = 50;

/** Looks for the beginning of a line faster than indexOf does. */
const candidateLine = /^a=candidate:/gm;

function nextCandidate(sdp: string, from: number): number {
  candidateLine.lastIndex = from;
  return candidateLine.exec(sdp)?.index ?? Infinity;
}

/** The next c= or a=rtcp line with an address that is one. */
function nextAddress(sdp: string, from: number): number {
  for (let at = from; (at = sdp.indexOf('IN IP', at) + 1); ) {
    const line = sdp.lastIndexOf('\n', at) + 1;
    if (line >= from && matters(sdp, line) && !sdp.startsWith('4 0.0.0.0', at + 4)) return line;
  }
  return Infinity;
}

/** Those that begin with m=, c=, a=candidate:, a=mid: or a=rtcp:, told by few of their letters. */
function matters(sdp: string, at: number): boolean {
  const letter = sdp.charCodeAt(at);
  if (letter !== Char.A) return letter === Char.M || letter === Char.C;
  const third = sdp.charCodeAt(at + 2);
  return sdp.charCodeAt(at + (third === Char.C ? 11 : third === Char.M ? 5 : third === Char.R ? 6 : 1)) === Char.Colon;
}
