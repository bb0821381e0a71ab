import { hears } from '../support/followers.ts';
import type { Request, CommittedTurn } from '../../actors/ticket/service.ts';
import { limits } from '../../protocol/limits.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { done, refusal, staffRights, World } from '../support/world.ts';

const test = suite('ticket service');

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
