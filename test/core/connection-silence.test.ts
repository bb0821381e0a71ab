import { probe_ms_max } from '../../clients/core/attempt.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { setting } from './setting.ts';

const test = suite('silence of a connection');

test('[C10] a live line that does not answer when woken is given up', async () => {
  const { connection, wire, flow, clock } = setting();
  connection.start();
  await flow();
  await clock.pass(1_000);
  connection.wake();
  await flow();
  await clock.pass(probe_ms_max);
  assert.is(connection.state.kind, 'live');
  wire().die();
  wire().readyState = 1;
  connection.wake();
  await clock.pass(probe_ms_max);
  assert.is(connection.state.kind, 'waiting');
});

test('[C11] a quiet line is pinged every heartbeat, and cut once it was silent for too long', async () => {
  const { connection, wire, flow, clock } = setting();
  connection.start();
  await flow();
  for (let beat = 1; beat <= 5; beat++) {
    await clock.pass(limits.heartbeat_ms);
    await flow();
    assert.is(
      wire()
        .messages()
        .filter((message) => message.t === 'ping').length,
      beat,
    );
  }
  await clock.pass(limits.silence_ms_max - 1);
  assert.is(connection.state.kind, 'live');
  await clock.pass(1);
  assert.is(connection.state.kind, 'waiting');
});

test('[U341] a line is not given up because timers came late, but because nothing answers', async () => {
  const { connection, wire, flow, clock } = setting();
  connection.start();
  await flow();
  for (let minute = 1; minute <= 3; minute++) {
    clock.sleep(60_000);
    await clock.pass(0);
    await flow();
    assert.is(connection.state.kind, 'live');
  }
  clock.sleep(60_000);
  await clock.pass(0);
  assert.is(connection.state.kind, 'live');
  wire().down.length = 0;
  await clock.pass(probe_ms_max);
  assert.is(connection.state.kind, 'waiting');
});

test('[C67] a client times silence by a clock that nobody sets, and asks at once after the machine slept', async () => {
  const { connection, flow, clock, wire } = setting();
  connection.start();
  await flow();
  for (const set_by_ms of [60_000, -3_600_000, 7_200_000]) {
    clock.set_by_ms = set_by_ms;
    await clock.pass(10_000);
    await flow();
    assert.is(connection.state.kind, 'live');
  }
  // Asleep: only the clock on the wall went on. Nothing answers any more.
  clock.set_by_ms += 60_000;
  await clock.pass(limits.heartbeat_ms);
  wire().down.length = 0;
  await clock.pass(probe_ms_max);
  assert.is(connection.state.kind, 'waiting');
});
