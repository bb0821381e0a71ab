import { applyRows } from '../../protocol/rows.ts';
import { limits } from '../../protocol/limits.ts';
import type { Row } from '../../protocol/ticket.ts';
import { playerRights, supportRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player, Stage, type TestClient } from './stage.ts';

const test = suite('watching a list');

const queue = (over: object = {}, w = 1) => ({
  t: 'watch',
  w,
  what: {
    on: 'queue',
    filter: {},
    sort: { by: 'created', descending: false },
    offset: 0,
    limit: 50,
    ...over,
  },
});
const mine = (list: 'active' | 'closed' = 'active', over: object = {}) => ({
  t: 'watch',
  w: 1,
  what: { on: 'mine', list, ...over },
});

/** What a client holds that was told the state of a list and all that followed. */
function held(client: TestClient): { total: number; rows: readonly Row[] } {
  let total = 0;
  let rows: readonly Row[] = [];
  let topic = 0;
  for (const message of client.wire.messages()) {
    if (message.t === 'state' && (message.is.on === 'queue' || message.is.on === 'mine')) {
      ({ total, rows } = message.is);
      ({ topic } = message);
    } else if (message.t === 'event' && message.topic === topic && message.is.on === 'rows') {
      rows = applyRows(rows, message.is);
      ({ total } = message.is);
    }
  }
  return { total, rows };
}

const ids = (client: TestClient) => held(client).rows.map(({ id }) => id);

// [W40] The queue begins with its window and total, then moves by one event for all that changed in
// a moment, shared by all that watch the same window.
test('[W40] the queue begins with its window and the total, then moves by itself', async () => {
  const stage = new Stage();
  const [a, b] = [await stage.open(player), await stage.open(otherPlayer)];
  await stage.settle();
  const client = stage.signIn(helper);
  client.send(queue({ limit: 2 }));
  await stage.settle();
  assert.equal(ids(client), [a, b]);
  const c = await stage.open(player);
  await stage.do(helper, { kind: 'close' }, a);
  await stage.settle();
  assert.equal(ids(client), [b, c]);
  assert.is(held(client).total, 2);
  assert.is(client.all('event').length, 1);
});

test('[W40] everything that changed in a turn is one event', async () => {
  const stage = new Stage();
  const client = stage.signIn(helper);
  client.send(queue());
  await stage.settle();
  const opened = [await stage.open(player), await stage.open(player), await stage.open(player)];
  await stage.settle();
  assert.is(client.all('event').length, 1);
  assert.equal(ids(client), opened);
});

test('[W40] watchers of the same window share a topic, and one that joins late starts where it is', async () => {
  const stage = new Stage();
  const [early, late] = [stage.signIn(helper), stage.signIn(helper)];
  early.send(queue());
  await stage.settle();
  const a = await stage.open(player);
  late.send(queue({}, 7));
  await stage.settle();
  const b = await stage.open(player);
  await stage.settle();
  for (const client of [early, late]) assert.equal(ids(client), [a, b]);
  assert.is(early.last('state').topic, late.last('state').topic);
  early.session.cut();
  const c = await stage.open(player);
  await stage.settle();
  assert.equal(ids(late), [a, b, c]);
});

test('[W40] the window moves by watching again under the same number', async () => {
  const stage = new Stage();
  const opened: string[] = [];
  for (let i = 0; i < 5; i++) opened.push(await stage.open(player));
  await stage.settle();
  const client = stage.signIn(helper);
  client.send(queue({ limit: 2 }));
  client.send(queue({ limit: 2, offset: 2 }));
  await stage.settle();
  assert.equal(ids(client), opened.slice(2, 4));
  await stage.do(helper, { kind: 'close' }, opened[0]);
  await stage.settle();
  assert.equal(ids(client), opened.slice(3, 5));
});

