import { closes, type CloseReason } from '../../protocol/close.ts';
import { limits } from '../../protocol/limits.ts';
import { refusals } from '../../protocol/refusals.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { assert, suite } from '../support/suite.ts';
import { toldSettings } from '../support/told-settings.ts';
import { helper, player, Stage, type TestClient } from './stage.ts';

const test = suite('one connection');

const web = (ticket = `${player}:1`) => ({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
const asShard = (key = 'key of north') => ({
  t: 'hello',
  v: 1,
  auth: { as: 'shard', key, incarnation: 'first' },
});

/** A bye with the code and words of the reason, then a close frame with the same code. */
function assertClosed({ wire }: TestClient, reason: CloseReason): void {
  const { code, sentence } = closes[reason];
  assert.equal(wire.closedWith, { code, reason: sentence });
  const bye = wire.messages().at(-1)!;
  if (bye.t !== 'bye') throw new Error(`the last frame is ${bye.t}`);
  assert.is(bye.code, code);
  assert.is(bye.reconnect, code < 4500);
  assert.ok(bye.sentence.startsWith(sentence));
}

// [W1] The first frame is hello, in time and only once: an account is welcomed with its name,
// rights and categories, a shard by name, and then it is heard in order.
test('[W1] an account is welcomed with its name, its rights and the categories', () => {
  const stage = new Stage();
  const client = stage.connect();
  client.send(web());
  stage.endTurn();
  const rights = [...stage.ticketService.rights.get(player)!];
  assert.equal(client.wire.messages(), [
    {
      t: 'welcome',
      v: 1,
      epoch: 'epoch-1',
      now: stage.backend.time,
      heartbeat_ms: limits.heartbeat_ms,
      you: {
        as: 'account',
        account: player,
        name: 'account 11',
        shown_as: 'account 11',
        rights,
        categories: ['Question', 'Bug'],
        settings: toldSettings,
      },
    },
  ]);
});

test('[W1] a shard is welcomed by name, then gets all of its frames in order', () => {
  const stage = new Stage();
  const client = stage.connect({ origin: 'missing' });
  client.send(asShard());
  const moved = (session: string) => ({ t: 'session_closed', id: `m${session}`, session });
  for (const session of ['a', 'b', 'c']) client.send(moved(session));
  stage.endTurn();
  const [shard] = stage.backend.shards;
  assert.is(shard?.incarnation, 'first');
  assert.equal(shard?.received, ['a', 'b', 'c'].map(moved));
  assert.equal(client.last('welcome').you, { as: 'shard', shard: 'north' });
});

test('[W1] nothing is accepted before hello', () => {
  for (const first of [{ t: 'ping' }, { t: 'nonsense' }, { hello: true }, {}]) {
    const client = new Stage().connect();
    client.send(first);
    assertClosed(client, 'hello_expected');
  }
});

test('[W1] a second hello closes the connection, for accounts and shards', () => {
  const stage = new Stage();
  const account = stage.signIn(player);
  account.send(web(`${player}:again`));
  assertClosed(account, 'hello_expected');
  const { client, shard } = stage.shard();
  client.send(asShard());
  assertClosed(client, 'hello_expected');
  assert.is(shard.closes, 1);
});

test('[W1] a hello that does not come in time closes the connection, one that came does not', () => {
  const stage = new Stage();
  const late = stage.connect();
  const early = stage.connect();
  early.send(web());
  const start = stage.backend.time;
  for (const client of [late, early]) client.session.sweep(start + limits.hello_wait_ms - 1);
  assert.is(late.wire.closedWith, undefined);
  for (const client of [late, early]) client.session.sweep(start + limits.hello_wait_ms);
  assertClosed(late, 'hello_late');
  assert.is(early.wire.closedWith, undefined);
});

test('[W2] another version of the protocol is refused before its fields are looked at', () => {
  const client = new Stage().connect();
  client.send({ t: 'hello', v: 2, whoIAm: 'somebody' });
  assertClosed(client, 'version_unknown');
  assert.match(client.last('bye').sentence, /version 1/);
});

// [W3] Wrong credentials are all refused alike, and further wrong ones of a network with many of
// them are told to wait; right ones are taken whatever others of their network did.
test('[W3] a wrong key, a wrong or spent ticket, and a ticket without an Origin are refused alike', () => {
  const stage = new Stage();
  stage.signIn(player);
  const refused = [
    stage.connect(),
    stage.connect(),
    stage.connect(),
    stage.connect({ origin: 'missing' }),
  ];
  const hellos = [asShard('no key'), web('nonsense'), web(`${player}:1`), web(`${player}:fresh`)];
  hellos.forEach((hello, i) => refused[i]!.send(hello));
  for (const client of refused) assertClosed(client, 'credentials_refused');
  assert.equal(refused[0]!.wire.bytes, refused[3]!.wire.bytes);
});

test('[W3] many failed hellos of a network brake its wrong credentials, and never the right ones', () => {
  const stage = new Stage();
  const reasons: Array<number | undefined> = [];
  for (let i = 0; i < 25; i++) {
    const client = stage.connect();
    client.send(asShard('guess'));
    reasons.push(client.wire.closedWith?.code);
  }
  assert.is(reasons.filter((code) => code === closes.credentials_refused.code).length, 20);
  assert.is(reasons.at(-1), closes.too_fast.code);
  const other = stage.connect({ network: '192.0.2.2' });
  other.send(asShard('guess'));
  assertClosed(other, 'credentials_refused');
  // The shard and the staff behind the same proxy.
  for (const hello of [asShard(), web(`${player}:fresh`)]) {
    const right = stage.connect();
    right.send(hello);
    assert.is(right.wire.closedWith, undefined);
  }
  const counted = stage.security.figures().map(({ labels, value }) => [labels.reason, value]);
  assert.equal(
    counted.filter(([, value]) => value !== 0),
    [
      ['credentials_refused', 21],
      ['hellos_braked', 5],
    ],
  );
  stage.backend.time += 5_000;
  const later = stage.connect();
  later.send(asShard());
  assert.is(later.wire.closedWith, undefined);
});

// [W4] A frame that is no plain map, or over its bound, closes the connection.
test('[W4] what is no plain map closes the connection', () => {
  const frames = [Buffer.from([0xc1]), Buffer.from([0x93, 1, 2, 3]), Buffer.alloc(0), 'text'];
  for (const frame of frames) {
    const client = new Stage().signIn(player);
    client.session.receive(frame);
    assertClosed(client, 'frame_malformed');
  }
  const json = new Stage().signIn(player, { subprotocol: 'shardbell.v1.json' });
  json.session.receive('{"t":');
  assertClosed(json, 'frame_malformed');
});

test('[W4] a frame over its bound closes the connection', () => {
  const client = new Stage().signIn(player);
  client.session.receive(Buffer.alloc(limits.frame_in_bytes_max + 1));
  assertClosed(client, 'frame_too_large');
});

// [W5] A message that does not fit is refused by its id with the field at fault; without an id, or
// unknown, it closes the connection and says so.
test('[W5] a message that nobody knows closes the connection and is named', () => {
  const client = new Stage().signIn(player);
  client.send({ t: 'dance', id: 'd1' });
  assertClosed(client, 'message_unknown');
  assert.match(client.last('bye').sentence, /"dance"/);
});

test('[W5] a message that does not fit is refused by its id, with the field at fault', () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  client.send({ t: 'command', id: 'c1', do: { kind: 'post_message', body: 7 } });
  stage.endTurn();
  const { sentence, ...refused } = client.last('refused');
  assert.equal(refused, { t: 'refused', id: 'c1', code: 'bad_message', retry: false });
  assert.match(sentence, /do\.body/);
  assert.is(client.wire.closedWith, undefined);
});

test('[W5] one that does not fit and has no id closes the connection, with the field at fault', () => {
  const client = new Stage().signIn(player);
  client.send({ t: 'watch', w: 1, what: { on: 'ticket', ticket: 't1', as: 'everybody' } });
  assertClosed(client, 'message_invalid');
  assert.match(client.last('bye').sentence, /what\.as/);
  const blanks = new Stage().signIn(player);
  blanks.send({ t: 'command', id: 'with blanks', ticket: 't1', do: { kind: 'close' } });
  assertClosed(blanks, 'message_invalid');
});

// [W6] An account is answered done after the fact or refused in words, reads pages of history, and
// may send nothing that is for shards only.
test('[W6] an account is answered done after the fact, or refused in words', async () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  client.send({ t: 'command', id: 'c1', do: { kind: 'open', category: 'bug', body: 'Help' } });
  await stage.settle();
  const done = client.last('done');
  assert.equal(done, { t: 'done', id: 'c1', ticket: 'ticket-11-c1', number: 1, seq: 2 });
  client.send({ t: 'command', id: 'c2', ticket: 'no-such', do: { kind: 'close' } });
  await stage.settle();
  assert.equal(client.last('refused'), {
    t: 'refused',
    id: 'c2',
    code: 'ticket_unknown',
    retry: false,
    sentence: refusals.ticket_unknown.sentence,
  });
});

