// Makes the jumps of Go's WebAssembly direct.
//
// Go's compiler makes of a function one loop around nested blocks, one for each
// place that can be jumped to, with a br_table at the top that picks one by a
// number. All its jumps set that number and go back to the top
// (cmd/internal/obj/wasm, preprocess and assemble):
//
//   loop
//     block  block ... local.get 0  br_table ...  end  ... end  ...
//       i32.const N  local.set 0  br LOOP
//
// An engine compiles that as written: all values meet at the top of the loop, for
// a branch of a nanosecond or two. But whoever jumps forward stands inside the
// block whose end is the place jumped to, and can leave it by one br. Nothing
// reads the number but the br_table. Only jumps back still go by the top, and
// where there are none the loop is none.
//
// Each place stays in the table, which is how a goroutine goes on in a function that it had left.
import { CODE, Reader, leb128, withSection } from './wasm-sections.mjs';

const BLOCK = 0x02;
const LOOP = 0x03;
const IF = 0x04;
const ELSE = 0x05;
const END = 0x0b;
const BR = 0x0c;
const BR_IF = 0x0d;
const BR_TABLE = 0x0e;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const I32_CONST = 0x41;
const I32_EQZ = 0x45;
const MISC = 0xfc;
const NO_RESULT = 0x40;

/** How many numbers in LEB128 follow an instruction. */
function operands(op) {
  if (op === BR || op === BR_IF || op === 0x10) return 1; // call
  if (op === 0x11) return 2; // call_indirect
  if (op >= LOCAL_GET && op <= 0x26) return 1;
  if (op >= 0x28 && op <= 0x3e) return 2; // loads and stores
  if (op >= 0x3f && op <= 0x42) return 1; // memory.size, memory.grow, i32.const, i64.const
  if (op <= 0x01 || op === 0x0f || op === 0x1a || op === 0x1b || (op >= 0x45 && op <= 0xc4)) return 0;
  throw new Error(`an instruction that Go does not write: 0x${op.toString(16)}`);
}

/** How many follow one of those that begin with 0xfc. */
const miscOperands = (op) => (op < 8 ? 0 : op === 11 ? 1 : 2); // memory.fill has one memory, memory.copy two

/** Reads over the rest of an instruction. @param {Reader} code @param {number} op */
function skipOperands(code, op) {
  if (op === 0x43) code.pos += 4; // f32.const
  else if (op === 0x44) code.pos += 8; // f64.const
  else for (let n = op === MISC ? miscOperands(code.number()) : operands(op); n > 0; n--) code.number();
}

/** @param {Uint8Array} wasm as Go's linker writes it */
export function withDirectJumps(wasm) {
  return withSection(wasm, CODE, directJumps);
}

/** @param {Uint8Array} body of a code section */
function directJumps(body) {
  const reader = new Reader(body);
  const count = reader.number();
  const parts = [Buffer.from(leb128(count))];
  for (let i = 0; i < count; i++) {
    const written = new Jumps(reader.vector()).write();
    parts.push(Buffer.from(leb128(written.length)), written);
  }
  return Buffer.concat(parts);
}

/** @typedef {{op: number, at: number, used: boolean}} Frame what an end ends: where it begins in what is written; is it jumped to? */

/** One function, as it is read and written. */
class Jumps {
  /** @type {Frame[]} the innermost is the last, the function the first */
  #open = [{ op: BLOCK, at: -1, used: false }];
  /** @type {Frame | undefined} */
  #loop;
  /** @type {Frame[]} by the number in local 0 */
  #places = [];
  #out = [];

  /** @param {Uint8Array} body */
  constructor(body) {
    this.code = new Reader(body);
  }

  write() {
    const { code } = this;
    for (let n = code.number(); n > 0; n--) { // locals: how many, of what type
      code.number();
      code.byte();
    }
    this.#copy(0);
    while (!code.done) this.#instruction();
    if (this.#loop && !this.#loop.used) this.#out[this.#loop.at] = BLOCK;
    return Buffer.from(this.#out);
  }

  /** Writes what was read from there on. */
  #copy(from) {
    for (let at = from; at < this.code.pos; at++) this.#out.push(this.code.bytes[at]);
  }

  #instruction() {
    const { code } = this;
    const start = code.pos;
    const op = code.byte();
    if (op === BLOCK || op === LOOP || op === IF) {
      this.#open.push({ op, at: this.#out.length, used: false });
      code.number();
    } else if (op === END) {
      this.#open.pop();
    } else if (op === BR_TABLE) {
      this.#table(start);
    } else if (op === I32_CONST) {
      const place = code.number();
      if (this.#jump(this.#places[place])) return;
    } else if (op === BR || op === BR_IF) {
      this.#frame(code.number()).used = true;
    } else if (op !== ELSE) {
      skipOperands(code, op);
    }
    this.#copy(start);
  }

  /** The frame that a branch of this depth leaves. */
  #frame(depth) {
    return this.#open.at(-1 - depth);
  }

  #table(start) {
    const { code } = this;
    const frames = [];
    for (let n = code.number() + 1; n > 0; n--) frames.push(this.#frame(code.number()));
    if (code.bytes[start - 2] !== LOCAL_GET || code.bytes[start - 1] !== 0) throw new Error('a br_table that Go does not write');
    this.#places = frames;
    // Who calls a function comes to its first place, nearly always: that needs no table.
    if (frames[0] === this.#open.at(-1)) this.#out.push(I32_EQZ, BR_IF, 0, LOCAL_GET, 0);
    this.#loop = this.#open.find(({ op }) => op === LOOP);
  }

  /** Writes a jump to that place as one branch, if it is a jump and goes forward. */
  #jump(place) {
    const { code } = this;
    const depth = place ? this.#open.indexOf(place) : -1;
    if (depth < 0 || code.bytes[code.pos] !== LOCAL_SET || code.bytes[code.pos + 1] !== 0 || code.bytes[code.pos + 2] !== BR) return false;
    const back = code.pos;
    code.pos += 3;
    if (this.#frame(code.number()) !== this.#loop) {
      code.pos = back;
      return false;
    }
    const inner = this.#open.at(-1);
    if (inner.op === IF && inner.at === this.#out.length - 2 && code.bytes[code.pos] === END) { // if br end
      this.#out.length -= 2;
      this.#open.pop();
      code.pos++;
      this.#out.push(BR_IF);
    } else {
      this.#out.push(BR);
    }
    this.#out.push(...leb128(this.#open.length - 1 - depth));
    return true;
  }
}
