import { PacketError } from './packet-error.ts';

/** The largest length that a packet can state. */
export const packet_bytes_max = 0xffff;

/** Writes the fields of a packet in order; all integers are big-endian. */
export class Writer {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  u8(value: number): this {
    return this.bytes(Uint8Array.of(value & 0xff));
  }

  u16(value: number): this {
    const part = new Uint8Array(2);
    new DataView(part.buffer).setUint16(0, value);
    return this.bytes(part);
  }

  /** Negative numbers as their two's complement. */
  i32(value: number): this {
    const part = new Uint8Array(4);
    new DataView(part.buffer).setInt32(0, value);
    return this.bytes(part);
  }

  /** Text that is known to be ASCII. */
  ascii(text: string): this {
    return this.bytes(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }

  /** The count of UTF-16 units, followed by them. Throws `too_large`. */
  line(text: string): this {
    if (text.length > packet_bytes_max) throw tooLarge(text.length);
    const part = new Uint8Array(text.length * 2);
    const view = new DataView(part.buffer);
    for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at));
    return this.u16(text.length).bytes(part);
  }

  bytes(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }

  /** Everything written. */
  joined(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** Everything written, after an opcode and the total length. Throws `too_large`. */
  packet(opcode: number): Uint8Array {
    const length = this.#length + 3;
    if (length > packet_bytes_max) throw tooLarge(length);
    return new Writer().u8(opcode).u16(length).bytes(this.joined()).joined();
  }
}

function tooLarge(length: number): PacketError {
  const most = `a packet has at most ${packet_bytes_max} bytes`;
  return new PacketError('too_large', `That takes ${length}, and ${most}.`);
}
