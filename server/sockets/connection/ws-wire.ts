import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Session } from './session.ts';
import type { Wire } from './wire.ts';

/** RFC 6455, 7.4.1: what `ws` closes with when it was sent more than `maxPayload`. */
const message_too_big = 1009;

/** A WebSocket that closes with our codes instead of those of `ws`. */
export class CodedWebSocket extends WebSocket {
  wire: WsWire | undefined;

  /**
   * Takes all events of `ws` itself: a table of listeners would be a tenth of the memory of an idle
   * connection.
   */
  override emit(event: string | symbol, ...told: unknown[]): boolean {
    const { wire } = this;
    if (wire === undefined) return super.emit(event, ...told);
    switch (event) {
      case 'message':
        wire.heard(told[0] as Buffer, told[1] as boolean);
        return true;
      case 'pong':
        wire.session?.alive();
        return true;
      case 'close':
        wire.closed();
        return true;
      default:
        // An error of a connection is followed by its close.
        return true;
    }
  }

  /**
   * `ws` calls this without a reason when its receiver refuses a frame: too large, in too many
   * fragments, not masked, not UTF-8. The reason is there in all other cases.
   */
  override close(code?: number, reason?: string | Buffer): void {
    if (code === undefined || reason !== undefined || this.wire === undefined) {
      super.close(code, reason);
    } else {
      const isTooLarge = code === message_too_big;
      this.wire.session?.close(isTooLarge ? 'frame_too_large' : 'frame_malformed');
    }
  }
}

/**
 * A wire over `ws`. Frames are prepared once for all sockets, so they are written to the socket
 * under it, where `ws` itself writes only whole control frames: both hold as long as nothing is
 * compressed. Tested against the pinned version of `ws`.
 */
export class WsWire implements Wire {
  /** Receives what the client sends. */
  session: Session | undefined;
  readonly #ws: CodedWebSocket;
  readonly #socket: Socket;
  readonly #gone: (session: Session) => void;

  /** `gone` is called once the socket is closed. */
  constructor(ws: CodedWebSocket, socket: Socket, gone: (session: Session) => void) {
    this.#ws = ws;
    this.#socket = socket;
    this.#gone = gone;
  }

  get buffered_bytes(): number {
    return this.#socket.writableLength;
  }

  /** From now on the session receives all events. */
  connect(session: Session): void {
    this.session = session;
    this.#ws.wire = this;
  }

  heard(data: Buffer, isBinary: boolean): void {
    this.session?.receive(isBinary ? data : data.toString('utf8'));
  }

  write(bytes: Uint8Array): boolean {
    // A socket that the client has left takes nothing; its close event follows.
    if (!this.#socket.writable || this.#socket.write(bytes)) return true;
    this.#socket.once('drain', () => this.session?.drained());
    return false;
  }

  ping(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  cut(): void {
    this.#ws.terminate();
  }

  closed(): void {
    const { session } = this;
    if (session === undefined) return;
    session.cut();
    this.#gone(session);
  }
}
