import { backoff_ms } from '../../clients/core/backoff.ts';
import { principal_changed } from '../../clients/core/state.ts';
import { closes } from '../../protocol/close.ts';
import { assert, suite } from '../support/suite.ts';
import { toldSettings } from '../support/told-settings.ts';
import { setting } from './setting.ts';

const test = suite('messages of a connection');

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
