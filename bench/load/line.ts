import { once } from 'node:events';
import { WebSocket } from 'ws';
import { decodeTrusted, encode } from '../../protocol/codec.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';

/** One socket, signed in. */
export class Line {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(port: number, socketTicket: () => Promise<string>): Promise<Line> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, 'shardbell.v1', {
      origin: `http://127.0.0.1:${port}`,
      perMessageDeflate: false,
    });
    await once(socket, 'open');
    const line = new Line(socket);
    const welcomed = line.next(({ t }) => t === 'welcome');
    line.send({ t: 'hello', v: 1, auth: { as: 'web', ticket: await socketTicket() } });
    await welcomed;
    return line;
  }

  /** The account's own active ticket. */
  async own(): Promise<{ id: string; number: number }> {
    const told = this.next((one) => one.t === 'state' && one.is.on === 'mine');
    this.send({ t: 'watch', w: 1, what: { on: 'mine', list: 'active' } });
    const state = await told;
    if (state.t !== 'state' || state.is.on !== 'mine') throw new Error('no list was told');
    this.send({ t: 'unwatch', w: 1 });
    const [row] = state.is.rows;
    if (row === undefined) throw new Error('there is no active ticket');
    return { id: row.id, number: row.number };
  }

  send(message: ClientMessage): void {
    this.#socket.send(encode(message, 'shardbell.v1'));
  }

  request(message: ClientMessage & { readonly id: string }): Promise<ServerMessage> {
    const answered = this.next((one) => 'id' in one && one.id === message.id);
    this.send(message);
    return answered;
  }

  next(isIt: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    return new Promise((resolve) => {
      const hear = (frame: Buffer): void => {
        const message = decodeTrusted(frame);
        if (!isIt(message)) return;
        this.#socket.off('message', hear);
        resolve(message);
      };
      this.#socket.on('message', hear);
    });
  }

  /**
   * Calls the listener with every frame; few are decoded, so that measuring does not slow it down.
   */
  hear(listener: (frame: Buffer) => void): void {
    this.#socket.on('message', listener);
  }

  close(): void {
    this.#socket.close();
  }
}
