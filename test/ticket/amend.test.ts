import type { TicketCommand } from '../../actors/ticket/command.ts';
import { viewEntry, viewHead, ownNames, type StaffName } from '../../actors/ticket/view.ts';
import {
  context,
  helper,
  player,
  playerRights,
  principal,
  supportRights,
} from '../support/given.ts';
import { World, done } from '../support/world.ts';
import { carryOut, type Ask } from '../support/random-ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('messages edited and deleted in Discord');

const byPlayer = principal(player, playerRights);
const bySupport = principal(helper, supportRights);
const open = {
  kind: 'open',
  id: 'ticket',
  number: 1,
  shard: null,
  category: 'bug',
  body: 'Help',
  participants: [],
  location: null,
} as const;
const of = {
  supportSeq: 4,
  publicSeq: 3,
  at: 3_000,
  by: { side: 'support', account: helper.account, name: helper.name },
} as const;

function ask(command: TicketCommand, who = bySupport, at = 1_000): Ask {
  return { command, context: context(who, { surface: 'discord', at }) };
}

/** Opened, a note, a reply of support: the reply is 4 to support and 3 to players. */
const before: readonly Ask[] = [
  ask(open, byPlayer, 1_000),
  ask({ kind: 'post_note', body: 'Look' }, bySupport, 2_000),
  ask({ kind: 'post_message', body: 'Comign' }, bySupport, 3_000),
];

test("[T110] a message that is edited in Discord stays as it was, and an entry of its author says what it says now; it is nobody's turn for that", () => {
  const outcomes = carryOut([...before, ask({ kind: 'record_edit', of, body: ' Coming ' })]);
  const { before: old, after, events } = outcomes.at(-1)!;
  assert.equal(viewEntry(events[0]!, 'support', ownNames), {
    seq: 6,
    // No earlier than what was there, though the clock of this test stands.
    at: 3_000,
    by: of.by,
    surface: 'discord',
    what: { kind: 'message_edited', of: { seq: 4, at: 3_000, by: of.by }, body: 'Coming' },
  });
  assert.equal(
    [after!.lastPublicBy, after!.waitingSince, after!.life],
    [old!.lastPublicBy, old!.waitingSince, old!.life],
  );
  assert.equal(
    viewHead(after!, 'public', ownNames).seq,
    viewHead(old!, 'public', ownNames).seq + 1,
  );
});

test("[T111] a deletion is told by Discord, for it may be a moderator's; each audience knows the message by its own number", () => {
  const { events } = carryOut([...before, ask({ kind: 'record_deletion', of })]).at(-1)!;
  const entry = viewEntry(events[0]!, 'public', ownNames)!;
  assert.equal(entry.by, { side: 'system', account: null, name: 'Discord' });
  assert.equal(entry.what, { kind: 'message_deleted', of: { seq: 3, at: 3_000, by: of.by } });
});

test('[T112] whoever of support is shown under another name is so in an edit and in a deletion', () => {
  const alias: StaffName = () => 'The guard';
  for (const command of [
    { kind: 'record_edit', of, body: 'Coming' },
    { kind: 'record_deletion', of },
  ] as const) {
    const { events } = carryOut([...before, ask(command)]).at(-1)!;
    const seen = JSON.stringify(viewEntry(events[0]!, 'public', alias));
    assert.not(seen.includes(helper.name), seen);
    assert.match(seen, /The guard/u);
  }
});

test('[T116] that Discord did not take the words of a message is told to support alone, by Discord', () => {
  const { events, after } = carryOut([...before, ask({ kind: 'record_refusal', of })]).at(-1)!;
  const entry = viewEntry(events[0]!, 'support', ownNames)!;
  assert.equal(entry.by, { side: 'system', account: null, name: 'Discord' });
  assert.equal(entry.what, {
    kind: 'not_on_discord',
    of: { seq: of.supportSeq, at: of.at, by: of.by },
  });
  assert.is(viewEntry(events[0]!, 'public', ownNames), null);
  assert.is(after!.publicSeq, carryOut(before).at(-1)!.after!.publicSeq);
});

test('[T113] edits and deletions are taken in every state; what does not fit is refused', () => {
  const end: Ask[] = [ask({ kind: 'close' }), ask({ kind: 'archive' })];
  const edit = (body: string) => ask({ kind: 'record_edit', of, body });
  const [late] = carryOut([...before, ...end, edit('Coming')]).slice(-1);
  assert.is(late!.refusal, null);
  const blank = carryOut([...before, edit('  ')]).at(-1)!;
  assert.is(blank.refusal?.code, 'text_blank');
  const long = carryOut([...before, edit('x'.repeat(8_001))]).at(-1)!;
  assert.is(long.refusal?.code, 'text_too_long');
});

test('[D30] edits and deletions are recorded for messages of Discord alone, once for each id', async () => {
  const world = new World();
  const caller = { ...world.player, surface: 'discord' } as const;
  const { ticket } = await world.opened(world.player, 'help');
  const { seq } = done(await world.post(caller, ticket, 'From Dsicord'));
  const edit = { kind: 'record_edit', body: 'From Discord' } as const;
  const first = await world.ticketService.amend(ticket, seq, 'm1.1', edit);
  assert.ok(first.ok);
  assert.equal(await world.ticketService.amend(ticket, seq, 'm1.1', edit), first);
  assert.ok((await world.ticketService.amend(ticket, seq, 'm1.2', { kind: 'record_deletion' })).ok);
  for (const wrong of [1, 2, seq + 1, seq + 9]) {
    const refused = await world.ticketService.amend(ticket, wrong, `m2.${wrong}`, edit);
    assert.ok(!refused.ok && refused.refusal.code === 'bad_message', String(wrong));
  }
  const unknown = await world.ticketService.amend('never-was', 1, 'm3', edit);
  assert.ok(!unknown.ok);
  const kinds = world.storage.tables
    .history(ticket, 'public', { after: seq, limit: 10 })
    .map(({ change }) => change.type);
  assert.equal(kinds, ['message_edited', 'message_deleted']);
});
