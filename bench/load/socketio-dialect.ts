import { nanoid } from 'nanoid';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import { loadPeer } from '../installed.ts';
import { bodyOf, postOf, type Closable, type Dialect, type Poster } from './dialect.ts';

/** As much of the client of Socket.IO as is used here. */
interface ClientSocket {
  on(event: string, listener: (...values: never[]) => void): unknown;
  emit(event: string, ...values: readonly unknown[]): unknown;
  emitWithAck(event: string, ...values: readonly unknown[]): Promise<unknown>;
  disconnect(): unknown;
}
interface ClientModule {
  io(address: string, options: object): ClientSocket;
}
type Told = Extract<ServerMessageOf<'event'>['is'], { on: 'ticket' }>;

/** Socket.IO with its MessagePack parser. */
export class SocketIoDialect implements Dialect {
  readonly #port: number;
  readonly #client = loadPeer('socket.io-client') as ClientModule;
  readonly #parser = loadPeer('socket.io-msgpack-parser') as object;
  readonly #sockets = new Set<ClientSocket>();

  constructor(port: number) {
    this.#port = port;
  }

  async ticket(): Promise<string> {
    const socket = await this.#connect();
    const { ticket } = (await socket.emitWithAck('open')) as { ticket: string };
    this.#close(socket);
    return ticket;
  }

  async watcher(ticket: string, seen: (post: number) => void): Promise<Closable> {
    const socket = await this.#connect();
    socket.on('event', ({ entries }: Told) => {
      for (const { what } of entries) if (what.kind === 'message') seen(postOf(what.body));
    });
    await socket.emitWithAck('watch', ticket);
    return { close: () => this.#close(socket) };
  }

  async poster(done: (post: number) => void): Promise<Poster> {
    const prefix = nanoid();
    const socket = await this.#connect();
    return {
      post: (ticket, post) => {
        socket.emit('post', ticket, `${prefix}${post}`, bodyOf(post), () => done(post));
      },
      close: () => this.#close(socket),
    };
  }

  close(): void {
    for (const socket of this.#sockets) this.#close(socket);
  }

  async #connect(): Promise<ClientSocket> {
    const socket = this.#client.io(`http://127.0.0.1:${this.#port}`, {
      parser: this.#parser,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve);
      socket.on('connect_error', reject);
    });
    this.#sockets.add(socket);
    socket.on('disconnect', (reason: string) => {
      if (this.#sockets.has(socket)) throw new Error(`a socket was closed: ${reason}`);
    });
    return socket;
  }

  #close(socket: ClientSocket): void {
    this.#sockets.delete(socket);
    socket.disconnect();
  }
}
