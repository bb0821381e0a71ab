import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { Connection } from '../../clients/core/connection.ts';
import { decode, encode, subprotocols, type Subprotocol } from '../../protocol/codec.ts';
import { parseClientMessage } from '../../protocol/parse.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('socket');

for (const subprotocol of subprotocols) {
  // [C61] A connection speaks each subprotocol over a real socket.
  test(`[C61] a connection speaks ${subprotocol} over a real socket`, async () => {
    const http = createServer();
    const sockets = new WebSocketServer({ server: http });
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer, isBinary) => {
        const as = socket.protocol as Subprotocol;
        const decoded = decode(isBinary ? data : data.toString(), as);
        assert.ok(decoded.ok);
        const parsed = parseClientMessage(decoded.value);
        assert.ok(parsed.kind === 'message');
        const { message } = parsed;
        if (message.t === 'hello') {
          const you = { as: 'shard', shard: 'north' } as const;
          const welcome = { t: 'welcome', v: 1, epoch: 'e', now: 1, heartbeat_ms: 8_000 } as const;
          socket.send(encode({ ...welcome, you }, as));
        } else if (message.t === 'session_opened') {
          socket.send(encode({ t: 'done', id: message.id }, as));
        }
      });
    });
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
    const { port } = http.address() as AddressInfo;
    const connection = new Connection({
      socket: () => new WebSocket(`ws://127.0.0.1:${port}`, subprotocol),
      auth: () => Promise.resolve({ as: 'shard', key: 'key', incarnation: 'one' }),
      subprotocol,
    });
    try {
      connection.start();
      const outcome = await connection.request({
        t: 'session_opened',
        id: 'r1',
        session: 's1',
        account: 'a1',
      });
      assert.equal(outcome, { t: 'done', id: 'r1' });
    } finally {
      connection.close();
      sockets.close();
      http.closeAllConnections();
      http.close();
    }
  });
}

test('[C64] a connection that is closed at any moment after its start throws nothing', async () => {
  const nobody = createServer();
  await new Promise<void>((listening) => nobody.listen(0, '127.0.0.1', listening));
  const { port } = nobody.address() as AddressInfo;
  await new Promise((closed) => nobody.close(closed));
  const thrown: unknown[] = [];
  const hear = (error: unknown): unknown => thrown.push(error);
  process.on('uncaughtException', hear);
  try {
    for (let microtasks = 0; microtasks < 8; microtasks++) {
      const connection = new Connection({
        socket: () => new WebSocket(`ws://127.0.0.1:${port}`, 'shardbell.v1'),
        auth: () => Promise.resolve({ as: 'shard', key: 'key', incarnation: 'one' }),
      });
      connection.start();
      for (let i = 0; i < microtasks; i++) await Promise.resolve();
      connection.close();
      // The error of a socket that was closed before it opened comes in one of the next turns.
      for (let i = 0; i < 10; i++) await nextTurn();
    }
    assert.equal(thrown, []);
  } finally {
    process.off('uncaughtException', hear);
  }
});
