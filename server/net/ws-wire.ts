import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Session } from './session.ts';
import type { Wire } from './wire.ts';

/** RFC 6455, 7.4.1: what `ws` closes with when it was sent more than `maxPayload`. */
const message_too_big = 1009;

/** A WebSocket that closes with our codes where `ws` would close with its own. */
export class CodedWebSocket extends WebSocket {
  wire: WsWire | undefined;

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
  /** Gets what comes in. */
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

  /** From now on the session hears of everything. */
  connect(session: Session): void {
    this.session = session;
    this.#ws.wire = this;
    this.#ws.on('message', onMessage).on('pong', onPong).on('error', onError).on('close', onClose);
  }

  write(bytes: Uint8Array): boolean {
    // A socket that the other end has left takes nothing; its close event is under way.
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

// Shared by all sockets: functions of its own would be a fifth of what an idle connection costs.

function onMessage(this: WebSocket, data: Buffer, isBinary: boolean): void {
  (this as CodedWebSocket).wire?.session?.receive(isBinary ? data : data.toString('utf8'));
}

function onPong(this: WebSocket): void {
  (this as CodedWebSocket).wire?.session?.alive();
}

/** A broken connection is no news: the close event follows. */
function onError(): void {}

function onClose(this: WebSocket): void {
  (this as CodedWebSocket).wire?.closed();
}
