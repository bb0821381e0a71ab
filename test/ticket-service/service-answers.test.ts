import { hears } from '../support/followers.ts';
import type { CommittedTurn } from '../../actors/ticket/service.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { done, refusal, World } from '../support/world.ts';

const test = suite('ticket service: what is answered');

test('[D3] a ticket that one may not see answers like one that never was', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  for (const command of [
    { kind: 'post_message', body: 'x' },
    { kind: 'close' },
    { kind: 'reopen' },
  ] as const) {
    const known = await world.ticketService.command(world.other, { id: 'a', ticket, command });
    const unknown = await world.ticketService.command(world.other, {
      id: 'b',
      ticket: 'never-was',
      command,
    });
    assert.equal(known, unknown);
  }
  const range = { limit: 10 };
  assert.equal(
    await world.ticketService.history(world.other, ticket, 'public', range),
    await world.ticketService.history(world.other, 'never-was', 'public', range),
  );
  assert.equal(
    await world.ticketService.observe(world.other, ticket, 'public', () => {}),
    await world.ticketService.observe(world.other, 'never-was', 'public', () => {}),
  );
});

test('[D4] nothing is told before its record is on disk, and the answer comes after what is told', async () => {
  const world = new World();
  const order: string[] = [];
  world.followers.follow(
    'test',
    hears(({ after }) => {
      const stored = world.storage.tables.history(after.id, 'support', { limit: 9 });
      order.push(stored.length === after.supportSeq ? 'on disk' : 'not on disk', 'told');
    }),
  );
  await world.opened(world.player, 'help');
  order.push('answered');
  assert.equal(order, ['on disk', 'told', 'answered']);
});

test('[D5] rights are those of the moment of the decision', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.player, ticket, 'one'));
  world.rights.set('1', ['tickets.view']);
  assert.is(refusal(await world.post(world.player, ticket, 'two')), 'right_missing');
  world.rights.set('1', []);
  assert.is(refusal(await world.post(world.player, ticket, 'three')), 'ticket_unknown');
});

test('[D6] a player is answered in numbers that notes do not move', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.note(ticket, 'a note'));
  done(await world.note(ticket, 'another'));
  assert.is(done(await world.post(world.player, ticket, 'one')).seq, 3);
  assert.is(done(await world.post(world.staff, ticket, 'two')).seq, 7);
});

test('[D7] a write that fails is refused as retryable and told to nobody; reads go on', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const told: CommittedTurn[] = [];
  world.followers.follow(
    'test',
    hears((one) => told.push(one)),
  );
  const commit = world.storage.tickets.commit.bind(world.storage.tickets);
  world.storage.tickets.commit = () =>
    Promise.resolve({ kind: 'rejected', cause: new Error('disk full') });
  assert.is(refusal(await world.post(world.player, ticket, 'lost?', 'p1')), 'storage_unavailable');
  assert.equal(told, []);
  const read = await world.ticketService.history(world.player, ticket, 'public', { limit: 10 });
  assert.is(read.ok && read.entries.length, 2);
  world.storage.tickets.commit = commit;
  assert.is(done(await world.post(world.player, ticket, 'lost?', 'p1')).seq, 3);
  assert.is(told.length, 1);
});

test('[D8] holds as before; the account is now looked up when the opening is decided, so a resend is answered whatever became of the people it names (D13)', async () => {
  const world = new World();
  const answer = await world.ticketService.command(world.staff, {
    id: 'o1',
    as: 'support',
    command: { kind: 'open', category: 'Bug', subject: 'About you', participants: ['1', '77'] },
  });
  assert.equal(answer, { ok: false, refusal: { code: 'account_unknown', detail: '77' } });
});

test('[D9] what is refused uses no ticket number up', async () => {
  const world = new World();
  const { number } = await world.opened(world.player, 'help');
  assert.is(refusal(await world.open(world.player, ' \u3000 ')), 'text_blank');
  assert.is((await world.opened(world.player, 'more help')).number, number + 1);
});

// [S18] A read that fails behind a request is logged and refused, and the server goes on.
test('[S18] a history that cannot be read is refused and logged, and the ticket goes on', async () => {
  const storage = openMemoryStorage();
  const faults: unknown[] = [];
  const world = new World(storage, (error) => faults.push(error));
  const { ticket } = await world.opened(world.player, 'help');
  const { tables } = storage;
  const history = tables.history.bind(tables);
  const unread = new Error('cannot decode');
  tables.history = () => {
    throw unread;
  };
  const read = await world.ticketService.history(world.player, ticket, 'public', { limit: 5 });
  assert.is(!read.ok && read.refusal.code, 'storage_unavailable');
  assert.equal(faults, [unread]);
  tables.history = history;
  done(await world.post(world.player, ticket, 'still here?'));
});
