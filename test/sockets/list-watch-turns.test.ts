import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { ids, mine, queue } from './list-watching.ts';

const test = suite('watching a list: turns and faults');

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
