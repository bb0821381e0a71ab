import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { decodeTrusted, encode } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClientMessage, ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';

/**
 * A WebSocket client so light that thousands in one process measure the server and not the load:
 * all read into the same buffer, and a frame is decoded only if somebody waits for it.
 */
export class LightSocket {
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  #isClosed = false;

  private constructor(socket: Socket, reader: FrameReader) {
    this.#socket = socket;
    this.#reader = reader;
    socket.on('error', (error) => this.#left(error));
    socket.on('close', () => {
      this.#left(new Error(`the server closed a socket with ${reader.closeCode}`));
    });
  }

  /** A socket that is open and has said nothing. */
  static async open(port: number): Promise<LightSocket> {
    const reader = new FrameReader();
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (count: number, bytes: Uint8Array) => {
          reader.take(bytes as Buffer, count);
          return true;
        },
      },
    });
    await once(socket, 'connect');
    const opened = reader.opened();
    socket.write(upgrade(port));
    await opened;
    return new LightSocket(socket, reader);
  }

  /** Says hello with a one-time secret. */
  async hello(ticket: string): Promise<void> {
    const welcomed = this.next('welcome');
    this.send({ t: 'hello', v: limits.protocol_version, auth: { as: 'web', ticket } });
    await welcomed;
  }

  send(message: ClientMessage): void {
    this.#socket.write(masked(encode(message, 'shardbell.v1') as Uint8Array));
  }

  ping(): void {
    this.#socket.write(ping);
  }

  /** The next frame except heartbeats, which must be of this type. */
  next<N extends ServerMessage['t']>(name: N): Promise<ServerMessageOf<N>> {
    return new Promise((resolve, reject) => {
      this.#reader.hear((frame) => {
        const message = decodeTrusted(frame);
        if (message.t === 'pong') return;
        this.#reader.hear(undefined);
        if (message.t === name) resolve(message as ServerMessageOf<N>);
        else reject(new Error(`instead of ${name} came ${JSON.stringify(message)}`));
      });
    });
  }

  /** Calls the listener with every frame from now on. The bytes are valid during the call only. */
  hear(listener: (frame: Buffer) => void): void {
    this.#reader.hear(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#socket.end(closing);
  }

  #left(why: Error): void {
    if (!this.#isClosed) throw why;
  }
}

const shared_bytes = 256 * 1024;
const shared = Buffer.allocUnsafe(shared_bytes);
const blank_line = '\r\n\r\n';
/** Each frame that is sent has a mask; one of zeros leaves the bytes as they are. */
const mask_bytes = 4;
const ping = masked(encode({ t: 'ping' }, 'shardbell.v1') as Uint8Array);
const closing = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);

function upgrade(port: number): string {
  return [
    'GET /ws HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: shardbell.v1',
    `Sec-WebSocket-Key: ${Buffer.alloc(16, 'bench').toString('base64')}`,
    blank_line,
  ]
    .join('\r\n')
    .slice(0, -'\r\n'.length);
}

/** A whole binary frame from a client. */
function masked(payload: Uint8Array): Buffer {
  const isShort = payload.length < 126;
  const header = (isShort ? 2 : 4) + mask_bytes;
  const frame = Buffer.alloc(header + payload.length);
  frame[0] = 0x82;
  frame[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) frame.writeUInt16BE(payload.length, 2);
  frame.set(payload, header);
  return frame;
}

/** Splits received bytes into frames. Those of a server are final, binary and unmasked. */
class FrameReader {
  /** The code of the close frame, if one came. */
  closeCode: number | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #opened: { readonly done: () => void; readonly failed: (why: Error) => void } | undefined;
  #hear: ((frame: Buffer) => void) | undefined;

  /** Resolves when the handshake was answered. */
  opened(): Promise<void> {
    return new Promise((done, failed) => (this.#opened = { done, failed }));
  }

  hear(listener: ((frame: Buffer) => void) | undefined): void {
    this.#hear = listener;
  }

  take(buffer: Buffer, count: number): void {
    const came = buffer.subarray(0, count);
    const bytes = this.#rest.length === 0 ? came : Buffer.concat([this.#rest, came]);
    let at = this.#opened === undefined ? 0 : this.#handshake(bytes);
    while (this.#opened === undefined) {
      const size = frameSize(bytes, at);
      if (size === undefined || at + size.header + size.payload > bytes.length) break;
      const end = at + size.header + size.payload;
      if (bytes[at] === 0x82) this.#hear?.(bytes.subarray(at + size.header, end));
      // An answer to our own close frame has no code.
      else if (bytes[at] === 0x88 && size.payload >= 2)
        this.closeCode = bytes.readUInt16BE(at + size.header);
      at = end;
    }
    // A copy, since others read into the same buffer.
    this.#rest = at === bytes.length ? nothing : Buffer.from(bytes.subarray(at));
  }

  /** Returns where the frames start. */
  #handshake(bytes: Buffer): number {
    const end = bytes.indexOf(blank_line);
    if (end === -1) return 0;
    const { done, failed } = this.#opened!;
    this.#opened = undefined;
    const answer = bytes.toString('latin1', 0, end);
    if (answer.startsWith('HTTP/1.1 101 ')) done();
    else failed(new Error(`a socket was answered with ${answer}`));
    return end + blank_line.length;
  }
}

const nothing = Buffer.alloc(0);

function frameSize(bytes: Buffer, at: number): { header: number; payload: number } | undefined {
  const left = bytes.length - at;
  if (left < 2) return undefined;
  const told = bytes[at + 1]!;
  if (told < 126) return { header: 2, payload: told };
  if (told === 126)
    return left < 4 ? undefined : { header: 4, payload: bytes.readUInt16BE(at + 2) };
  return left < 10 ? undefined : { header: 10, payload: Number(bytes.readBigUInt64BE(at + 2)) };
}
