import type { Told } from '../../actors/ticket/desk.ts';
import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import { assert, suite } from '../support/suite.ts';
import { done, refusal, World } from '../support/world.ts';

const test = suite('desk');

test('[D1] a resent open finds its own ticket and makes no second one', async () => {
  const world = new World();
  const first = done(await world.open(world.player, 'help', 'same'));
  assert.equal(done(await world.open(world.player, 'help', 'same')), first);
  assert.is([...world.journal.active()].length, 1);
});

test('[D1] two resends at once make one ticket too', async () => {
  const world = new World();
  const [first, second] = await Promise.all([
    world.open(world.player, 'help', 'same'),
    world.open(world.player, 'help', 'same'),
  ]);
  assert.equal(done(first), done(second));
  assert.is([...world.journal.active()].length, 1);
});

test('[D1] the same command id of another account is another ticket', async () => {
  const world = new World();
  const mine = done(await world.open(world.player, 'help', 'same'));
  const theirs = done(await world.open(world.other, 'help', 'same'));
  assert.is.not(mine.ticket, theirs.ticket);
});

test('[D2] the same command id with another body is refused and changes nothing', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.player, ticket, 'one', 'p1'));
  assert.is(refusal(await world.post(world.player, ticket, 'two', 'p1')), 'id_reused');
  assert.is((await world.journal.load(ticket)).state?.publicSeq, 3);
});

test('[D2] a resent message is answered again and posted once', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const first = done(await world.post(world.player, ticket, 'one', 'p1'));
  assert.equal(done(await world.post(world.player, ticket, 'one', 'p1')), first);
  assert.is((await world.journal.load(ticket)).state?.publicSeq, 3);
});

test('[D3] a ticket that one may not see answers like one that never was', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  for (const deed of [
    { kind: 'post_message', body: 'x' },
    { kind: 'close' },
    { kind: 'reopen' },
  ] as const) {
    const known = await world.desk.command(world.other, { id: 'a', ticket, deed });
    const unknown = await world.desk.command(world.other, { id: 'b', ticket: 'never-was', deed });
    assert.equal(known, unknown);
  }
  const range = { limit: 10 };
  assert.equal(
    await world.desk.history(world.other, ticket, 'public', range),
    await world.desk.history(world.other, 'never-was', 'public', range),
  );
  assert.equal(
    await world.desk.observe(world.other, ticket, 'public', () => {}),
    await world.desk.observe(world.other, 'never-was', 'public', () => {}),
  );
});

test('[D4] nothing is told before its record is on disk, and the answer comes after what is told', async () => {
  const world = new World();
  const order: string[] = [];
  const commit = world.journal.commit.bind(world.journal);
  world.journal.commit = async (...all) => {
    const outcome = await commit(...all);
    order.push('on disk');
    return outcome;
  };
  world.desk.onTold(() => order.push('told'));
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

test('[D7] a write that fails is refused as retryable, told to nobody, and reads go on', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const told: Told[] = [];
  world.desk.onTold((one) => told.push(one));
  const commit = world.journal.commit.bind(world.journal);
  world.journal.commit = () => Promise.resolve({ kind: 'rejected', cause: new Error('disk full') });
  assert.is(refusal(await world.post(world.player, ticket, 'lost?', 'p1')), 'storage_unavailable');
  assert.equal(told, []);
  const read = await world.desk.history(world.player, ticket, 'public', { limit: 10 });
  assert.is(read.ok && read.entries.length, 2);
  world.journal.commit = commit;
  assert.is(done(await world.post(world.player, ticket, 'lost?', 'p1')).seq, 3);
  assert.is(told.length, 1);
});

test('[D8] an unknown account among the participants is refused by its number', async () => {
  const world = new World();
  const answer = await world.desk.command(world.staff, {
    id: 'o1',
    as: 'support',
    deed: { kind: 'open', category: 'Bug', subject: 'About you', participants: ['1', '77'] },
  });
  assert.equal(answer, { ok: false, refusal: { code: 'account_unknown', detail: '77' } });
});

test('[D9] what is refused uses no number up', async () => {
  const world = new World();
  const { number } = await world.opened(world.player, 'help');
  assert.is(refusal(await world.open(world.player, ' \u3000 ')), 'text_blank');
  assert.is((await world.opened(world.player, 'more help')).number, number + 1);
});

test('[S18] a history that cannot be read is refused and logged, and the ticket goes on', async () => {
  const journal = openMemoryJournal();
  const faults: unknown[] = [];
  const world = new World(journal, (error) => faults.push(error));
  const { ticket } = await world.opened(world.player, 'help');
  const { history } = journal;
  const unread = new Error('cannot decode');
  journal.history = () => {
    throw unread;
  };
  const read = await world.desk.history(world.player, ticket, 'public', { limit: 5 });
  assert.is(!read.ok && read.refusal.code, 'storage_unavailable');
  assert.equal(faults, [unread]);
  journal.history = history;
  done(await world.post(world.player, ticket, 'still here?'));
});
