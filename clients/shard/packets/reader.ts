import { PacketError } from './packet-error.ts';

/** Reads the fields of a packet in order; all integers are big-endian. */
export class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(packet: Uint8Array) {
    this.#view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  /** Numbers of forms and buttons are signed: a large one is negative. */
  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** A count of items of at least `bytes_min` bytes each; throws if they cannot fit. */
  count(bytes_min: number): number {
    const count = this.#view.getUint32(this.#take(4));
    if (count * bytes_min > this.left) throw tooShort();
    return count;
  }

  /** A count of UTF-16 units, followed by them. */
  line(): string {
    const length = this.u16();
    const from = this.#take(length * 2);
    let text = '';
    for (let at = 0; at < length; at++)
      text += String.fromCharCode(this.#view.getUint16(from + at * 2));
    return text;
  }

  /** Throws `length` if anything is left. */
  end(): void {
    if (this.left > 0) throw new PacketError('length', `${this.left} bytes follow the packet.`);
  }

  #take(bytes: number): number {
    if (bytes > this.left) throw tooShort();
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}

function tooShort(): PacketError {
  return new PacketError('length', 'The packet ends before its last field.');
}
