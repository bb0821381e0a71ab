import { refusals } from '../../protocol/refusals.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { eventsOf, notes, resume, says, watch } from './ticket-watching.ts';

const test = suite('watching a ticket: who may');

test('[W32] a note moves nothing at all for the public audience', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  await stage.do(helper, notes('seen before the watch'), ticket);
  const [mine, theirs] = [stage.signIn(player), stage.signIn(helper)];
  mine.send(watch(ticket));
  theirs.send(watch(ticket, 'support'));
  await stage.settle();
  const quiet = mine.wire.bytes.length;
  await stage.do(helper, notes('seen during the watch'), ticket);
  await stage.settle();
  assert.is(mine.wire.bytes.length, quiet);
  assert.is(eventsOf(theirs).length, 1);
  await stage.do(helper, says('a public word'), ticket);
  mine.send({ t: 'get', id: 'g1', ticket, as: 'public' });
  mine.send(resume(ticket, 2));
  await stage.settle();
  for (const word of ['note', 'seen']) assert.not(mine.wire.bytes.includes(word), word);
  assert.ok(mine.wire.bytes.includes('a public word'));
  assert.ok(theirs.wire.bytes.includes('seen during'));
});

// [W33] Is now tested with real removals instead of a change made by hand; **W36** also for entries
// that name people.
test('[W33] a ticket that the account may not read is gone, like one that never was', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(otherPlayer);
  const asked = [watch(ticket), watch(ticket, 'support', 2), watch('never-was', 'public', 3)];
  for (const one of asked) client.send(one);
  await stage.settle();
  const { sentence } = refusals.ticket_unknown;
  assert.equal(
    client.fresh(),
    [1, 2, 3].map((w) => ({ t: 'gone', w, code: 'ticket_unknown', sentence })),
  );
});

test('[W33] who may read no longer is told so at once, and gets nothing that came with it', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  await stage.do(helper, { kind: 'add_participants', accounts: [otherPlayer] }, ticket);
  const [mine, theirs] = [stage.signIn(player), stage.signIn(helper)];
  mine.send(watch(ticket));
  theirs.send(watch(ticket, 'support'));
  await stage.settle();
  await stage.do(helper, { kind: 'remove_participant', account: player }, ticket);
  await stage.settle();
  assert.is(mine.last('gone').code, 'ticket_unknown');
  assert.equal(mine.all('event'), []);
  assert.is(theirs.all('event').length, 1);
  stage.backend.setRights(helper, []);
  await stage.do(otherPlayer, says('Anybody?'), ticket);
  await stage.settle();
  assert.is(theirs.last('gone').code, 'ticket_unknown');
  assert.is(theirs.all('event').length, 1);
});

test('[W33] rights that change while the state is read are those that count', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(player);
  stage.ticketService.holdHistories();
  client.send(watch(ticket));
  await stage.settle();
  await stage.do(helper, { kind: 'remove_participant', account: player }, ticket);
  stage.ticketService.releaseHistories();
  await stage.settle();
  assert.equal(client.all('state'), []);
  assert.is(client.last('gone').code, 'ticket_unknown');
});