test('[Q40] a window is moved by one message; the old one is told until the state of the new is there, and the list is not put together anew', async () => {
  const stage = new Stage();
  const [a, b, c] = [await stage.open(player), await stage.open(player), await stage.open(player)];
  await stage.settle();
  let lists = 0;
  const { queue: all } = stage.backend;
  const active = all.active.bind(all);
  all.active = () => {
    lists += 1;
    return active();
  };
  const client = stage.signIn(helper);
  client.send(queue({ limit: 2 }));
  await stage.settle();
  // What is asked for on one connection is answered in order, so the move waits behind this.
  stage.ticketService.holdHistories();
  client.send({ t: 'get', id: 'g-1', ticket: a, as: 'support' });
  client.send(queue({ limit: 2, offset: 1 }));
  await stage.do(helper, { kind: 'close' }, a);
  await stage.settle();
  assert.equal(ids(client), [b, c]);
  stage.ticketService.releaseHistories();
  await stage.settle();
  assert.equal(ids(client), [c]);
  assert.equal(
    client.all('state').map(({ w, is }) => [w, is.on === 'queue' && is.offset]),
    [
      [1, 0],
      [1, 1],
    ],
  );
  const events = client.all('event').length;
  const d = await stage.open(player);
  await stage.settle();
  assert.equal(ids(client), [c, d]);
  assert.is(client.all('event').length, events + 1);
  assert.is(lists, 1);
});

test('[Q41] a window that is moved tells nothing more once the right to it is gone', async () => {
  const stage = new Stage();
  const a = await stage.open(player);
  const client = stage.signIn(helper);
  client.send(queue());
  await stage.settle();
  stage.ticketService.holdHistories();
  client.send({ t: 'get', id: 'g-1', ticket: a, as: 'support' });
  client.send(queue({ offset: 1 }));
  stage.backend.setRights(helper, playerRights);
  await stage.open(player);
  await stage.settle();
  assert.equal(client.all('event'), []);
  stage.ticketService.releaseHistories();
  await stage.settle();
  assert.is(client.last('gone').code, 'right_missing');
  assert.is(client.all('state').length, 1);
});

// [Q42] Lists of own tickets are windows that move, of active and of closed ones, and are bounded.
test('[Q42] lists of own tickets are windows that move, of active and of closed ones', async () => {
  const stage = new Stage();
  const opened: string[] = [];
  for (let i = 0; i < 5; i++) opened.push(await stage.open(player));
  const newest = opened.toReversed();
  const client = stage.signIn(player);
  for (const list of ['active', 'closed'] as const) {
    client.send(mine(list, { limit: 2 }));
    await stage.settle();
    assert.equal(ids(client), newest.slice(0, 2));
    client.send(mine(list, { offset: 3, limit: 2 }));
    await stage.settle();
    assert.equal([ids(client), held(client).total], [newest.slice(3), 5]);
    for (const ticket of list === 'active' ? opened : []) {
      await stage.do(player, { kind: 'close' }, ticket);
    }
    await stage.settle();
  }
});

// [W41] Only queue access watches the queue, while it lasts; only so many different lists are
// watched.
test('[W41] only queue access may watch the queue, and only while it lasts', async () => {
  const stage = new Stage();
  const [no, yes] = [stage.signIn(player), stage.signIn(helper)];
  for (const client of [no, yes]) client.send(queue());
  await stage.settle();
  assert.is(no.last('gone').code, 'right_missing');
  stage.backend.setRights(helper, ['tickets.reply']);
  await stage.settle();
  assert.equal(yes.all('gone'), []);
  stage.backend.setRights(helper, playerRights);
  await stage.settle();
  assert.is(yes.last('gone').code, 'right_missing');
  await stage.open(player);
  await stage.settle();
  assert.equal(yes.all('event'), []);
});

// [W42] An account sees its own active and closed tickets as players see them, and none without the
// right to view.
test('[W42] an account sees its own active tickets, the latest change first, as players see them', async () => {
  const stage = new Stage();
  const [a, b] = [await stage.open(player), await stage.open(player)];
  await stage.open(otherPlayer);
  await stage.settle();
  const client = stage.signIn(player);
  client.send(mine());
  await stage.settle();
  assert.equal(ids(client), [b, a]);
  const quiet = client.wire.bytes.length;
  await stage.do(helper, { kind: 'post_note', body: 'hidden' }, a);
  await stage.settle();
  assert.is(client.wire.bytes.length, quiet);
  await stage.do(helper, { kind: 'post_message', body: 'Hello' }, a);
  await stage.settle();
  assert.equal(ids(client), [a, b]);
});

