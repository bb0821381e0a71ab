import { once } from 'node:events';
import type { Socket } from 'node:net';
import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import { decodeTrusted, encode } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClientMessage, ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import { bodyOf, type Closable, type Dialect, type Poster } from './dialect.ts';
import { FrameLog } from './frame-log.ts';

export interface WireDeps {
  readonly port: number;
  /** A secret for one `hello`. */
  socketTicket(): Promise<string>;
}

export interface WirePoster extends Poster {
  /** What is posted in `run` leaves in one write. */
  together(run: () => void): void;
}

/** Shardbell's own protocol, which the raw peer speaks too. */
export class WireDialect implements Dialect {
  readonly #deps: WireDeps;
  readonly #sockets = new Set<WebSocket>();
  readonly #streams = new WeakMap<WebSocket, Socket>();
  readonly #logs = new Map<string, FrameLog>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(deps: WireDeps) {
    this.#deps = deps;
    const ping = encode({ t: 'ping' }, 'shardbell.v1');
    this.#heartbeat = setInterval(() => {
      for (const socket of this.#sockets) {
        if (socket.readyState === WebSocket.OPEN) socket.send(ping);
      }
    }, limits.heartbeat_ms);
  }

  async ticket(): Promise<string> {
    const socket = await this.#connect();
    send(socket, {
      t: 'command',
      id: nanoid(),
      as: 'player',
      do: { kind: 'open', category: 'Stuck', body: bodyOf(0) },
    });
    const { ticket } = await next(socket, 'done');
    this.#close(socket);
    if (ticket === undefined) throw new Error('a ticket was opened and not named');
    return ticket;
  }

  async watcher(ticket: string, seen: (post: number) => void): Promise<Closable> {
    const socket = await this.#connect();
    send(socket, { t: 'watch', w: 1, what: { on: 'ticket', ticket, as: 'support' } });
    await next(socket, 'state');
    const log = this.#logs.get(ticket) ?? new FrameLog();
    this.#logs.set(ticket, log);
    const read = log.reader();
    socket.on('message', (frame: Buffer) => {
      for (const post of read(frame)) seen(post);
    });
    return { close: () => this.#close(socket) };
  }

  async poster(done: (post: number) => void): Promise<WirePoster> {
    const prefix = nanoid();
    const socket = await this.#connect();
    const stream = this.#streams.get(socket)!;
    socket.on('message', (frame: Buffer) => {
      const message = decodeTrusted(frame);
      if (message.t === 'done') done(Number(message.id.slice(prefix.length)));
      else if (message.t !== 'pong')
        throw new Error(`a poster was told ${JSON.stringify(message)}`);
    });
    return {
      post(ticket, post) {
        const command = { kind: 'post_message', body: bodyOf(post) } as const;
        send(socket, { t: 'command', id: `${prefix}${post}`, ticket, as: 'player', do: command });
      },
      together(run) {
        stream.cork();
        run();
        stream.uncork();
      },
      close: () => this.#close(socket),
    };
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const socket of this.#sockets) this.#close(socket);
  }

  async #connect(): Promise<WebSocket> {
    const { port, socketTicket } = this.#deps;
    const ticket = await socketTicket();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, 'shardbell.v1', {
      origin: `http://127.0.0.1:${port}`,
      perMessageDeflate: false,
    });
    this.#sockets.add(socket);
    socket.on('close', (code) => {
      if (this.#sockets.has(socket)) throw new Error(`the server closed a socket with ${code}`);
    });
    socket.once('upgrade', (response) => this.#streams.set(socket, response.socket));
    await once(socket, 'open');
    send(socket, { t: 'hello', v: limits.protocol_version, auth: { as: 'web', ticket } });
    await next(socket, 'welcome');
    return socket;
  }

  #close(socket: WebSocket): void {
    this.#sockets.delete(socket);
    socket.close();
  }
}

function send(socket: WebSocket, message: ClientMessage): void {
  socket.send(encode(message, 'shardbell.v1'));
}

/** The next frame, which has to be this; heartbeats go on meanwhile. */
function next<N extends ServerMessage['t']>(
  socket: WebSocket,
  name: N,
): Promise<ServerMessageOf<N>> {
  return new Promise((resolve, reject) => {
    // Not `once`: several frames may come before whoever waits for it goes on.
    const hear = (frame: Buffer): void => {
      const message = decodeTrusted(frame);
      if (message.t === 'pong') return;
      socket.off('message', hear);
      if (message.t === name) resolve(message as ServerMessageOf<N>);
      else reject(new Error(`instead of ${name} came ${JSON.stringify(message)}`));
    };
    socket.on('message', hear);
  });
}
