import { backoff_ms } from '../../clients/core/backoff.ts';
import { steady_ms } from '../../clients/core/connection.ts';
import type { ConnectionState } from '../../clients/core/state.ts';
import { closes } from '../../protocol/close.ts';
import { assert, suite } from '../support/suite.ts';
import { quiet } from './fake-clock.ts';
import { setting } from './setting.ts';

const test = suite('attempts of a connection');

test('[C1] a connection goes from idle over connecting and greeting to live', async () => {
  const { connection, flow } = setting();
  const seen: ConnectionState['kind'][] = [connection.state.kind];
  connection.onState((state) => seen.push(state.kind));
  connection.start();
  await flow();
  assert.equal(seen, ['idle', 'connecting', 'greeting', 'live']);
});

test('[C2] every attempt asks for credentials of its own', async () => {
  let made = 0;
  const { connection, wire, flow, clock } = setting({
    auth: () => Promise.resolve({ as: 'web', ticket: `ticket-${++made}` }),
  });
  connection.start();
  await flow();
  wire().cut();
  await clock.pass(backoff_ms(2, 1));
  await flow();
  const hello = wire().messages()[0];
  assert.equal(hello, { t: 'hello', v: 1, auth: { as: 'web', ticket: 'ticket-2' } });
});

test('[C3] without credentials the connection ends as signed out', async () => {
  const { connection, server } = setting({ auth: () => Promise.resolve(undefined) });
  connection.start();
  await quiet();
  assert.is(server.wires.length, 0);
  assert.equal(connection.state, { kind: 'ended', ...closes.signed_out });
});

test('[C4] credentials that cannot be fetched are a failed attempt like any other', async () => {
  const { connection, clock } = setting({ auth: () => Promise.reject(new Error('offline')) });
  connection.start();
  await quiet();
  const state = connection.state;
  const until = clock.now() + 1_000;
  assert.equal(state, { kind: 'waiting', attempt: 2, until, code: 1006, sentence: 'offline' });
});

test('[C5] a terminal close code ends the connection, any other one brings it back', async () => {
  for (const { code } of [...Object.values(closes), { code: 1006 }, { code: 1001 }]) {
    const { connection, wire, flow } = setting();
    connection.start();
    await flow();
    wire().cut(code);
    const { state } = connection;
    assert.is(state.kind, code >= 4500 ? 'ended' : 'waiting', `${code}`);
    assert.is('code' in state && state.code, code);
  }
});

test('[C62] credentials that are made anew for each attempt are tried again when refused', async () => {
  const { connection, wire, flow } = setting({ authIsFresh: true });
  connection.start();
  await flow();
  wire().cut(closes.credentials_refused.code);
  assert.is(connection.state.kind, 'waiting');
});

test('[C7] the pause doubles from attempt to attempt up to its bound, half of it by chance', () => {
  const longest = [2, 3, 4, 5, 6, 7, 8, 500].map((attempt) => backoff_ms(attempt, 1));
  assert.equal(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000]);
  const shortest = [2, 3, 500].map((attempt) => backoff_ms(attempt, 0));
  assert.equal(shortest, [500, 1_000, 10_000]);
});

test('[C8] only a connection that was steady makes the next pause a short one again', async () => {
  const { connection, wire, flow, clock } = setting();
  const attempt = () => (connection.state.kind === 'waiting' ? connection.state.attempt : 0);
  connection.start();
  await flow();
  for (const expected of [2, 3, 4]) {
    wire().cut();
    assert.is(attempt(), expected);
    await clock.pass(backoff_ms(expected, 1));
    await flow();
  }
  // Alive all the while: pongs come back.
  for (let ms = 0; ms < steady_ms; ms += 1_000) {
    await clock.pass(1_000);
    await flow();
  }
  wire().cut();
  assert.is(attempt(), 2);
});

test('[C9] a waiting connection that is woken comes back at once', async () => {
  const { connection, wire, flow } = setting();
  connection.start();
  await flow();
  wire().cut();
  connection.wake();
  await flow();
  assert.is(connection.state.kind, 'live');
});

test('[C12] an attempt that does not come to a welcome is given up and repeated', async () => {
  const { connection, wire, clock, flow } = setting();
  connection.start();
  await quiet();
  wire().open();
  await clock.pass(60_000);
  await flow();
  assert.is(connection.state.kind, 'live');
});

test('[C16] a closed connection stays closed', async () => {
  const { connection, wire, flow, clock } = setting();
  connection.start();
  await flow();
  connection.close();
  assert.is(wire().readyState, 3);
  connection.wake();
  await clock.pass(60_000);
  assert.is(connection.state.kind, 'ended');

  const early = setting();
  early.connection.start();
  early.connection.close();
  await quiet();
  assert.is(early.server.wires.length, 0, 'closed while the credentials were fetched');
});
