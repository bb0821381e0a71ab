import { limits } from '../../protocol/limits.ts';
import { playerRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { held, ids, queue } from './list-watching.ts';

const test = suite('watching a list: its window');

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
  // Requests on one connection are answered in order, so the move waits for this.
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
