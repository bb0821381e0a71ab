import { applyRows } from '../../protocol/rows.ts';
import { House, type Line } from '../support/house.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';

const test = suite('who is removed from a ticket');

const watchTicket = (ticket: string, w: number) =>
  ({ t: 'watch', w, what: { on: 'ticket', ticket, as: 'public' } }) as const;
const watchMine = (list: 'active' | 'closed', w: number) =>
  ({ t: 'watch', w, what: { on: 'mine', list } }) as const;

/** The ids that a client holds of the list that it watches under this number. */
function rowsOf(line: Line, w: number): string[] {
  let topic = 0;
  let held: string[] = [];
  for (const message of line.messages) {
    if (message.t === 'state' && message.w === w) {
      ({ topic } = message);
      held = 'rows' in message.is ? message.is.rows.map(({ id }) => id) : [];
    } else if (message.t === 'event' && message.topic === topic && message.is.on === 'rows') {
      const before = held.map((id) => ({ id }) as never);
      held = applyRows(before, message.is).map(({ id }) => id);
    }
  }
  return held;
}

// [D17] Who is removed from a ticket loses it at once in every watch on every connection, in their
// lists and in the game, and gets nothing that comes after.
test('[D17] loses it at once in every watch on every connection, and gets nothing that comes after', async () => {
  const house = new House();
  const { world } = house;
  const { ticket } = await world.opened(world.player, 'help');
  const { ticket: other } = await world.opened(world.player, 'more help');
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  const [phone, ticketService, friend] = [
    house.connect('1'),
    house.connect('1', 'shardbell.v1.json'),
    house.connect('2'),
  ];
  for (const line of [phone, ticketService, friend]) {
    line.send(watchTicket(ticket, 1));
    line.send(watchMine('active', 2));
    line.send(watchMine('closed', 3));
  }
  await house.settle();
  assert.equal(rowsOf(phone, 2).toSorted(), [ticket, other].toSorted());

  done(await world.do(world.staff, ticket, { kind: 'remove_participant', account: '1' }));
  done(await world.post(world.staff, ticket, 'only for the friend'));
  await house.settle();
  for (const line of [phone, ticketService]) {
    const gone = line.messages.filter((message) => message.t === 'gone');
    assert.equal(
      gone.map(({ w, code }) => [w, code]),
      [[1, 'ticket_unknown']],
    );
    assert.equal(rowsOf(line, 2), [other]);
    assert.not(line.wire.bytes.includes('only for the friend'));
    assert.not(line.wire.bytes.includes('participant_removed'));
  }
  assert.ok(friend.wire.bytes.includes('only for the friend'));
  assert.equal(rowsOf(friend, 2), [ticket]);

  phone.send(watchTicket(ticket, 4));
  phone.send({ t: 'get', id: 'g', ticket, as: 'public' });
  await house.settle();
  const last = phone.messages.slice(-2);
  assert.equal(
    last.map((message) => 'code' in message && message.code),
    ['ticket_unknown', 'ticket_unknown'],
  );
  await house.stop();
});

test('[D17] loses it in the list of closed tickets too, and whoever is added gets it there', async () => {
  const house = new House();
  const { world } = house;
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  const [mine, theirs] = [house.connect('1'), house.connect('2')];
  for (const line of [mine, theirs]) line.send(watchMine('closed', 1));
  await house.settle();
  assert.equal([rowsOf(mine, 1), rowsOf(theirs, 1)], [[ticket], []]);
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  done(await world.do(world.staff, ticket, { kind: 'remove_participant', account: '1' }));
  await house.settle();
  assert.equal([rowsOf(mine, 1), rowsOf(theirs, 1)], [[], [ticket]]);
  done(await world.do(world.staff, ticket, { kind: 'archive' }));
  await house.settle();
  assert.equal([rowsOf(mine, 1), rowsOf(theirs, 1)], [[], [ticket]]);
  await house.stop();
});

test('[D17] is shown no reply in the game any more', async () => {
  const house = new House();
  const { world } = house;
  const { ticket } = await world.opened(world.player, 'help');
  const shard = house.connect('shard');
  for (const account of ['1', '2']) {
    const session = `s${account}`;
    shard.send({ t: 'session_opened', id: session, session, account, character: `${account}0` });
  }
  shard.send({ t: 'sessions_end' });
  done(await world.post(world.staff, ticket, 'before'));
  await house.settle();
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  done(await world.do(world.staff, ticket, { kind: 'remove_participant', account: '1' }));
  done(await world.post(world.staff, ticket, 'after'));
  await house.settle();
  const shown = shard.messages.flatMap((message) =>
    message.t === 'notify' ? [`${message.session} ${message.text}`] : [],
  );
  assert.equal(shown, ['s1 before', 's2 after']);
  await house.stop();
});
