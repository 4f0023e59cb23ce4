import type { ErrorCode } from './types.js';

/** Where bad input is wrong. */
export interface ErrorPlace {
  /** Of a policy, from 1. */
  line?: number;
  /** Of a policy, from 1, in code points. */
  column?: number;
  /** Of a candidate line, from 0, in UTF-16 units. */
  offset?: number;
  /** What stands there; empty when something is missing. */
  token?: string;
  /** The part of a candidate that is wrong, or the name of a wrong option or argument. */
  field?: string;
}

/** Every error of this package; `code` is stable, `message` is for people. */
export class IceguardError extends Error implements ErrorPlace {
  override readonly name = 'IceguardError';
  readonly code: ErrorCode;
  readonly line?: number;
  readonly column?: number;
  readonly offset?: number;
  readonly token?: string;
  readonly field?: string;

  constructor(code: ErrorCode, message: string, place: ErrorPlace = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    Object.assign(this, place);
  }
}

/** The error for a value of a wrong type. */
export function typeMismatch(where: string, expected: string, value: unknown): IceguardError {
  const actual = value === null ? 'null' : typeof value;
  return new IceguardError('type-mismatch', `${where}: expected ${expected}, got ${actual}`, { field: where });
}

/** Refuses options that do not exist: a typo in `policy` would filter nothing. */
export function checkOptions(where: string, options: object | undefined, known: readonly string[], at = ''): void {
  const list = known.join(', ');
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null) throw typeMismatch(where, `an object of ${list}`, options);
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new IceguardError('unknown-option', `${where}: unknown option "${name}"; known: ${list}`, { field: at + name });
    }
  }
}
