/** Socket.IO as people use it: rooms, `emit` and acknowledgements, with its MessagePack parser. */
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadPeer } from '../installed.ts';
import { eventOf, PostNumbers, type Post } from './event.ts';
import { openLmdbStore } from './lmdb-store.ts';
import { beServer } from './server.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { TurnWriter } from './store.ts';

type Ack = (answer: unknown) => void;

/** As much of Socket.IO as is used here. */
interface ServerSocket {
  on(event: string, listener: (...values: never[]) => void): unknown;
  join(room: string): unknown;
}
interface SocketServer {
  on(event: 'connection', listener: (socket: ServerSocket) => void): unknown;
  to(room: string): { emit(event: string, ...values: readonly unknown[]): unknown };
  close(): Promise<void>;
}
interface SocketModule {
  readonly Server: new (http: HttpServer, options: object) => SocketServer;
}

beServer(async (data, { work, store: kind }) => {
  const { Server } = loadPeer('socket.io') as SocketModule;
  const parser = loadPeer('socket.io-msgpack-parser') as object;
  const store = (kind === 'lmdb' ? openLmdbStore : openSqliteStore)(data, work);
  const http = createServer();
  const io = new Server(http, { parser, transports: ['websocket'], serveClient: false });
  const numbers = new PostNumbers();
  let tickets = 0;

  const writer = new TurnWriter<Post<Ack>>(store, (posts) => {
    const at = Date.now();
    for (const post of posts) {
      const { id, ticket, seq, sender } = post;
      sender({ id, ticket, number: 1, seq });
      io.to(ticket).emit('event', eventOf(post, at));
    }
  });

  io.on('connection', (socket) => {
    socket.on('open', (done: Ack) => {
      tickets += 1;
      done({ ticket: `ticket-${tickets}`.padEnd(22, '_') });
    });
    socket.on('watch', (ticket: string, done: Ack) => {
      void socket.join(ticket);
      done({});
    });
    socket.on('post', (ticket: string, id: string, body: string, sender: Ack) => {
      writer.add({ id, ticket, body, sender, ...numbers.next(ticket) });
    });
  });

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    port: (http.address() as AddressInfo).port,
    async stop() {
      await io.close();
      await store.close();
    },
  };
});
