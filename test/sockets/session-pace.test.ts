import { limits } from '../../protocol/limits.ts';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { assertClosed } from './session-frames.ts';

const test = suite('the pace of a connection');

// [W7] Ping is answered with the time, and a connection that is silent for too long is closed.
test('[W7] ping is answered with the time', () => {
  const stage = new Stage();
  const account = stage.signIn(player);
  const { client, shard } = stage.shard();
  for (const one of [account, client]) one.send({ t: 'ping' });
  stage.endTurn();
  for (const one of [account, client]) {
    assert.equal(one.last('pong'), { t: 'pong', now: stage.backend.time });
  }
  assert.equal(shard.received, []);
});

test('[W7] a connection that is silent for too long is closed, one that pings is not', () => {
  const stage = new Stage();
  const silent = stage.signIn(player);
  const lively = stage.signIn(player);
  stage.backend.time += limits.heartbeat_ms;
  lively.send({ t: 'ping' });
  const late = stage.backend.time + limits.silence_ms_max - limits.heartbeat_ms;
  for (const client of [silent, lively]) client.session.sweep(late);
  assertClosed(silent, 'silent');
  assert.is(lively.wire.closedWith, undefined);
});

test('[U340] a connection that is silent is asked on the WebSocket itself, which a browser answers however slow its timers are, before it is closed', () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  const start = stage.backend.time;
  const sweepAt = (ms: number): void => {
    stage.backend.time = start + ms;
    client.session.sweep(stage.backend.time);
  };
  sweepAt(netLimits.ping_after_ms - 1);
  assert.is(client.wire.pings, 0);
  sweepAt(netLimits.ping_after_ms);
  assert.is(client.wire.pings, 1);
  client.session.alive();
  sweepAt(limits.silence_ms_max);
  assert.is(client.wire.pings, 1);
  assert.is(client.wire.closedWith, undefined);
});

test('[W8] commands over the pace are refused as retryable, until time has passed', async () => {
  const stage = new Stage({ accountPace: { per_second: 10, burst: 3 } });
  const client = stage.signIn(player);
  const ask = (id: string) => client.send({ t: 'get', id, ticket: 't', as: 'public' });
  for (const id of ['1', '2', '3', '4']) ask(id);
  await stage.settle();
  const codes = () => client.all('refused').map(({ id, code, retry }) => [id, code, retry]);
  assert.equal(codes(), [
    ['4', 'rate_limited', true],
    ['1', 'ticket_unknown', false],
    ['2', 'ticket_unknown', false],
    ['3', 'ticket_unknown', false],
  ]);
  stage.backend.time += 200;
  ask('5');
  await stage.settle();
  assert.equal(codes().at(-1), ['5', 'ticket_unknown', false]);
});

test('[W8] other frames over the pace, and a flood of commands, close the connection', () => {
  const stage = new Stage({ accountPace: { per_second: 10, burst: 3 } });
  const pings = stage.signIn(player);
  for (let i = 0; i < 3; i++) pings.send({ t: 'ping' });
  assert.is(pings.wire.closedWith, undefined);
  pings.send({ t: 'ping' });
  assertClosed(pings, 'too_fast');
  const flood = stage.signIn(helper);
  for (let i = 0; i < 6; i++) flood.send({ t: 'get', id: `g${i}`, ticket: 't', as: 'public' });
  assert.is(flood.wire.closedWith, undefined);
  flood.send({ t: 'get', id: 'g6', ticket: 't', as: 'public' });
  assertClosed(flood, 'too_fast');
});

test('[W8] all connections of an account share one pace, and others have their own', () => {
  const stage = new Stage({ accountPace: { per_second: 10, burst: 3 } });
  const [first, second, other] = [stage.signIn(player), stage.signIn(player), stage.signIn(helper)];
  for (let i = 0; i < 3; i++) first.send({ t: 'ping' });
  other.send({ t: 'ping' });
  assert.is(other.wire.closedWith, undefined);
  second.send({ t: 'ping' });
  assertClosed(second, 'too_fast');
  const { client } = stage.shard();
  for (let i = 0; i < 100; i++) client.send({ t: 'ping' });
  assert.is(client.wire.closedWith, undefined);
});
