/**
 * Colyseus as people use it: a room for each ticket, `broadcast` and MessagePack messages over its
 * own WebSocket transport. It keeps nothing: what is told here is on no disk.
 */
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadPeer } from '../installed.ts';
import { eventOf, PostNumbers } from './event.ts';
import { beServer } from './server.ts';

/** As much of Colyseus as is used here. */
interface RoomClient {
  send(type: string, message: unknown): void;
}
interface RoomBase {
  onMessage(type: string, listener: (client: RoomClient, message: never) => void): unknown;
  broadcast(type: string, message: unknown): void;
}
type RoomClass = new () => RoomBase & { onCreate(): void };
interface ColyseusServer {
  define(name: string, room: RoomClass): unknown;
  listen(port: number, host: string): Promise<void>;
  gracefullyShutdown(exit: boolean): Promise<void>;
}
interface Transport {
  readonly server: HttpServer;
}
interface CoreModule {
  readonly Room: new () => RoomBase;
  readonly Server: new (options: object) => ColyseusServer;
  readonly matchMaker: { getLocalRoomById(id: string): RoomBase };
}
interface TransportModule {
  readonly WebSocketTransport: new (options: object) => Transport;
}

interface Posted {
  readonly ticket: string;
  readonly id: string;
  readonly body: string;
}

beServer(async () => {
  const { Room, Server, matchMaker } = loadPeer('@colyseus/core') as CoreModule;
  const { WebSocketTransport } = loadPeer('@colyseus/ws-transport') as TransportModule;
  const numbers = new PostNumbers();

  /** Its clients watch the ticket. */
  class TicketRoom extends Room {
    onCreate(): void {}
  }

  /** Where those are who post: to a client of the ticket's room its own posts would be told too. */
  class DeskRoom extends Room {
    onCreate(): void {
      this.onMessage('post', (sender, { ticket, id, body }: Posted) => {
        const { number, seq } = numbers.next(ticket);
        const event = eventOf({ ticket, id, body, number, seq, sender }, Date.now());
        sender.send('done', { id, ticket, number: 1, seq });
        matchMaker.getLocalRoomById(ticket).broadcast('event', event);
      });
    }
  }

  const transport = new WebSocketTransport({});
  const server = new Server({ transport, greet: false, gracefullyShutdown: false });
  server.define('ticket', TicketRoom);
  server.define('desk', DeskRoom);
  await server.listen(0, '127.0.0.1');
  return {
    port: (transport.server.address() as AddressInfo).port,
    stop: () => server.gracefullyShutdown(false),
  };
});
