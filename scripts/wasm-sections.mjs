// Reads and rewrites the sections of a WebAssembly module
// (https://webassembly.github.io/spec/core/binary/modules.html).

const CUSTOM = 0;
const IMPORT = 2;
export const CODE = 10;
const DATA = 11;

const I32_CONST = 0x41;
const END = 0x0b;

export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes, pos = 0) {
    this.bytes = bytes;
    this.pos = pos;
  }

  get done() {
    return this.pos >= this.bytes.length;
  }

  byte() {
    return this.bytes[this.pos++];
  }

  /** A number of up to 32 bits in LEB128. */
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** As many bytes as the number that stands before them says. */
  vector() {
    const length = this.number();
    this.pos += length;
    return this.bytes.subarray(this.pos - length, this.pos);
  }

  text() {
    return new TextDecoder().decode(this.vector());
  }
}

/** @param {number} n @returns {number[]} LEB128 */
export function leb128(n) {
  const bytes = [];
  for (; n > 127; n >>>= 7) bytes.push((n & 127) | 128);
  return [...bytes, n];
}

/** @param {Uint8Array} wasm */
function* sections(wasm) {
  const reader = new Reader(wasm, 8); // behind the magic number and the version
  while (!reader.done) {
    const id = reader.byte();
    yield { id, body: reader.vector() };
  }
}

/** @param {number} id @param {Uint8Array} body */
const section = (id, body) => Buffer.concat([Buffer.from([id, ...leb128(body.length)]), body]);

/** @param {Uint8Array} wasm @param {string} name @param {string} text */
export function withCustomSection(wasm, name, text) {
  const nameBytes = Buffer.from(name);
  const body = Buffer.concat([Buffer.from(leb128(nameBytes.length)), nameBytes, Buffer.from(text)]);
  return Buffer.concat([wasm, section(CUSTOM, body)]);
}

/**
 * A module with the bodies of its sections of one kind made anew.
 * @param {Uint8Array} wasm @param {number} kind @param {(body: Uint8Array) => Uint8Array} made
 */
export function withSection(wasm, kind, made) {
  const parts = [wasm.subarray(0, 8)];
  for (const { id, body } of sections(wasm)) parts.push(section(id, id === kind ? made(body) : body));
  return Buffer.concat(parts);
}

/**
 * Writes the data section as one segment, the zeros between its parts
 * included. Go's linker cuts it at every eight zeros, into 50,000 segments: what
 * that saves in bytes, the addresses cost twofold once all is compressed.
 * @param {Uint8Array} wasm
 */
export function withOneDataSegment(wasm) {
  return withSection(wasm, DATA, oneSegment);
}

/** @param {Uint8Array} body of a data section */
function oneSegment(body) {
  const reader = new Reader(body);
  const segments = [];
  for (let count = reader.number(); count > 0; count--) {
    if (reader.byte() !== 0 || reader.byte() !== I32_CONST) throw new Error('a data segment without a constant address in memory 0');
    const address = reader.number();
    if (reader.byte() !== END) throw new Error('a data segment whose address is computed');
    segments.push({ address, bytes: reader.vector() });
  }
  segments.sort((a, b) => a.address - b.address);
  const start = segments[0].address;
  const last = segments.at(-1);
  const memory = Buffer.alloc(last.address + last.bytes.length - start);
  for (const { address, bytes } of segments) memory.set(bytes, address - start);
  // An i32.const is signed: a seventh bit that is set would make it negative.
  const address = leb128(start);
  if (address.at(-1) & 64) address.push(address.pop() | 128, 0);
  return Buffer.concat([Buffer.from([1, 0, I32_CONST, ...address, END, ...leb128(memory.length)]), memory]);
}

/**
 * The bytes of code of each function, by its name in the name section, in
 * which Go writes '_' for most of what is no letter or digit.
 * @param {Uint8Array} wasm @returns {Map<string, number>}
 */
export function codeByFunction(wasm) {
  let imported = 0;
  const bodies = [];
  const names = new Map();
  for (const { id, body } of sections(wasm)) {
    const reader = new Reader(body);
    if (id === IMPORT) {
      imported = reader.number(); // Go imports nothing but functions
    } else if (id === CODE) {
      for (let count = reader.number(); count > 0; count--) bodies.push(reader.vector().length);
    } else if (id === CUSTOM && reader.text() === 'name') {
      while (!reader.done) {
        const isFunctions = reader.byte() === 1;
        const map = new Reader(reader.vector());
        for (let count = isFunctions ? map.number() : 0; count > 0; count--) names.set(map.number(), map.text());
      }
    }
  }
  return new Map(bodies.map((length, i) => [names.get(imported + i) ?? '', length]));
}