test('[W42] and its closed ones, the newest number first', async () => {
  const stage = new Stage();
  const opened = [await stage.open(player), await stage.open(player), await stage.open(player)];
  await stage.do(player, { kind: 'close' }, opened[0]);
  const client = stage.signIn(player);
  client.send(mine('closed'));
  await stage.settle();
  assert.equal(ids(client), [opened[0]]);
  await stage.do(player, { kind: 'close' }, opened[2]);
  await stage.do(helper, { kind: 'post_note', body: 'hidden' }, opened[0]);
  await stage.settle();
  assert.equal(ids(client), [opened[2], opened[0]]);
  await stage.do(player, { kind: 'reopen' }, opened[0]);
  await stage.settle();
  assert.equal(ids(client), [opened[2]]);
  assert.is(held(client).total, 1);
  const events = client.all('event').length;
  await stage.do(player, { kind: 'post_message', body: 'x' }, opened[1]);
  await stage.settle();
  assert.is(client.all('event').length, events);
});

test('[W42] without the right to view the lists are empty, and follow the right', async () => {
  const stage = new Stage();
  const open = await stage.open(player);
  await stage.settle();
  const client = stage.signIn(player);
  client.send(mine());
  await stage.settle();
  assert.equal(ids(client), [open]);
  stage.backend.setRights(player, ['tickets.create']);
  await stage.settle();
  assert.equal(held(client), { total: 0, rows: [] });
  await stage.do(player, { kind: 'open', category: 'Bug', body: 'x' });
  await stage.settle();
  assert.equal(held(client), { total: 0, rows: [] });
  stage.backend.setRights(player, playerRights);
  await stage.settle();
  assert.is(held(client).total, 2);
});

// [W36] No frame is larger than its bound: what does not fit one comes in several, or is told as
// fewer entries.
test('[W36] a window of the longest rows comes in as many frames as it takes', async () => {
  const stage = new Stage();
  // As long as names and subjects get, in characters of three bytes.
  const long = '漢'.repeat(limits.name_chars_max);
  const personOf = (account: string) => ({
    account,
    name: long,
    character: '9',
    character_name: long,
  });
  stage.ticketService.principal = (account) => ({
    person: personOf(account),
    rights: new Set(stage.ticketService.rights.get(account)),
  });
  const subject = '漢'.repeat(limits.subject_chars_max);
  const opened: string[] = [];
  for (let i = 0; i < limits.window_rows_max; i++) {
    opened.push(await stage.do(player, { kind: 'open', category: 'Bug', subject, body: 'x' }));
    await stage.do(helper, { kind: 'assign_to_me' }, opened.at(-1));
  }
  const [early, json] = [
    stage.signIn(helper),
    stage.signIn(helper, { subprotocol: 'shardbell.v1.json' }),
  ];
  early.send(queue({ limit: limits.window_rows_max }));
  await stage.settle();
  json.send(queue({ limit: limits.window_rows_max }));
  json.send(queue({ limit: limits.window_rows_max }, 2));
  await stage.settle();
  assert.equal(stage.faults, []);
  assert.ok(early.all('event').length > 0, 'all rows fitted one frame, so this proved nothing');
  for (const client of [early, json]) assert.equal(ids(client), opened);
  assert.equal(held(early), held(json));
});

test('[W41] a list that two watched and both left is not kept', async () => {
  const stage = new Stage({ accountPace: { per_second: 1_000, burst: 2_000 } });
  const clients = [stage.signIn(helper), stage.signIn(helper)];
  for (let i = 0; i < 300; i++) {
    const filter = { category: [`category ${i}`] };
    for (const client of clients) client.send(queue({ filter }));
    await stage.settle();
  }
  for (const client of clients) {
    assert.is(client.all('state').length, 300);
    assert.equal(client.all('gone'), []);
  }
});

test('[W41] as many lists as may be are watched, the next one is refused as retryable', async () => {
  const stage = new Stage({ accountPace: { per_second: 1_000, burst: 1_000 } });
  // One account begins a part of them only.
  const accounts = Array.from({ length: 9 }, (_, i) => `${30 + i}`);
  for (const account of accounts) stage.backend.ticketService.rights.set(account, supportRights);
  const clients = accounts.map((account) => stage.signIn(account));
  for (let i = 0; i <= 256; i++) {
    if (i === 256) await stage.settle();
    const filter = { category: [`category ${i}`] };
    clients[Math.floor(i / limits.watches_max)]!.send(queue({ filter }, i));
  }
  await stage.settle();
  const gone = clients.flatMap((client) => client.all('gone'));
  assert.equal(
    gone.map(({ w, code }) => [w, code]),
    [[256, 'lists_full']],
  );
  clients[0]!.send({ t: 'unwatch', w: 0 });
  clients[8]!.send(queue({ filter: { category: ['another'] } }, 300));
  await stage.settle();
  assert.is(clients[8]!.last('state').w, 300);
  for (const account of accounts) stage.backend.setRights(account, supportRights);
  await stage.settle();
  assert.is(clients.flatMap((client) => client.all('gone')).length, 1);
});

