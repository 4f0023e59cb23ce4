import { IceguardError, type ErrorPlace } from './errors.js';
import type { Kinds } from './digest.js';
import type { CompiledPolicy } from './policy.js';
import type { ErrorCode } from './types.js';

/** What the module exports; the Go side is wasm/exports.go. */
export interface Exports {
  mem: WebAssembly.Memory;
  ig_call(f: Call, id: number, argument: number, bytes: number, now: number): number;
  ig_buffer(bytes: number): number;
  ig_output(): number;
  ig_output_length(): number;
  ig_numbers(): number;
}

/** The functions of jsbridge/data.go, in its order. */
export const enum Call {
  Parse,
  Compile,
  Release,
  Decide,
  Filter,
  Report,
  Detach,
  SetPolicy,
  Stats,
  Refresh,
  Happened,
  Settle,
  Format,
  Guarantees,
  Observe,
  Members,
}

/** The number of the local direction in ice/policy. */
export const LOCAL = 1;

export const SEPARATOR = '\x1f';

/** In pages encodeInto takes 0.15 to 0.25 us before it begins; up to so many letters one by one are faster. */
const SHORT = globalThis.document ? 200 : 0;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A value for Go, which says what is wrong with it; internal/jsonvalue reads it. */
export function json(value: unknown): string {
  try {
    return JSON.stringify(value, (_, v) => v !== undefined && (/^[bf]|y/.test(typeof v) || NO_NUMBERS.includes(v) ? SEPARATOR + typeof v : v));
  } catch {
    return json(`${SEPARATOR}value`); // it has a cycle, say
  }
}

const NO_NUMBERS = [NaN, Infinity, -Infinity];

/** The data path: text in linear memory, one call, an answer. */
export class Border {
  /** The input buffer. When the memory grows, all views of it lose their bytes. */
  #input = new Uint8Array();
  #died: IceguardError | undefined;
  /** What is read of stats entries and error events; set at the start. */
  kinds!: Kinds;
  /** The policy that was compiled last. */
  latest: CompiledPolicy | undefined;

  constructor(
    readonly exports: Exports,
    readonly onFailure: (error: IceguardError) => void,
  ) {}

  get alive(): boolean {
    return this.#died === undefined;
  }

  /** The instance cannot be used any more. The first reason counts. */
  die(reason: string, cause?: unknown): IceguardError {
    if (!this.#died) {
      this.#died = new IceguardError('instance-failed', `The WebAssembly instance failed: ${reason}`, {}, cause);
      this.onFailure(this.#died);
    }
    return this.#died;
  }

  /** Something went wrong inside that did not end the instance. */
  fail(reason: string): void {
    this.onFailure(new IceguardError('instance-failed', reason));
  }

  /** A call threw where nobody waits for its answer; of a death onFailure has been told. */
  excuse(e: unknown): void {
    if (this.alive && e instanceof IceguardError) this.onFailure(e);
  }

  /** Calls into the module; a trap ends the instance and becomes an IceguardError. */
  enter<T>(f: () => T): T {
    if (this.#died) throw this.#died;
    try {
      return f();
    } catch (e) {
      throw this.die(String(e), e);
    }
  }

  /** The same where nobody waits for the answer. */
  attempt(f: () => void): void {
    try {
      this.enter(f);
    } catch {} // onFailure has been told
  }

  /**
   * Calls a function of the module with a text or with numbers; one for a session with the time, too. A negative answer is
   * an error. Some of the lines of a text start and end at the bounds given.
   */
  call(f: Call, id: number, argument = 0, input: string | number[] = '', now = 0, bounds?: number[]): number {
    if (this.#died) throw this.#died;
    let answer;
    try { // as enter does, without a function for each call
      const bytes = typeof input !== 'string' ? this.#writeNumbers(input) : bounds ? this.#writeLines(input, bounds) : this.#write(input);
      answer = this.exports.ig_call(f, id, argument, bytes, now);
    } catch (e) {
      throw this.die(String(e), e);
    }
    if (answer < 0) throw failure(this.output());
    return answer;
  }

  /** Puts a text into the input buffer and gives its length in bytes. */
  #write(text: string): number {
    const { length } = text;
    if (length <= SHORT) {
      const room = this.#room(length);
      let letters = 0;
      for (let i = 0; i < length; i++) letters |= room[i] = text.charCodeAt(i);
      if (letters < 128) return length;
    }
    const { read, written } = encoder.encodeInto(text, this.#room(text.length)); // enough for ASCII, as most texts are
    return read < text.length ? encoder.encodeInto(text, this.#room(text.length * 3)).written : written;
  }

  #writeNumbers(numbers: number[]): number {
    const bytes = numbers.length * 8;
    new Float64Array(this.#room(bytes).buffer, this.#input.byteOffset, numbers.length).set(numbers);
    return bytes;
  }

  /** The same with the bounds of some lines before it. */
  #writeLines(text: string, bounds: number[]): number {
    const start = bounds.length * 4;
    let { read, written } = encoder.encodeInto(text, this.#room(start + text.length).subarray(start));
    if (read < text.length || written > read) {
      // Not ASCII: the bounds in bytes.
      let at = (written = 0);
      bounds = bounds.map((bound) => {
        written += encoder.encode(text.slice(at, bound)).length;
        at = bound;
        return written;
      });
      ({ written } = encoder.encodeInto(text, this.#room(start + text.length * 3).subarray(start)));
    }
    new Int32Array(this.#input.buffer, this.#input.byteOffset, bounds.length).set(bounds);
    return start + written;
  }

  #room(bytes: number): Uint8Array {
    if (this.#input.length < bytes) {
      bytes = Math.max(bytes, 4096);
      const at = this.exports.ig_buffer(bytes);
      this.#input = new Uint8Array(this.exports.mem.buffer, at, bytes);
    }
    return this.#input;
  }

  /** The output buffer, as text. */
  output(): string {
    const { mem, ig_output, ig_output_length } = this.exports;
    return decoder.decode(new Uint8Array(mem.buffer, ig_output(), ig_output_length()));
  }

  /** The table of numbers, until the next call. */
  numbers(count: number): Int32Array {
    return new Int32Array(this.exports.mem.buffer, this.exports.ig_numbers(), count);
  }
}

/**
 * Reads an error as Go writes it (jsbridge/failure.go). Its offset in
 * bytes is the one in UTF-16: all that stands before it was read, and is ASCII.
 */
export function failure(text: string): IceguardError {
  const [code, message, field, offset, line, column, ...token] = text.split(SEPARATOR);
  const place: ErrorPlace = {};
  if (field) place.field = field;
  if (token.length) place.token = token.join(SEPARATOR);
  if (offset) place.offset = Number(offset);
  if (line) place.line = Number(line);
  if (column) place.column = Number(column);
  return new IceguardError(code as ErrorCode, message ?? text, place);
}
