import fc from 'fast-check';
import { matcherOf } from '../../actors/queue/filter.ts';
import { queueLimits } from '../../actors/queue/queue-limits.ts';
import { compareClosed } from '../../actors/queue/sort.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { ownNames, viewRow } from '../../actors/ticket/view.ts';
import { limits } from '../../protocol/limits.ts';
import type { QueueFilter } from '../../protocol/queue.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { playerRights, supportRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { oneStepTurns } from '../support/turns.ts';
import { closed, held, ids, settle, allClosed, watch } from './closed-client.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { Stage } from './stage.ts';

const test = suite('watching closed tickets');

test('[W43] closed and archived tickets are a list of their own, in either order, with its true total', async () => {
  const stage = new Stage();
  const [a, b, c] = await closed(stage, 3);
  await stage.do(helper, { kind: 'archive' }, a);
  await stage.open(player);
  const client = stage.signIn(helper);
  client.send(watch({ limit: 2 }));
  client.send(watch({ limit: 2, sort: { by: 'updated', descending: true }, w: 2 }));
  client.send(watch({ sort: { by: 'created', descending: false }, offset: 1, w: 3 }));
  client.send(watch({ filter: { status: ['archived'] }, w: 4 }));
  await settle(stage);
  assert.equal([ids(client, 1), held(client, 1).total], [[c, b], 3]);
  assert.equal([ids(client, 2), held(client, 2).total], [[a, c], 3]);
  assert.equal(ids(client, 3), [b, c]);
  assert.equal([ids(client, 4), held(client, 4).total], [[a], 1]);
  await stage.do(helper, { kind: 'post_note', body: 'later' }, b);
  await settle(stage);
  assert.equal(ids(client, 2), [b, a]);
});

test('[W44] a ticket that closes leaves the active list and enters the closed one by itself, and back when it is reopened', async () => {
  const stage = new Stage();
  const [a] = await closed(stage, 1);
  const b = await stage.open(otherPlayer);
  const client = stage.signIn(helper);
  client.send(watch({ filter: {} }));
  client.send(watch({ w: 2 }));
  client.send(
    watch({ filter: { ...allClosed, participant: otherPlayer, category: ['question'] }, w: 3 }),
  );
  await settle(stage);
  await stage.do(otherPlayer, { kind: 'close' }, b);
  await settle(stage);
  assert.equal([ids(client, 1), ids(client, 2), ids(client, 3)], [[], [b, a], [b]]);
  await stage.do(player, { kind: 'reopen' }, a);
  await stage.do(otherPlayer, { kind: 'reopen' }, b);
  await settle(stage);
  assert.equal([ids(client, 1), ids(client, 2), ids(client, 3)], [[b, a], [], []]);
  assert.equal(
    [1, 2, 3].map((w) => held(client, w).total),
    [2, 0, 0],
  );
});

test('[W45] active and closed statuses in one filter are refused, and so is sorting closed tickets by waiting; by created they go by number', async () => {
  const stage = new Stage();
  const client = stage.signIn(helper);
  client.send(watch({ filter: { status: ['open', 'closed'] } }));
  await settle(stage);
  assert.equal([client.last('gone').w, client.last('gone').code], [1, 'lists_apart']);
  client.send(watch({ sort: { by: 'waiting', descending: false }, w: 2 }));
  await settle(stage);
  assert.equal([client.last('gone').w, client.last('gone').code], [2, 'sort_unknown']);
});

test('[W46] only queue access watches closed tickets, and only while it lasts, also while the list is looked for', async () => {
  const stage = new Stage();
  await closed(stage, 1);
  const [no, yes, early] = [stage.signIn(player), stage.signIn(helper), stage.signIn(helper)];
  no.send(watch({}));
  yes.send(watch({}));
  await settle(stage);
  assert.is(no.last('gone').code, 'right_missing');
  assert.is(ids(yes).length, 1);
  early.send(watch({ filter: { ...allClosed, words: 'help', shard: 'north' } }));
  stage.backend.setRights(helper, playerRights);
  await settle(stage);
  assert.is(yes.last('gone').code, 'right_missing');
  assert.is(early.last('gone').code, 'right_missing');
  assert.equal(early.all('state'), []);
});