// [Q60] Lists that met a fault are put together anew and told afresh.
test('[Q60] lists that met a fault are put together anew and told afresh', async () => {
  const stage = new Stage();
  const [staff, own] = [stage.signIn(helper), stage.signIn(player)];
  const a = await stage.open(player);
  staff.send(queue());
  staff.send(queue({ filter: { status: ['closed'] } }, 2));
  own.send(mine());
  await stage.settle();
  const { queue: lists } = stage.backend;
  const flush = lists.flush.bind(lists);
  lists.flush = () => {
    lists.flush = flush;
    throw new Error('a bug');
  };
  const b = await stage.open(player);
  await stage.settle();
  assert.equal(stage.faults.map(String), ['Error: a bug']);
  assert.equal([staff.all('state').length, own.all('state').length], [4, 2]);
  assert.equal(
    [ids(own), ids(own)],
    [
      [b, a],
      [b, a],
    ],
  );
  const c = await stage.open(player);
  await stage.settle();
  assert.equal(ids(own), [c, b, a]);
});

// [Q59] A list that is opened at any moment of a turn gets every change once.
test('[Q59] a list that is watched at any moment of a turn holds each ticket once', async () => {
  const stage = new Stage();
  const first = stage.signIn(helper);
  first.send(queue());
  await stage.settle();
  const a = await stage.open(player);
  // Its own list, and in the middle of the turn.
  const second = stage.signIn(helper);
  await stage.open(player);
  second.send(queue({ sort: { by: 'created', descending: true } }));
  const third = stage.signIn(player);
  third.send(mine());
  const c = await stage.open(player);
  await stage.settle();
  assert.equal(ids(second), ids(first).toReversed());
  assert.equal([ids(first)[0], ids(first)[2], ids(first).length], [a, c, 3]);
  assert.equal(ids(third), ids(first).toReversed());
});

// [W94] What changes in the queue within a moment is told to those who watch it as one event;
// answers, tickets and the players' own lists wait for none of it. Whoever opens the queue sees all
// that was answered before.
test('[W94] what changes in the queue within a moment is one event', async () => {
  const gathered: Array<() => void> = [];
  const stage = new Stage({ gather: (run) => gathered.push(run) });
  const client = stage.signIn(helper);
  client.send(queue());
  await stage.settle();
  const a = await stage.open(player);
  await stage.settle();
  const b = await stage.open(otherPlayer);
  await stage.settle();
  assert.equal(ids(client), []);
  assert.is(gathered.length, 1);
  for (const run of gathered.splice(0)) run();
  await stage.settle();
  assert.equal(ids(client), [a, b]);
  assert.is(client.all('event').length, 1);
  const c = await stage.open(player);
  assert.is(gathered.length, 1, 'the next ones have a moment of their own');
  for (const run of gathered.splice(0)) run();
  await stage.settle();
  assert.equal(ids(client), [a, b, c]);
});

test('[W94] answers, tickets and own lists wait for nothing that the queue gathers', async () => {
  const stage = new Stage({ gather: () => {} });
  const staff = stage.signIn(helper);
  staff.send(queue());
  const own = stage.signIn(player);
  own.send(mine());
  await stage.settle();
  const command = { kind: 'open', category: 'Bug', body: 'Help me' };
  own.send({ t: 'command', id: 'an-opening-command-1', as: 'player', do: command });
  await stage.settle();
  const { ticket } = own.last('done');
  assert.equal(ids(own), [ticket]);
  assert.equal(ids(staff), []);
  staff.send({ t: 'watch', w: 2, what: { on: 'ticket', ticket, as: 'support' } });
  await stage.settle();
  await stage.do(player, { kind: 'post_message', body: 'Quick' }, ticket);
  await stage.settle();
  assert.is(staff.all('event').length, 1);
});
