import { backoff_ms } from '../../clients/core/backoff.ts';
import { steady_ms } from '../../clients/core/connection.ts';
import { probe_ms_max } from '../../clients/core/attempt.ts';
import { principal_changed, type ConnectionState } from '../../clients/core/state.ts';
import { closes } from '../../protocol/close.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { toldSettings } from '../support/told-settings.ts';
import { quiet } from './fake-clock.ts';
import { setting } from './setting.ts';

const test = suite('connection');

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

test('[C63] an answer that no request waits for is told to whoever listens', async () => {
  const { connection, wire, flow } = setting();
  const heard: string[] = [];
  connection.onMessage((message) => heard.push(message.t));
  connection.start();
  await flow();
  wire().tell({
    t: 'refused',
    id: 'unheard',
    code: 'session_unknown',
    retry: false,
    sentence: 'No.',
  });
  wire().tell({ t: 'done', id: 'unheard too' });
  wire().deliverDown();
  assert.equal(heard, ['refused', 'done']);
});

test('[C65] a connection whose greeting takes its time is live after it, and sends nothing of what waited before', async () => {
  const greetings: Array<() => void> = [];
  const { connection, clock, wire, flow } = setting({
    greet: () => new Promise<void>((end) => greetings.push(end)),
  });
  const outcome = connection.command({ kind: 'post_message', body: 'hello' }, { ticket: 't1' });
  connection.start();
  await flow();
  wire().cut();
  await clock.pass(backoff_ms(2, 1));
  await flow();
  greetings[0]!();
  await flow();
  assert.is(connection.state.kind, 'greeting');
  const types = (): string[] =>
    wire()
      .messages()
      .map(({ t }) => t);
  assert.equal(types(), ['hello']);
  greetings[1]!();
  await flow();
  assert.is(connection.state.kind, 'live');
  assert.equal(types(), ['hello', 'command']);
  assert.is((await outcome).t, 'done');
});

test('[C6] bye counts even when the close code is lost on the way', async () => {
  const { connection, wire, flow } = setting();
  connection.start();
  await flow();
  const { code, sentence } = closes.replaced;
  wire().tell({ t: 'bye', code, reconnect: false, sentence });
  wire().deliverDown();
  wire().cut(1006);
  assert.equal(connection.state, { kind: 'ended', code, sentence });
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

test('[C12] an attempt that does not come to a welcome is given up and repeated', async () => {
  const { connection, wire, clock, flow } = setting();
  connection.start();
  await quiet();
  wire().open();
  await clock.pass(60_000);
  await flow();
  assert.is(connection.state.kind, 'live');
});

test('[C13] a frame that cannot be read is a broken line', async () => {
  const { connection, wire, flow } = setting();
  connection.start();
  await flow();
  wire().down.push(Uint8Array.of(0x81));
  wire().deliverDown();
  assert.is(connection.state.kind, 'waiting');
});

test('[C14] a later welcome tells what the account may do from then on', async () => {
  const { connection, wire, flow } = setting();
  connection.start();
  await flow();
  const you = {
    as: 'account' as const,
    account: '7',
    name: 'Ann',
    shown_as: 'Ann',
    rights: ['x'],
    categories: [],
    settings: toldSettings,
  };
  const welcome = { t: 'welcome', v: 1, epoch: 'epoch-1', now: 1, heartbeat_ms: 8_000 } as const;
  wire().tell({ ...welcome, you });
  wire().deliverDown();
  assert.ok(connection.state.kind === 'live');
  assert.equal(connection.state.welcome.you, you);
});

test('[C15] messages that answer nothing are handed on, of a later server too', async () => {
  const { connection, wire, flow } = setting();
  const heard: string[] = [];
  connection.onMessage((message) => heard.push(message.t));
  connection.start();
  await flow();
  wire().tell({ t: 'form_gone', session: 's', form: 'f', entries: [], offered: false });
  wire().tell({ t: 'fanfare' } as never);
  wire().deliverDown();
  assert.equal(heard, ['form_gone', 'fanfare']);
});

// [C66] A connection is of one account or shard: welcomed as another it ends, has sent that one
// nothing of what waited, and settles all of it.
test('[C66] welcomed as another account a connection ends, and sends that one nothing of what waited', async () => {
  const { connection, server, wire, flow, clock } = setting();
  connection.start();
  await flow();
  wire().cut();
  const waiting = connection.command({ kind: 'post_message', body: 'mine' }, { ticket: 't1' });
  server.account = '8';
  await clock.pass(backoff_ms(2, 1));
  await flow();
  assert.equal(await waiting, { t: 'ended' });
  assert.equal(
    wire()
      .messages()
      .map(({ t }) => t),
    ['hello'],
  );
  assert.equal(server.carriedOut, []);
  assert.is(wire().readyState, 3);
  const { state } = connection;
  assert.ok(state.kind === 'ended' && state.code === principal_changed);
  await clock.pass(60_000);
  assert.is(server.wires.length, 2);
});

test('[C66] a later welcome for another account ends a live connection', async () => {
  const greeted: string[] = [];
  const { connection, wire, flow } = setting({ greet: ({ you }) => void greeted.push(you.as) });
  connection.start();
  await flow();
  const heard = connection.state;
  assert.ok(heard.kind === 'live');
  wire().tell({ ...heard.welcome, you: { as: 'shard', shard: 'britain' } });
  wire().deliverDown();
  assert.is(connection.state.kind, 'ended');
  assert.equal(greeted, ['account']);
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