// [W47] What happens while a list is looked for is in it, and a list that nobody waits for is not
// looked for to its end.
test('[W47] what happens while a list is looked for is in it', async () => {
  const stage = new Stage({ turns: oneStepTurns() });
  const opened = await closed(stage, 450);
  const read = stage.ticketService.closedTickets.closedNumbers.bind(
    stage.ticketService.closedTickets,
  );
  stage.ticketService.closedTickets.closedNumbers = (query) => read({ ...query, limit: 100 });
  const client = stage.signIn(helper);
  const filter = { ...allClosed, category: ['Question'], participant: player };
  client.send(watch({ filter, limit: 200 }));
  await stage.do(player, { kind: 'reopen' }, opened[0]);
  await stage.do(player, { kind: 'reopen' }, opened[449]);
  const [late] = await closed(stage, 1);
  assert.equal(client.all('state'), []);
  for (let i = 0; i < 9; i++) await settle(stage);
  assert.is(held(client).total, 449);
  assert.equal(ids(client).slice(0, 2), [late, opened[448]]);
  assert.equal(stage.faults, []);
});

test('[W47] a list that nobody waits for any more is not looked for to its end', async () => {
  const stage = new Stage({ turns: oneStepTurns() });
  await closed(stage, 1_000);
  let pages = 0;
  const read = stage.ticketService.closedTickets.closedNumbers.bind(
    stage.ticketService.closedTickets,
  );
  stage.ticketService.closedTickets.closedNumbers = (query) => {
    pages += 1;
    return read({ ...query, limit: 200 });
  };
  const client = stage.signIn(helper);
  const filter = { ...allClosed, category: ['Question'], participant: player };
  client.send(watch({ filter }));
  client.session.cut();
  await settle(stage);
  assert.is(pages, 1);
  const again = stage.signIn(helper);
  again.send(watch({ filter }));
  for (let i = 0; i < 3; i++) await settle(stage);
  assert.is(held(again).total, 1_000);
});

// [W48] Windows into closed lists and searches are bounded, of one account and of all, and what
// was let go makes room.
test('[W48] windows into closed lists are bounded, and what was let go makes room', async () => {
  const stage = new Stage({ accountPace: { per_second: 1_000, burst: 2_000 } });
  const accounts = ['21', '22', '23', '24', '25'];
  for (const account of accounts) stage.backend.ticketService.rights.set(account, supportRights);
  const each = queueLimits.account_closed_windows_max / limits.watches_max;
  const clients = Array.from({ length: 9 }, (_, i) =>
    stage.signIn(accounts[Math.floor(i / each)]!),
  );
  for (let i = 0; i <= queueLimits.closed_windows_max; i++) {
    if (i === queueLimits.closed_windows_max) await settle(stage);
    const client = clients[Math.floor(i / limits.watches_max)]!;
    client.send(watch({ offset: i, w: i }));
  }
  await settle(stage);
  const gone = clients.flatMap((client) => client.all('gone'));
  assert.equal(
    gone.map(({ w, code }) => [w, code]),
    [[256, 'lists_full']],
  );
  clients[0]!.send({ t: 'unwatch', w: 0 });
  clients[8]!.send(watch({ offset: 999, w: 300 }));
  await settle(stage);
  assert.is(clients[8]!.last('state').w, 300);
});

test('[W48] one account holds a part of the windows and of the searches; the rest is there for others', async () => {
  const stage = new Stage({ accountPace: { per_second: 1_000, burst: 2_000 } });
  stage.backend.ticketService.rights.set('22', supportRights);
  const { account_closed_windows_max, account_closed_searches_max } = queueLimits;
  const mine = Array.from({ length: 3 }, () => stage.signIn(helper));
  const other = stage.signIn('22');
  for (let i = 0; i <= account_closed_windows_max; i++) {
    mine[Math.floor(i / limits.watches_max)]!.send(watch({ offset: i, w: i }));
    if (i % limits.watches_max === limits.watches_max - 1) await settle(stage);
  }
  await settle(stage);
  assert.equal(
    mine.flatMap((one) => one.all('gone')).map(({ w, code }) => [w, code]),
    [[account_closed_windows_max, 'lists_full']],
  );
  const words = (i: number) => ({ filter: { ...allClosed, words: `word${i}` }, w: i });
  const searcher = stage.signIn('22');
  for (let i = 0; i <= account_closed_searches_max; i++) searcher.send(watch(words(i)));
  await settle(stage);
  assert.equal(
    searcher.all('gone').map(({ w }) => w),
    [account_closed_searches_max],
  );
  other.send(watch({ offset: 999 }));
  await settle(stage);
  assert.is(other.all('state').length, 1);
});

