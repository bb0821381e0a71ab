import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { decodeTrusted, subprotocols } from '../../protocol/codec.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { payloadBytes, prepare } from '../../server/sockets/connection/frame.ts';
import { assert, suite } from '../support/suite.ts';
import { payloads } from './fake-wire.ts';

const test = suite('a prepared frame');

/** As ws frames what it sends itself: the header, then the payload. */
type FrameOf = (data: Buffer, options: object) => Buffer[];
const load = createRequire(import.meta.url);
const { frame: wsFrame } = load(join(dirname(load.resolve('ws')), 'lib/sender.js')) as {
  frame: FrameOf;
};

/** A message whose payload takes exactly so many bytes. */
function messageOf(bytes: number, as: (typeof subprotocols)[number]): ServerMessage {
  const bye = (chars: number): ServerMessage => ({
    t: 'bye',
    code: 4000,
    reconnect: true,
    sentence: 'x'.repeat(chars),
  });
  let chars = Math.max(0, bytes - 100);
  while (payloadBytes(prepare(bye(chars), as)) < bytes) chars += 1;
  return bye(chars);
}

// [W22] A prepared frame is byte for byte what ws sends, and mixes with its control frames.
test('[W22] is byte for byte what ws sends, at every length of header', () => {
  for (const as of subprotocols) {
    for (const bytes of [60, 125, 126, 127, 65_535, 65_536, 262_144]) {
      const message = messageOf(bytes, as);
      const prepared = prepare(message, as);
      const [payload] = payloads(prepared);
      const isText = typeof payload === 'string';
      const data = Buffer.from(payload as string);
      assert.is(data.length, bytes);
      assert.is(payloadBytes(prepared), bytes);
      const options = {
        fin: true,
        opcode: isText ? 1 : 2,
        mask: false,
        readOnly: false,
        rsv1: false,
      };
      assert.ok(prepared.equals(Buffer.concat(wsFrame(data, options))), `${as} ${bytes}`);
      assert.equal(decodeTrusted(payload!), message);
    }
  }
});

test('[W22] counts bytes, not characters', () => {
  const message: ServerMessage = {
    t: 'bye',
    code: 4000,
    reconnect: true,
    sentence: '✂️漢字🔔'.repeat(40),
  };
  for (const as of subprotocols) {
    const [payload] = payloads(prepare(message, as));
    assert.equal(decodeTrusted(payload!), message);
  }
});

test('[W22] stays as it is when others are prepared after it', () => {
  const prepared = prepare(messageOf(300, 'shardbell.v1'), 'shardbell.v1');
  const before = Buffer.from(prepared);
  for (let i = 0; i < 2_000; i++) prepare({ t: 'pong', now: i }, 'shardbell.v1');
  assert.ok(prepared.equals(before));
});
