import { playerRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { held, ids, mine } from './list-watching.ts';

const test = suite('watching a list of own tickets');

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
