import { openAccess } from '../../server/identity/access.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { TicketTimes } from '../../server/projections/ticket-times.ts';
import type { AppliedTurn } from '../../server/storage/applied.ts';
import { ticketSubject } from '../../server/storage/log.ts';
import { importedId } from '../../server/import/imported.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { assert, suite } from '../support/suite.ts';
import { at, ImportDesk, line, ms } from './desk.ts';

const test = suite('importing');

test('[V96] the same lines twice make nothing twice, not even at the same moment', async () => {
  const desk = await ImportDesk.open();
  const lines = Array.from({ length: 40 }, (_, i) => line({ id: String(i) }));
  const first = await desk.take(lines);
  assert.equal([first.made, first.before, first.accounts], [40, 0, ['north a-1']]);
  const again = await desk.take(lines);
  assert.equal([again.made, again.before, again.accounts], [0, 40, []]);
  assert.is(desk.storage.tables.closedCount(), 40);
  const both = [line({ id: 'new' })];
  await Promise.allSettled([desk.take(both), desk.take(both)]);
  assert.is(desk.storage.tables.closedCount(), 41);
  assert.is(
    desk.history('public', 'new').filter(({ change }) => change.type === 'ticket_opened').length,
    1,
  );
});

test('[V97] a dry run counts, and makes nothing', async () => {
  const desk = await ImportDesk.open();
  const before = desk.storage.tables.position;
  const canned = { type: 'canned', title: 'Hello', text: 'How can I help?' };
  const counts = await desk.take([line(), line({ id: '2', shard: null }), canned], true);
  assert.equal([counts.made, counts.unseen, counts.canned], [2, 1, 1]);
  assert.equal(counts.accounts, ['north a-1']);
  assert.is(desk.storage.tables.position, before);
});

test('[V98] lines that do not fit are named, each with why, and the others are imported', async () => {
  const desk = await ImportDesk.open();
  const { bad, made } = await desk.take([
    line({ created: 1_690_000_000 }),
    line({ created: '2023-05-01 10:00' }),
    line({ created: Date.now() + 7_200_000 }),
    line({ category: 'Nonsense' }),
    line({ shard: 'south' }),
    line({ assignee: { user: 'nobody' } }),
    line({ messages: [{ at: at(0), by: 'player', text: ' \u200b ' }] }),
    line({ colour: 'red' }),
    line(),
    line(),
  ]);
  const why = bad.map((one) => `${one.at}: ${one.why}`).join('\n');
  for (const wanted of [
    /line 1: created: a time after 1973, in milliseconds/u,
    /line 2: created: a time such as/u,
    /line 3: created: it lies in the future/u,
    /line 4: category: there is no Nonsense/u,
    /line 5: shard: there is no shard south/u,
    /line 6: user: nobody here has the user name nobody/u,
    /line 7: messages.0.text: it shows nothing/u,
    /line 8: .*colour/u,
    /line 10: id: line 9 has the same/u,
  ]) {
    assert.match(why, wanted);
  }
  assert.equal([bad.length, made], [9, 1]);
});

test('[V99] a player is the same account that the shard tells of later, and who is here keeps the name', async () => {
  const desk = await ImportDesk.open();
  const { roster } = desk.access;
  await roster.upsertAccount('north', { account: 'a-2', name: 'Ben of today' });
  const messages = [
    { at: at(0), by: 'player', author: { account: 'a-2', name: 'ben' }, text: 'Hi' },
  ];
  await desk.take([
    line({ sender: { account: 'a-1', name: 'ann', character: 'c-1', character_name: 'Ann' } }),
    line({ id: '2', sender: { account: 'a-2', name: 'ben' }, messages }),
  ]);
  const ann = roster.accountOf('north', 'a-1')!;
  assert.is(desk.ticket().sender?.account, ann.id);
  assert.is(desk.ticket().sender?.character_name, 'Ann');
  assert.is(
    await roster.upsertAccount('north', { account: 'a-1', name: 'Ann II', created: 5 }),
    undefined,
  );
  assert.is(
    await roster.upsertCharacter('north', { account: 'a-1', character: 'c-1', name: 'Anna' }),
    undefined,
  );
  const now = await openAccess(desk.storage.records, nodeSecrets);
  assert.is(now.roster.accountOf('north', 'a-1')?.id, ann.id);
  assert.is(now.roster.account(ann.id)?.name, 'Ann II');
  assert.is(now.roster.accountOf('north', 'a-2')?.name, 'Ben of today');
  assert.is(now.roster.characterOf(ann.id, 'c-1')?.id, desk.ticket().sender?.character);
});

