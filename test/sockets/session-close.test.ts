import { closes } from '../../protocol/close.ts';
import { limits } from '../../protocol/limits.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { assert, suite } from '../support/suite.ts';
import { player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { assertClosed } from './session-frames.ts';

const test = suite('the end of a connection');

// [W9] A fault of ours is told to the operator and costs only the connection that met it.
test('[W9] a fault of ours is told to the operator and costs only that connection', () => {
  const stage = new Stage();
  const { client, shard } = stage.shard();
  const other = stage.signIn(player);
  shard.receive = () => {
    throw new Error('a bug');
  };
  client.send({ t: 'sessions_end' });
  assertClosed(client, 'fault');
  assert.equal(stage.faults.map(String), ['Error: a bug']);
  assert.is(other.wire.closedWith, undefined);
});

test('[W9] what is too large for a frame is a fault, not sent', () => {
  const stage = new Stage();
  const { client, shard } = stage.shard();
  const at = 1;
  const text = 'x'.repeat(limits.frame_out_bytes_max);
  const about = { session: 's', notice: 'n', kind: 'reply', ticket: null, number: null } as const;
  shard.connection.send({ t: 'notify', ...about, from: 'x', text, at });
  assertClosed(client, 'fault');
  assert.equal(client.all('notify'), []);
});

// [W10] After its end a connection sends nothing, hears nothing and is let go once.
test('[W10] after its end a connection sends nothing, hears nothing and leaves once', async () => {
  const stage = new Stage();
  const { client, shard } = stage.shard();
  shard.connection.close('replaced');
  assertClosed(client, 'replaced');
  const { length } = client.wire.writes;
  shard.connection.send({ t: 'pong', now: 1 } satisfies ServerMessage);
  shard.connection.close('replaced');
  client.send({ t: 'ping' });
  client.session.cut();
  await stage.settle();
  assert.is(client.wire.writes.length, length);
  assert.equal(shard.received, []);
  assert.is(shard.closes, 1);
  assert.is(stage.deps.counters.closes.replaced, 1);
  assert.is(stage.deps.counters.closes.by_client, 0);
});

test('[W10] a shard that is turned away while it connects is told so and let go', () => {
  const stage = new Stage();
  const connectShard = stage.backend.connectShard.bind(stage.backend);
  stage.backend.connectShard = (shard, incarnation, connection) => {
    connection.close('replaced');
    return connectShard(shard, incarnation, connection);
  };
  const { client, shard } = stage.shard();
  assertClosed(client, 'replaced');
  assert.is(shard.closes, 1);
});

test("[S21] a shard's actor hears of room once what waited for its connection was taken", () => {
  const stage = new Stage();
  const { client, shard } = stage.shard();
  client.wire.isStalled = true;
  for (let i = 0; i < 2; i++) {
    shard.connection.send({ t: 'pong', now: i });
    stage.endTurn();
  }
  assert.ok(shard.connection.waiting_bytes > 0);
  assert.is(shard.emptyings, 0);
  client.wire.isStalled = false;
  client.wire.buffered_bytes = 0;
  client.session.drained();
  assert.is(shard.emptyings, 1);
  assert.is(shard.connection.waiting_bytes, 0);
});

test('[W10] every close reason fits a close frame', () => {
  for (const { sentence } of Object.values(closes)) {
    assert.ok(Buffer.byteLength(sentence) <= 123, sentence);
  }
});