test('[W6] what only a shard may send is refused to an account', async () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  client.send({ t: 'session_closed', id: 's1', session: 'x' });
  client.send({ t: 'account', id: 's2', account: 'x', name: 'x' });
  client.send({ t: 'command', id: 's3', session: 'x', do: { kind: 'open', category: 'Bug' } });
  await stage.settle();
  const refused = client.all('refused').map(({ id, code }) => [id, code]);
  assert.equal(
    refused,
    ['s1', 's2', 's3'].map((id) => [id, 'only_for_shards']),
  );
  assert.is(stage.ticketService.tickets.size, 0);
});

test('[W6] a page of history holds the entries before a number, oldest first', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  for (const body of ['one', 'two', 'three']) {
    await stage.do(player, { kind: 'post_message', body }, ticket);
  }
  const client = stage.signIn(player);
  client.send({ t: 'get', id: 'g1', ticket, as: 'public', before: 4 });
  client.send({ t: 'get', id: 'g2', ticket, as: 'support' });
  await stage.settle();
  const { entries, more } = client.last('got');
  assert.equal(
    entries.map(({ seq }) => seq),
    [1, 2, 3],
  );
  assert.is(more, false);
  assert.is(client.last('refused').code, 'ticket_unknown');
});

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

test('[A50] an account is told again what it may do only when that changed', () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  const rights = stage.ticketService.rights.get(player)!;
  stage.backend.setRights(player, [...rights]);
  stage.endTurn();
  assert.equal(client.fresh(), []);
  stage.backend.setRights(player, rights.slice(1));
  stage.backend.setCategories(['Bug']);
  stage.endTurn();
  const told = client.fresh().map((message) => {
    if (message.t !== 'welcome' || message.you.as !== 'account') throw new Error(message.t);
    return [message.you.rights.length, message.you.categories];
  });
  assert.equal(told, [
    [rights.length - 1, ['Question', 'Bug']],
    [rights.length - 1, ['Bug']],
  ]);
});

