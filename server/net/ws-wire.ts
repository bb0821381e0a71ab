import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { CloseReason } from '../../protocol/close.ts';
import type { Session } from './session.ts';
import type { Wire } from './wire.ts';

/** RFC 6455, 7.4.1: what `ws` closes with when it was sent more than `maxPayload`. */
const message_too_big = 1009;

/** A WebSocket that closes with our codes where `ws` would close with its own. */
export class CodedWebSocket extends WebSocket {
  onBadFrame: ((reason: CloseReason) => void) | undefined;

  /**
   * `ws` calls this without a reason when its receiver refuses a frame: too large, in too many
   * fragments, not masked, not UTF-8. The reason is there in all other cases.
   */
  override close(code?: number, reason?: string | Buffer): void {
    if (code === undefined || reason !== undefined || this.onBadFrame === undefined) {
      super.close(code, reason);
    } else {
      this.onBadFrame(code === message_too_big ? 'frame_too_large' : 'frame_malformed');
    }
  }
}

/**
 * A wire over `ws`. Frames are prepared once for all sockets, so they are written to the socket
 * under it, where `ws` itself writes only whole control frames: both hold as long as nothing is
 * compressed. Tested against the pinned version of `ws`.
 */
export class WsWire implements Wire {
  readonly #ws: CodedWebSocket;
  readonly #socket: Socket;

  constructor(ws: CodedWebSocket, socket: Socket) {
    this.#ws = ws;
    this.#socket = socket;
  }

  get buffered_bytes(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Uint8Array): boolean {
    // A socket that the other end has left takes nothing; its close event is under way.
    return !this.#socket.writable || this.#socket.write(bytes);
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  cut(): void {
    this.#ws.terminate();
  }
}

/** Gives the session what comes in; calls `gone` once the socket is closed. */
export function connect(
  ws: CodedWebSocket,
  socket: Socket,
  session: Session,
  gone: () => void,
): void {
  ws.onBadFrame = (reason) => session.close(reason);
  ws.on('message', (data: Buffer, isBinary) => {
    session.receive(isBinary ? data : data.toString('utf8'));
  });
  // A broken connection is no news: the close event follows.
  ws.on('error', () => {});
  ws.on('close', () => {
    session.cut();
    gone();
  });
  socket.on('drain', () => session.drained());
}
