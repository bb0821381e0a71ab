import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { LightSocket } from '../../bench/load/light-socket.ts';
import { changeAt, lastChange, type Schedule } from '../../bench/queue/schedule.ts';
import { WatchedWindow } from '../../bench/queue/watched.ts';
import { encode } from '../../protocol/codec.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import type { Row } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('watchers of the bench');

const schedule: Schedule = { began: 1_000, every_ms: 50, tickets: ['a', 'b', 'c'] };

// [B9] A change of the live queue is under way from when it is due until a watcher has it, with the
// first of those that come together.
test('[B9] a change of the queue is under way from when it is due', () => {
  assert.equal(changeAt(schedule, 4), { at: 1_200, ticket: 'b' });
  assert.is(lastChange(schedule, 'b', 1_049), undefined);
  assert.is(lastChange(schedule, 'b', 1_199), 1_050);
  assert.is(lastChange(schedule, 'b', 1_200), 1_200);
  assert.is(lastChange(schedule, 'other', 9_000), undefined);
});

test('[B9] several changes in one frame count from the first, at every watcher', () => {
  const watched = new WatchedWindow();
  watched.schedule = schedule;
  const [one, other] = [watched.reader(), watched.reader()];
  const [first, second] = [rows('a', 'b'), rows('c')];
  assert.is(one(first, 1_070), 70);
  assert.is(one(frame({ t: 'pong', now: 1_700_000_000_000 }), 1_080), undefined);
  assert.is(one(second, 1_130), 30);
  assert.is(other(first, 1_090), 90);
  assert.is(other(second, 1_140), 40);
  assert.throws(() => watched.reader()(second, 1_150), /told differently/);
});

test('[B10] the sockets of the load take frames however they are cut', async () => {
  const texts = ['pong', 'pong', 'refused'.repeat(100)];
  const frames = Buffer.concat(texts.map((text) => whole(Buffer.from(text))));
  for (const size of [1, 2, 7, frames.length]) assert.equal(await heardOf(frames, size), texts);
});

/** What a socket hears of a server that writes these bytes so many at a time. */
async function heardOf(frames: Buffer, size: number): Promise<string[]> {
  const server = createServer((peer) => void serve(peer, frames, size));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const heard: string[] = [];
  try {
    const socket = await LightSocket.open((server.address() as AddressInfo).port);
    await new Promise<void>((resolve) => {
      socket.hear((payload) => {
        heard.push(payload.toString());
        if (heard.length === 3) resolve();
      });
      socket.ping();
    });
    socket.close();
    return heard;
  } finally {
    server.close();
  }
}

async function serve(peer: Socket, frames: Buffer, size: number): Promise<void> {
  peer.setNoDelay(true);
  const handshake = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';
  for (const bytes of [Buffer.from(handshake), frames]) {
    await once(peer, 'data');
    for (let at = 0; at < bytes.length; at += size) {
      await new Promise((resolve) => peer.write(bytes.subarray(at, at + size), resolve));
    }
  }
  await once(peer, 'data');
  peer.end();
}

/** As a server sends it. */
function whole(payload: Buffer): Buffer {
  const { length } = payload;
  const header = length < 126 ? [0x82, length] : [0x82, 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), payload]);
}

function rows(...ids: readonly string[]): Buffer {
  const put = ids.map((id, at) => ({ at, row: { id } as Row }));
  return frame({ t: 'event', topic: 1, is: { on: 'rows', total: 3, removed: [], put } });
}

function frame(message: ServerMessage): Buffer {
  return Buffer.from(encode(message, 'shardbell.v1') as Uint8Array);
}
