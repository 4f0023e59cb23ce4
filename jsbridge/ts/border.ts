import { IceguardError, type ErrorPlace } from './errors.js';
import type { ErrorCode } from './types.js';

/** What the module exports; the Go side is wasm/exports.go. Negative answers are errors. */
export interface Exports {
  mem: WebAssembly.Memory;
  ig_buffer(bytes: number): number;
  ig_output(): number;
  ig_output_length(): number;
  ig_numbers(): number;
  ig_parse(bytes: number): number;
  ig_compile(bytes: number): number;
  ig_release(policy: number): void;
  ig_decide(policy: number, direction: number, bytes: number): number;
  ig_filter(policy: number, direction: number, bytes: number): number;
  ig_report(session: number): number;
  ig_detach(session: number): void;
  ig_set_policy(session: number, policy: number): void;
}

export const SEPARATOR = '\x1f';

/** Texts beyond this are measured before room is made for them. */
const LARGE = 1 << 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The data path: text in linear memory, one call, an answer. */
export class Border {
  #memory: Uint8Array = new Uint8Array();
  #input = 0;
  #capacity = 0;
  #died: IceguardError | undefined;

  constructor(
    readonly exports: Exports,
    readonly onFailure: (error: IceguardError) => void,
  ) {}

  get alive(): boolean {
    return this.#died === undefined;
  }

  /** The instance cannot be used any more. The first reason counts. */
  die(reason: string, cause?: unknown): void {
    if (this.#died) return;
    this.#died = new IceguardError('instance-failed', `The WebAssembly instance failed: ${reason}`, {}, cause);
    this.onFailure(this.#died);
  }

  /** Something went wrong inside that did not end the instance. */
  fail(reason: string): void {
    this.onFailure(new IceguardError('instance-failed', reason));
  }

  /** Calls the module; a trap ends the instance and becomes an IceguardError. */
  call(f: (exports: Exports) => number | void): number {
    if (this.#died) throw this.#died;
    let answer;
    try {
      answer = f(this.exports) ?? 0;
    } catch (e) {
      this.die(String(e), e);
      throw this.#died;
    }
    if (answer < 0) throw this.#error();
    return answer;
  }

  /** Calls the module with a text, which it finds in its input buffer as so many bytes. */
  send(text: string, f: (exports: Exports, bytes: number) => number): number {
    return this.call((exports) => f(exports, text.length > LARGE ? this.#writeLarge(text) : this.#write(text)));
  }

  #write(text: string): number {
    const room = this.#room(text.length * 3); // UTF-8 needs at most three bytes for a UTF-16 unit
    return encoder.encodeInto(text, room).written;
  }

  #writeLarge(text: string): number {
    const bytes = encoder.encode(text);
    this.#room(bytes.length).set(bytes);
    return bytes.length;
  }

  /** The input buffer, with room for so many bytes. */
  #room(bytes: number): Uint8Array {
    if (bytes > this.#capacity) {
      this.#input = this.exports.ig_buffer(bytes);
      this.#capacity = bytes;
    }
    return this.#bytes().subarray(this.#input, this.#input + this.#capacity);
  }

  /** The output buffer from one byte to another, as text. */
  output(from = 0, to = this.exports.ig_output_length()): string {
    const at = this.exports.ig_output();
    return decoder.decode(this.#bytes().subarray(at + from, at + to));
  }

  /** The table of numbers. */
  numbers(count: number): Int32Array {
    return new Int32Array(this.exports.mem.buffer, this.exports.ig_numbers(), count);
  }

  /** A view of the memory, made anew when it has grown. */
  #bytes(): Uint8Array {
    if (this.#memory.buffer !== this.exports.mem.buffer) this.#memory = new Uint8Array(this.exports.mem.buffer);
    return this.#memory;
  }

  #error(): IceguardError {
    const error = failure(this.output());
    const offset = error.offset;
    if (offset !== undefined) {
      // Bytes to UTF-16 units, for a line that is not all ASCII.
      const before = this.#bytes().subarray(this.#input, this.#input + offset);
      Object.assign(error, { offset: decoder.decode(before).length });
    }
    return error;
  }
}

/** Reads an error as Go writes it (jsbridge/control.go, failure). */
export function failure(text: string): IceguardError {
  const [code, message, field, token, offset, line, column] = text.split(SEPARATOR);
  const place: ErrorPlace = {};
  if (field) place.field = field;
  if (token !== undefined) place.token = token;
  if (offset) place.offset = Number(offset);
  if (line) place.line = Number(line);
  if (column) place.column = Number(column);
  return new IceguardError(code as ErrorCode, message ?? text, place);
}
