/**
 * The practical limit: `ws` and LMDB, or an append-only file, with nothing between them. It believes every frame, knows no
 * rights, no states and no resends, and prepares each frame once; all frames of a turn go to a
 * socket in one write.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { decodeTrusted, encode } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import { eventOf, PostNumbers, type Post } from './event.ts';
import { openFileStore } from './file-store.ts';
import { openLmdbStore } from './lmdb-store.ts';
import { beServer } from './server.ts';
import { TurnWriter } from './store.ts';

beServer(async (data, { work, store: kind }) => {
  const store = (kind === 'file' ? openFileStore : openLmdbStore)(data, work);
  const watchers = new Map<string, Set<Socket>>();
  const numbers = new PostNumbers();
  let tickets = 0;

  const writer = new TurnWriter<Post<Socket>>(store, (posts) => {
    const at = Date.now();
    const done = new Map<Socket, Buffer[]>();
    const events = new Map<string, Buffer[]>();
    for (const post of posts) {
      const { id, ticket, seq, sender } = post;
      push(events, ticket, frameOf({ t: 'event', topic: 1, is: eventOf(post, at) }));
      push(done, sender, frameOf({ t: 'done', id, ticket, number: 1, seq }));
    }
    for (const [socket, frames] of done) socket.write(Buffer.concat(frames));
    for (const [ticket, frames] of events) {
      const bytes = Buffer.concat(frames);
      for (const socket of watchers.get(ticket) ?? []) socket.write(bytes);
    }
  });

  const receive = (ws: WebSocket, socket: Socket, message: ClientMessage): void => {
    switch (message.t) {
      case 'hello':
        ws.send(encode(welcome, 'shardbell.v1'));
        break;
      case 'watch': {
        const { w, what } = message;
        if (what.on !== 'ticket') break;
        watchers.set(what.ticket, (watchers.get(what.ticket) ?? new Set()).add(socket));
        socket.once('close', () => watchers.get(what.ticket)?.delete(socket));
        const is = { on: 'queue', offset: 0, total: 0, rows: [] } as const;
        ws.send(encode({ t: 'state', w, topic: 1, is: { ...is, rows: [] } }, 'shardbell.v1'));
        break;
      }
      case 'command':
        if (message.do.kind === 'post_message') {
          const { id, ticket = '' } = message;
          const { body } = message.do;
          writer.add({ id, ticket, body, sender: socket, ...numbers.next(ticket) });
        } else {
          tickets += 1;
          const ticket = `ticket-${tickets}`.padEnd(22, '_');
          ws.send(
            encode({ t: 'done', id: message.id, ticket, number: tickets, seq: 0 }, 'shardbell.v1'),
          );
        }
        break;
      default:
        break;
    }
  };

  const http = createServer();
  const wss = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.frame_in_bytes_max,
  });
  http.on('upgrade', (request, duplex, head) => {
    const socket = duplex as Socket;
    wss.handleUpgrade(request, socket, head, (ws) => {
      ws.on('message', (frame: Buffer) => {
        // This server serves the bench only, which sends nothing else.
        receive(ws, socket, decodeTrusted(frame) as unknown as ClientMessage);
      });
      ws.on('error', (error) => console.error(error));
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    port: (http.address() as AddressInfo).port,
    async stop() {
      http.closeAllConnections();
      http.close();
      await store.close();
    },
  };
});

const welcome: ServerMessage = {
  t: 'welcome',
  v: limits.protocol_version,
  epoch: 'raw',
  now: 0,
  heartbeat_ms: limits.heartbeat_ms,
  you: {
    as: 'account',
    account: '1',
    name: 'admin',
    shown_as: 'admin',
    rights: [],
    categories: [],
    settings: {
      auto_archive: false,
      retired_categories: [],
      subject_chars_max: limits.subject_chars_max,
      body_chars_max: limits.body_chars_max,
      file_bytes_max: 1,
      file_kinds: [],
      read_only: false,
    },
  },
};

function push<K>(lists: Map<K, Buffer[]>, key: K, frame: Buffer): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [frame]);
  else list.push(frame);
}

/** A whole WebSocket frame: final, binary, not masked. Those of the bench are below 64 KiB. */
function frameOf(message: ServerMessage): Buffer {
  const payload = encode(message, 'shardbell.v1') as Uint8Array;
  const header = payload.length < 126 ? 2 : 4;
  const frame = Buffer.allocUnsafe(header + payload.length);
  frame[0] = 0x82;
  if (header === 2) {
    frame[1] = payload.length;
  } else {
    frame[1] = 126;
    frame.writeUInt16BE(payload.length, 2);
  }
  frame.set(payload, header);
  return frame;
}