test('[W49] whatever the filter and the order, what a client holds is what all closed tickets say', async () => {
  const some = <T>(...values: T[]) => fc.constantFrom(...values);
  const statuses = some<QueueFilter['status']>(['closed'], ['archived'], ['archived', 'closed']);
  const traits = {
    category: some(['Bug'], ['question', 'BUG'], ['Question']),
    assigned: some('me' as const, 'none' as const),
    participant: some(player, otherPlayer),
    assignee: some(helper),
    attention: some('none' as const, 'none' as const, 'needs_attention' as const),
    words: some('hor', 'horse b', 'l', 'nothing'),
  };
  const names = fc.subarray(Object.keys(traits) as (keyof typeof traits)[], { maxLength: 2 });
  const filters = fc
    .tuple(statuses, names, fc.record(traits))
    .map(([status, chosen, all]): QueueFilter => {
      return { status, ...Object.fromEntries(chosen.map((name) => [name, all[name]])) };
    });
  const sorts = fc.record({
    by: fc.constantFrom('created' as const, 'updated' as const),
    descending: fc.boolean(),
  });
  const watches = fc.array(
    fc.record({
      filter: filters,
      sort: sorts,
      offset: fc.nat(2),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const commands = fc.array(
    fc.record({
      number: fc.integer({ min: 1, max: 8 }),
      command: some<CommandBody>(
        { kind: 'close' },
        { kind: 'archive' },
        { kind: 'reopen' },
        { kind: 'post_note', body: 'note' },
        { kind: 'assign_to_me' },
        { kind: 'unassign' },
        { kind: 'edit_subject', subject: 'horse lost' },
        { kind: 'edit_subject', subject: 'Black horse' },
        { kind: 'add_participants', accounts: [otherPlayer] },
        { kind: 'remove_participant', account: player },
      ),
      ends: fc.boolean(),
    }),
    { minLength: 10, maxLength: 60, size: 'max' },
  );
  let events = 0;
  let rows = 0;
  await fc.assert(
    fc.asyncProperty(watches, commands, commands, async (asked, before, after) => {
      const stage = new Stage();
      const opened: string[] = [];
      for (let i = 0; i < 8; i++) {
        const [category, subject] = [i % 2 ? 'Bug' : 'Question', i % 3 ? 'A horse' : 'Lost'];
        opened.push(await stage.do(player, { kind: 'open', category, subject, body: 'x' }));
        if (i % 4 < 3) await stage.do(helper, { kind: 'close' }, opened[i]);
      }
      const act = async (list: typeof before) => {
        for (const { number, command, ends } of list) {
          await stage.ticketService.command(
            { account: helper, restricted: false, surface: 'web' },
            { id: 'x', ticket: opened[number - 1]!, command },
          );
          if (ends) await stage.settle();
        }
      };
      await act(before);
      const client = stage.signIn(helper);
      for (const [w, one] of asked.entries()) client.send(watch({ ...one, w }));
      await act(after);
      for (let turn = 0; turn < asked.length; turn++) await settle(stage);
      assert.equal(stage.faults, []);
      for (const [w, { filter, sort, offset, limit }] of asked.entries()) {
        const all = [...stage.ticketService.tickets.values()].map(summarize);
        const matching = all.filter(matcherOf(filter, helper)).toSorted(compareClosed(sort));
        const expected = matching
          .slice(offset, offset + limit)
          .map((one) => viewRow(one, 'support', ownNames));
        assert.equal(held(client, w), { total: matching.length, rows: expected });
        rows += expected.length;
      }
      events += client.all('event').length;
    }),
  );
  assert.ok(events > 200 && rows > 100, `${events} events, ${rows} rows`);
});
