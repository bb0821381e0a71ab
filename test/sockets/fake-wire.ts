import { decodeTrusted } from '../../protocol/codec.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import type { Wire } from '../../server/sockets/connection/wire.ts';

/** The outgoing half of a connection, in memory; it can stop taking anything. */
export class FakeWire implements Wire {
  /** One element a write. */
  readonly writes: Buffer[] = [];
  closedWith: { readonly code: number; readonly reason: string } | undefined;
  isCut = false;
  /** While set, writes are taken and then wait here, as in a socket whose other end does not read. */
  isStalled = false;
  buffered_bytes = 0;
  pings = 0;

  write(bytes: Uint8Array): boolean {
    if (this.closedWith !== undefined) throw new Error('written after the close frame');
    this.writes.push(Buffer.from(bytes));
    if (!this.isStalled) return true;
    this.buffered_bytes += bytes.length;
    return false;
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number, reason: string): void {
    if (this.closedWith !== undefined) throw new Error('closed twice');
    this.closedWith = { code, reason };
  }

  cut(): void {
    this.isCut = true;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.writes);
  }

  /** Everything that was written, read as RFC 6455 says. */
  messages(): ServerMessage[] {
    return payloads(this.bytes).map((payload) => decodeTrusted(payload));
  }
}

/** The payloads of whole frames: final, not masked, of text or binary. */
export function payloads(bytes: Buffer): Array<Uint8Array | string> {
  const found: Array<Uint8Array | string> = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at]!;
    if (first !== 0x81 && first !== 0x82) throw new Error(`frame begins with ${first}`);
    const short = bytes[at + 1]!;
    if (short > 127) throw new Error('a server never masks');
    const header = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      header === 2
        ? short
        : header === 4
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2));
    const payload = bytes.subarray(at + header, at + header + length);
    if (payload.length !== length) throw new Error('a frame is cut short');
    found.push(first === 0x81 ? payload.toString('utf8') : payload);
    at += header + length;
  }
  return found;
}
