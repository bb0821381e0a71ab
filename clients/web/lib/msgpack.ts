/**
 * Replaces the msgpackr package in the browser's bundle (see vite.config.ts), which would add 4.5
 * KB: a page needs only plain MessagePack, without records, extensions or 64-bit integers.
 */
export class Packr {
  /** Leaves out undefined fields. Throws for values that plain MessagePack cannot express. */
  pack(value: unknown): Uint8Array {
    const out = new Writer();
    out.value(value);
    return out.bytes();
  }

  /** Throws for anything but exactly one plain value. */
  unpack(bytes: Uint8Array): unknown {
    const reader = new Reader(bytes);
    const value = reader.value();
    if (!reader.isAtEnd) throw new Error('something follows the value');
    return value;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

class Writer {
  #bytes = new Uint8Array(1_024);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        return this.#string(value);
      case 'number':
        return this.#number(value);
      case 'boolean':
        return this.#uint(1, value ? 0xc3 : 0xc2);
      case 'object':
        if (value === null) return this.#uint(1, 0xc0);
        if (Array.isArray(value)) return this.#array(value);
        return this.#map(value);
      default:
        throw new TypeError(`MessagePack has no ${typeof value}`);
    }
  }

  #string(value: string): void {
    const text = encoder.encode(value);
    if (text.length < 32) this.#uint(1, 0xa0 + text.length);
    else this.#length(text.length, 0xd9, 0xda, 0xdb);
    this.#reserve(text.length);
    this.#bytes.set(text, this.#at);
    this.#at += text.length;
  }

  #number(value: number): void {
    if (
      !Number.isInteger(value) ||
      Object.is(value, -0) ||
      value < -0x8000_0000 ||
      value > 0xffff_ffff
    ) {
      this.#uint(1, 0xcb);
      this.#reserve(8);
      this.#view.setFloat64(this.#at, value);
      this.#at += 8;
    } else if (value >= -32 && value < 128) this.#uint(1, value & 0xff);
    else if (value > 0) this.#length(value, 0xcc, 0xcd, 0xce);
    else {
      const width = value >= -0x80 ? 1 : value >= -0x8000 ? 2 : 4;
      this.#uint(1, width === 1 ? 0xd0 : width === 2 ? 0xd1 : 0xd2);
      this.#uint(width, value);
    }
  }

  #array(value: readonly unknown[]): void {
    if (value.length < 16) this.#uint(1, 0x90 + value.length);
    else this.#length(value.length, undefined, 0xdc, 0xdd);
    for (const item of value) this.value(item);
  }

  #map(value: object): void {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    if (fields.length < 16) this.#uint(1, 0x80 + fields.length);
    else this.#length(fields.length, undefined, 0xde, 0xdf);
    for (const [name, field] of fields) {
      this.#string(name);
      this.value(field);
    }
  }

  /** Writes the narrowest kind that holds `length`, then the length. */
  #length(length: number, kind8: number | undefined, kind16: number, kind32: number): void {
    const width = kind8 !== undefined && length <= 0xff ? 1 : length <= 0xffff ? 2 : 4;
    this.#uint(1, width === 1 ? kind8! : width === 2 ? kind16 : kind32);
    this.#uint(width, length);
  }

  /** The low `width` bytes, which also gives the two's complement of negative numbers. */
  #uint(width: 1 | 2 | 4, value: number): void {
    this.#reserve(width);
    if (width === 1) this.#view.setUint8(this.#at, value);
    else if (width === 2) this.#view.setUint16(this.#at, value);
    else this.#view.setUint32(this.#at, value);
    this.#at += width;
  }

  #reserve(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(): unknown {
    const kind = this.#uint(1);
    if (kind < 0x80) return kind;
    if (kind < 0x90) return this.#map(kind - 0x80);
    if (kind < 0xa0) return this.#array(kind - 0x90);
    if (kind < 0xc0) return this.#string(kind - 0xa0);
    if (kind >= 0xe0) return kind - 0x100;
    switch (kind) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xcc:
        return this.#uint(1);
      case 0xcd:
        return this.#uint(2);
      case 0xce:
        return this.#uint(4);
      case 0xcf:
        return Number(this.#view.getBigUint64(this.#skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return Number(this.#view.getBigInt64(this.#skip(8)));
      case 0xd9:
        return this.#string(this.#uint(1));
      case 0xda:
        return this.#string(this.#uint(2));
      case 0xdb:
        return this.#string(this.#uint(4));
      case 0xdc:
        return this.#array(this.#uint(2));
      case 0xdd:
        return this.#array(this.#uint(4));
      case 0xde:
        return this.#map(this.#uint(2));
      case 0xdf:
        return this.#map(this.#uint(4));
      default:
        throw new Error(`0x${kind.toString(16)} is not plain`);
    }
  }

  #string(length: number): string {
    const start = this.#skip(length);
    return decoder.decode(this.#bytes.subarray(start, this.#at));
  }

  #array(length: number): unknown[] {
    const array: unknown[] = [];
    for (let i = 0; i < length; i++) array.push(this.value());
    return array;
  }

  #map(length: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let i = 0; i < length; i++) map[String(this.value())] = this.value();
    return map;
  }

  #uint(width: 1 | 2 | 4): number {
    const at = this.#skip(width);
    if (width === 1) return this.#view.getUint8(at);
    return width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  /** The position before; a view throws by itself beyond the end, a subarray does not. */
  #skip(count: number): number {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) throw new RangeError('the frame ends too early');
    return at;
  }
}
