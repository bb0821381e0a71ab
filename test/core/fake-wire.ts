import {
  decode,
  decodeTrusted,
  encode,
  type Frame,
  type Subprotocol,
} from '../../protocol/codec.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import { parseClientMessage } from '../../protocol/parse.ts';
import type { WebSocketLike } from '../../clients/core/socket.ts';

/** What sits at the far end of a wire. */
export interface FarEnd {
  receive(message: ClientMessage, wire: FakeWire): void;
  closed(wire: FakeWire): void;
}

/**
 * A socket whose frames move only when the test says so, each direction by itself, so that a cut
 * can fall between any two of them.
 */
export class FakeWire implements WebSocketLike {
  binaryType = '';
  readyState = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly up: Frame[] = [];
  readonly down: Frame[] = [];
  /** Everything that was ever sent, as bytes. */
  readonly sent: Frame[] = [];
  readonly #far: FarEnd;
  readonly #as: Subprotocol;

  constructor(far: FarEnd, as: Subprotocol = 'shardbell.v1') {
    this.#far = far;
    this.#as = as;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== 1) throw new Error('sent on a socket that is not open');
    // A copy: encoders reuse their memory, and the real socket takes the bytes at once.
    const frame = typeof data === 'string' ? data : data.slice();
    this.sent.push(frame);
    this.up.push(frame);
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.up.length = this.down.length = 0;
    this.#far.closed(this);
  }

  open(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.onopen?.({} as never);
  }

  /** Delivers up to `count` frames to the far end. The table's own validator looks at each. */
  deliverUp(count = Infinity): void {
    for (; count > 0 && this.up.length > 0; count--) {
      const decoded = decode(this.up.shift()!, this.#as);
      if (!decoded.ok) throw new Error(`the client sent what is ${decoded.close}`);
      const parsed = parseClientMessage(decoded.value);
      if (parsed.kind !== 'message') throw new Error(`the client sent ${JSON.stringify(parsed)}`);
      this.#far.receive(parsed.message, this);
    }
  }

  deliverDown(count = Infinity): void {
    for (; count > 0 && this.down.length > 0; count--) {
      const frame = this.down.shift()!;
      const data = typeof frame === 'string' ? frame : Uint8Array.from(frame).buffer;
      this.onmessage?.({ data } as never);
    }
  }

  /** From the far end. */
  tell(message: ServerMessage): void {
    const frame = encode(message, this.#as);
    this.down.push(typeof frame === 'string' ? frame : Uint8Array.from(frame));
  }

  /** Both ends lose what is under way; the client hears `code`. */
  cut(code = 1006): void {
    if (this.readyState === 3) return;
    this.close();
    this.onclose?.({ code } as never);
  }

  /** The line goes dead without a word to the client. */
  die(): void {
    this.close();
  }

  messages(): ClientMessage[] {
    return this.sent.map((frame) => decodeTrusted(frame) as unknown as ClientMessage);
  }
}