test('[V100] a later export adds what came since, and a ticket that was changed here stays as it is', async () => {
  const desk = await ImportDesk.open();
  const [asked, answered] = line()['messages'] as object[];
  const open = { status: 'open', closed: undefined };
  const early = (id: string) => {
    const { closed: _, ...fields } = line({ id, ...open, messages: [asked] });
    return fields;
  };
  await desk.take([early('1'), early('2'), early('3')]);
  // Somebody answers here.
  const id = importedId('there', '2');
  const { state, position } = desk.storage.tables.ticket(id);
  const reply: TicketEvent = {
    at: ms(1),
    by: { side: 'support', account: null, name: 'Here' },
    surface: 'web',
    change: { type: 'message_posted', body: 'here', opening: false },
    supportSeq: state!.supportSeq + 1,
    publicSeq: state!.publicSeq + 1,
  };
  await desk.storage.tickets.commit(id, position, { events: [reply], receipts: [] });
  const late = (own: string) => line({ id: own, messages: [asked, answered] });
  // Somebody edited it there.
  const edited = line({ id: '3', messages: [{ ...asked, text: 'I was stuck' }, answered] });
  const counts = await desk.take([late('1'), late('2'), edited]);
  assert.equal([counts.made, counts.grown, counts.left.length], [0, 1, 2]);
  assert.match(counts.left[0]!.why, /stays as it is/u);
  assert.equal(
    counts.left.map(({ at: where }) => where),
    ['line 2', 'line 3'],
  );
  assert.equal(desk.bodies('public', '1'), ['I am stuck', 'Where?']);
  assert.is(desk.ticket('1').life.status, 'closed');
  assert.equal(desk.bodies('public', '2'), ['I am stuck', 'here']);
  assert.equal(desk.bodies('public', '3'), ['I am stuck']);
});

test('[V101] nobody is noticed of what is imported, and only an active ticket is work for Discord', async () => {
  const desk = await ImportDesk.open();
  const { storage } = desk;
  const meta = { space: 'discord', key: 'meta', value: {} } as const;
  await storage.records.append('discord', 0, [meta]);
  const turns: AppliedTurn[] = [];
  storage.onTurn((turn) => turns.push(turn));
  const { closed: _, ...open } = line({ id: '2', status: 'open' });
  await desk.take([line(), open]);
  assert.equal(
    turns.map(({ noticed, isImported }) => [noticed, isImported]),
    [
      [[], true],
      [[], true],
    ],
  );
  assert.equal(storage.tables.list('notice', { prefix: '', limit: 9 }), []);
  const due = storage.tables.due('discord', { limit: 9 });
  assert.equal(
    due.map(({ key }) => key),
    [importedId('there', '2')],
  );
  assert.is(storage.tables.lastOf(ticketSubject(importedId('there', '1'))) > 0, true);
});

test('[V102] what is imported counts for none of the times that tickets wait', async () => {
  const desk = await ImportDesk.open();
  const times = new TicketTimes({
    tables: desk.storage.tables,
    clock: { soon: (run) => run() },
    onFault: () => {},
  });
  desk.storage.onTurn(({ before, after, events, noticed, isImported }) => {
    const turn = { before, after, events, noticed, more: false };
    times.committed(isImported === undefined ? turn : { ...turn, isImported });
  });
  await desk.take([line()]);
  assert.equal(
    times.figures().map(({ count }) => count),
    [0, 0],
  );
});

test('[V103] closed tickets that were imported stand in their lists by when they were changed, and are found by words', async () => {
  const desk = await ImportDesk.open();
  const { tables } = desk.storage;
  await desk.take([
    line({ id: 'late', closed: at(500), subject: 'The late ferry' }),
    line({ id: 'early', closed: at(20), subject: 'The early ferry' }),
    line({ id: 'middle', closed: at(100), subject: 'The lost boat' }),
  ]);
  const window = { by: 'updated', descending: true, offset: 0, limit: 9 } as const;
  const listed = tables.closedWindow({ shard: 'north' }, window).map(({ subject }) => subject);
  assert.equal(listed, ['The late ferry', 'The lost boat', 'The early ferry']);
  assert.is(tables.closedByWord('ferr', { limit: 9 }).length, 2);
});

test('[V104] staff who are named by their user name here are authors and hold tickets', async () => {
  const desk = await ImportDesk.open();
  const { staff, roster } = desk.access;
  const made = await staff.createAccount({ name: 'vega', groups: ['moderators'] });
  assert.ok(made.ok, JSON.stringify(made));
  const vega = roster.accountNamed('vega')!;
  const author = { name: 'Counselor Vega', user: 'vega' };
  const messages = [{ at: at(1), by: 'support', author, text: 'Hello' }];
  await desk.take([line({ messages, assignee: author, assigned: at(1) })]);
  assert.is(desk.ticket().assignment?.to.account, vega.id);
  assert.is(desk.ticket().assignment?.at, ms(1));
  const reply = desk.history('public').find(({ change }) => change.type === 'message_posted');
  assert.equal(reply?.by, { side: 'support', account: vega.id, name: 'vega' });
});
