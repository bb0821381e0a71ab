import type { Request } from '../../actors/ticket/service.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { assert, suite } from '../support/suite.ts';
import { done, refusal, World } from '../support/world.ts';

const test = suite('ticket service: what is sent again');

// [D1] A resent `open` finds its own ticket and makes no second one; another account's is another
// ticket.
test('[D1] a resent open finds its own ticket and makes no second one', async () => {
  const world = new World();
  const first = done(await world.open(world.player, 'help', 'same'));
  assert.equal(done(await world.open(world.player, 'help', 'same')), first);
  assert.is([...world.storage.tables.active()].length, 1);
});

test('[D1] two resends at once make one ticket too', async () => {
  const world = new World();
  const [first, second] = await Promise.all([
    world.open(world.player, 'help', 'same'),
    world.open(world.player, 'help', 'same'),
  ]);
  assert.equal(done(first), done(second));
  assert.is([...world.storage.tables.active()].length, 1);
});

test('[D1] the same command id of another account is another ticket', async () => {
  const world = new World();
  const mine = done(await world.open(world.player, 'help', 'same'));
  const theirs = done(await world.open(world.other, 'help', 'same'));
  assert.is.not(mine.ticket, theirs.ticket);
});

// [D2] A resent command is answered again and carried out once; the same id with another body is
// refused.
test('[D2] the same command id with another body is refused and changes nothing', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.player, ticket, 'one', 'p1'));
  assert.is(refusal(await world.post(world.player, ticket, 'two', 'p1')), 'id_reused');
  assert.is((await world.storage.tickets.load(ticket)).state?.publicSeq, 3);
});

test('[D2] a resent message is answered again and posted once', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const first = done(await world.post(world.player, ticket, 'one', 'p1'));
  assert.equal(done(await world.post(world.player, ticket, 'one', 'p1')), first);
  assert.is((await world.storage.tickets.load(ticket)).state?.publicSeq, 3);
});

test('[D13] a command that is sent again is answered again, whatever has become of those it names', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  world.factions.set('f', { name: 'The Guard', members: ['2'] });
  const commands: readonly CommandBody[] = [
    { kind: 'add_faction', faction: 'f' },
    { kind: 'add_participants', accounts: ['1', '2'] },
    { kind: 'assign', to: '9' },
  ];
  const first = [];
  for (const [i, command] of commands.entries()) {
    first.push(done(await world.do(world.staff, ticket, command, `id ${i}`)));
  }
  const open: CommandBody = { kind: 'open', category: 'Bug', subject: 'You', participants: ['2'] };
  const opening: Request = { id: 'id open', as: 'support', command: open };
  first.push(done(await world.ticketService.command(world.staff, opening)));
  world.factions.set('f', { name: 'The Guard', members: ['1', '2', '9'] });
  world.factions.delete('f');
  world.rights.delete('2');
  world.rights.set('9', ['tickets.reply', 'tickets.assign']);
  const again = [];
  for (const [i, command] of commands.entries()) {
    again.push(done(await world.do(world.staff, ticket, command, `id ${i}`)));
  }
  again.push(done(await world.ticketService.command(world.staff, opening)));
  assert.equal(again, first);
  assert.is((await world.storage.tickets.load(ticket)).state?.supportSeq, 4);
});