// [G22] What administrators ask for and look-ups are answered in the order of asking; a refusal
// comes in its own words.
test('[G22] what administrators ask for and look-ups are answered in the order of asking', async () => {
  const stage = new Stage();
  const client = stage.signIn(helper);
  client.send({ t: 'admin', id: 'm1', do: { kind: 'group_list' } });
  client.send({ t: 'admin', id: 'm2', do: { kind: 'shard_remove', name: 'moon' } });
  client.send({ t: 'find', id: 'f1', what: 'accounts', words: 'an', limit: 5 });
  await stage.settle();
  assert.equal(client.fresh(), [
    { t: 'answer', id: 'm1', is: { of: 'groups', groups: [] } },
    { t: 'done', id: 'm2' },
    { t: 'answer', id: 'f1', is: { of: 'people', people: [] } },
  ]);
  assert.equal(
    stage.backend.asked.map(({ account, command }) => [account, command.kind]),
    [
      [helper, 'group_list'],
      [helper, 'shard_remove'],
    ],
  );
});

test('[G22] a refusal of either comes in its own words, and says whether to try again', async () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  client.send({ t: 'find', id: 'f1', what: 'accounts', words: 'an', limit: 5 });
  client.send({ t: 'admin', id: 'm1', do: { kind: 'group_set', name: 'x' } });
  await stage.settle();
  const refused = client.all('refused');
  const [first, second] = ['f1', 'm1'].map((wanted) => refused.find(({ id }) => id === wanted));
  assert.equal(first, {
    t: 'refused',
    id: 'f1',
    code: 'right_missing',
    retry: false,
    sentence: 'Not an for you.',
  });
  assert.equal([second?.id, second?.code], ['m1', 'bad_message']);
});
