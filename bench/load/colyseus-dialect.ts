import { nanoid } from 'nanoid';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import { loadPeer } from '../installed.ts';
import { bodyOf, postOf, type Closable, type Dialect, type Poster } from './dialect.ts';

/** The part of the Colyseus client that is used here. */
interface JoinedRoom {
  readonly roomId: string;
  onMessage(type: string, listener: (message: never) => void): unknown;
  onLeave(listener: (code: number) => void): unknown;
  send(type: string, message: unknown): void;
  leave(): Promise<number>;
}
interface RoomClient {
  create(room: string): Promise<JoinedRoom>;
  joinById(id: string): Promise<JoinedRoom>;
  joinOrCreate(room: string): Promise<JoinedRoom>;
}
interface ClientModule {
  readonly Client: new (address: string) => RoomClient;
}
type Told = Extract<ServerMessageOf<'event'>['is'], { on: 'ticket' }>;

/** The client that Colyseus ships. */
export class ColyseusDialect implements Dialect {
  readonly #client: RoomClient;
  readonly #joined = new Set<JoinedRoom>();
  /** The sockets that opened a ticket, until somebody watches it: an empty room would end. */
  readonly #openers = new Map<string, JoinedRoom>();

  constructor(port: number) {
    const { Client } = loadPeer('colyseus.js') as ClientModule;
    this.#client = new Client(`ws://127.0.0.1:${port}`);
  }

  async ticket(): Promise<string> {
    const room = this.#held(await this.#client.create('ticket'));
    room.onMessage('event', () => {});
    this.#openers.set(room.roomId, room);
    return room.roomId;
  }

  async watcher(ticket: string, seen: (post: number) => void): Promise<Closable> {
    const room = this.#held(await this.#client.joinById(ticket));
    room.onMessage('event', ({ entries }: Told) => {
      for (const { what } of entries) if (what.kind === 'message') seen(postOf(what.body));
    });
    const opener = this.#openers.get(ticket);
    this.#openers.delete(ticket);
    if (opener !== undefined) await this.#leave(opener);
    return { close: () => void this.#leave(room) };
  }

  async poster(done: (post: number) => void): Promise<Poster> {
    const prefix = nanoid();
    const room = this.#held(await this.#client.joinOrCreate('desk'));
    room.onMessage('done', ({ id }: { id: string }) => done(Number(id.slice(prefix.length))));
    return {
      post: (ticket, post) =>
        room.send('post', { ticket, id: `${prefix}${post}`, body: bodyOf(post) }),
      close: () => void this.#leave(room),
    };
  }

  close(): void {
    for (const room of this.#joined) void this.#leave(room);
  }

  #held(room: JoinedRoom): JoinedRoom {
    this.#joined.add(room);
    room.onLeave((code) => {
      if (this.#joined.has(room)) throw new Error(`the server closed a socket with ${code}`);
    });
    return room;
  }

  async #leave(room: JoinedRoom): Promise<void> {
    this.#joined.delete(room);
    await room.leave();
  }
}
