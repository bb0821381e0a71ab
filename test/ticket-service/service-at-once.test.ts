import { limits } from '../../protocol/limits.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { assert, suite } from '../support/suite.ts';
import { done, refusal, staffRights, World } from '../support/world.ts';

const test = suite('ticket service: what is sent at once');

test('[D10] of 100 who take a ticket at once exactly one gets it, and the others learn who did', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const staff = Array.from({ length: 100 }, (_, i) => String(1_000 + i));
  for (const account of staff) world.rights.set(account, staffRights);
  const answers = await Promise.all(
    staff.map((account) =>
      world.ticketService.command(
        { account, restricted: false, surface: 'web' },
        { id: 'take', ticket, command: { kind: 'assign_to_me' } },
      ),
    ),
  );
  const winners = staff.filter((_, i) => answers[i]!.ok);
  assert.is(winners.length, 1);
  const held = { code: 'ticket_held', detail: `account ${winners[0]}` };
  for (const answer of answers) if (!answer.ok) assert.equal(answer.refusal, held);
  const { state } = await world.storage.tickets.load(ticket);
  assert.is(state?.assignment?.to.account, winners[0]);
  const history = world.storage.tables.history(ticket, 'support', { limit: 1_000 });
  assert.is(history.filter(({ change }) => change.type === 'ticket_assigned').length, 1);
});

test('[D11] of many who take a ticket over from the same holder exactly one gets it', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const staff = Array.from({ length: 20 }, (_, i) => String(1_000 + i));
  for (const account of staff) world.rights.set(account, staffRights);
  done(await world.do(world.staff, ticket, { kind: 'assign_to_me' }));
  const answers = await Promise.all(
    staff.map((account) =>
      world.do({ account, restricted: false, surface: 'web' }, ticket, {
        kind: 'assign',
        to: account,
        expected: world.staff.account,
      }),
    ),
  );
  const winners = staff.filter((_, i) => answers[i]!.ok);
  assert.is(winners.length, 1);
  const held = { code: 'ticket_held', detail: `account ${winners[0]}` };
  for (const answer of answers) if (!answer.ok) assert.equal(answer.refusal, held);
});

test('[D12] rights, settings and factions are those of the moment in which it is decided', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  world.factions.set('f', { name: 'The Guard', members: ['1'] });
  const added = world.do(world.staff, ticket, { kind: 'add_faction', faction: 'f' });
  const closed = world.do(world.staff, ticket, { kind: 'close' });
  const refused = world.do(world.player, ticket, { kind: 'reopen' });
  // All three wait in the mailbox still.
  world.factions.set('f', { name: 'The Guard', members: ['1', '2'] });
  world.settings = { ...world.settings, autoArchive: true };
  world.rights.set('1', ['tickets.view']);
  done(await added);
  done(await closed);
  assert.is(refusal(await refused), 'right_missing');
  const { state } = await world.storage.tickets.load(ticket);
  assert.equal(
    state?.participants.map(({ account }) => account),
    ['1', '2'],
  );
  assert.is(state?.life.status, 'archived');
});

test('[D14] whom support named or added writes in a ticket, and whom it removed does not', async () => {
  const world = new World();
  const open: CommandBody = { kind: 'open', category: 'Bug', subject: 'You', participants: ['1'] };
  const opened = await world.ticketService.command(world.staff, {
    id: 'o',
    as: 'support',
    command: open,
  });
  const { ticket } = done(opened);
  done(await world.post(world.player, ticket, 'Yes?'));
  assert.is(refusal(await world.post(world.other, ticket, 'And I?')), 'ticket_unknown');
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  done(await world.post(world.other, ticket, 'And I?'));
  done(await world.do(world.staff, ticket, { kind: 'remove_participant', account: '1' }));
  assert.is(refusal(await world.post(world.player, ticket, 'More')), 'ticket_unknown');
});

test('[D15] the largest ticket takes all that may be asked of it at once', async () => {
  const world = new World();
  const wide = '漢'.repeat(limits.name_chars_max);
  const crowd = Array.from({ length: limits.participants_max + 1 }, (_, i) => String(10_000 + i));
  for (const account of crowd) {
    world.rights.set(account, staffRights);
    world.names.set(account, wide);
  }
  const members = crowd.slice(1);
  world.factions.set('f', { name: wide, members });
  const open = { kind: 'open', category: 'Bug', subject: 'All of you' } as const;
  const opened = await world.ticketService.command(world.staff, {
    id: 'o',
    as: 'support',
    command: open,
  });
  const { ticket } = done(opened);
  const answers = await Promise.all([
    world.do(world.staff, ticket, { kind: 'add_faction', faction: 'f' }),
    ...members.map((account) =>
      world.do(world.staff, ticket, { kind: 'remove_participant', account }),
    ),
    world.do(world.staff, ticket, { kind: 'add_participants', accounts: members }),
    ...members.map((account) => world.do(world.staff, ticket, { kind: 'assign', to: account })),
    world.post(world.staff, ticket, '漢'.repeat(limits.body_chars_max)),
    world.do(world.staff, ticket, { kind: 'add_participants', accounts: crowd }),
  ]);
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.code]));
  const others = refused.filter((code) => code !== 'ticket_held');
  assert.equal(others, ['participants_full']);
  assert.is(refused.length, members.length);
});
