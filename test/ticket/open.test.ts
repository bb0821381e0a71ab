import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CommandOf } from '../../actors/ticket/command.ts';
import { open as openTicket } from '../../actors/ticket/open.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { limits } from '../../protocol/limits.ts';
import {
  byHelper,
  byPlayer,
  context,
  given,
  named,
  opened,
  opening,
  otherPlayer,
  peopleOf,
  player,
  playerRights,
  principal,
  supportRights,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('opening a ticket');

const { location } = opening;
const open = (over: Partial<CommandOf<'open'>> = {}): CommandOf<'open'> => ({
  kind: 'open',
  id: 'ticket-1',
  number: 1,
  shard: 'north',
  category: 'Question',
  body: 'I am stuck',
  participants: [],
  location,
  ...over,
});
const message = (body: string) => ({ type: 'message_posted', body, opening: true }) as const;

test('[T10] a player who opens a ticket is its sender and first participant, with message and place', () => {
  given([]).when(open(), byPlayer).expect('player', opening, message('I am stuck'));
});

test('[T122] what a ticket keeps as its subject holds on to nothing of the message that it was cut from', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const messages = 500;
  const message_chars = 7_000;
  const kept: unknown[] = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < messages; i++) {
    const first = `I am stuck behind the wall number ${i}`;
    // Read from bytes, as a frame is: a text that was put together here would be in pieces.
    const body = Buffer.from(`${first}\n${'x'.repeat(message_chars)}`).toString('latin1');
    const outcome = openTicket(open({ body }), byPlayer);
    assert.ok(outcome.ok);
    const [change] = outcome.changes;
    assert.ok(change?.type === 'ticket_opened');
    assert.is(change.subject, first);
    kept.push(change);
  }
  collect();
  const grown_bytes = process.memoryUsage().heapUsed - before;
  assert.is(kept.length, messages);
  assert.ok(grown_bytes < (messages * message_chars) / 4, `${grown_bytes} bytes are kept`);
});

test('[T11] text is trimmed before it is kept, and blank text is refused', () => {
  given([])
    .when(open({ body: ' \t I am stuck \n' }), byPlayer)
    .expect('player', opening, message('I am stuck'));
  given([])
    .when(open({ body: ' \n\u00a0\ufeff ' }), byPlayer)
    .refused('text_blank');
  for (const body of ['\u200b', '\u3164\n\u2800']) {
    given([]).when(open({ body }), byPlayer).refused('text_blank');
  }
  given([])
    .when(open({ body: undefined }), byPlayer)
    .refused('text_blank');
});

test('[T12] without a subject the first line that shows something is it, cut between what readers take for characters', () => {
  const { ticket } = given([]).when(open({ body: '\n  \n Lost horse \nIt is brown' }), byPlayer);
  assert.is(ticket.subject, 'Lost horse');
  for (const last of ['👨‍👩‍👧', '🇩🇪', 'e\u0301\u0323']) {
    const body = `${'x'.repeat(limits.subject_chars_max - 1)}${last} and more`;
    const { subject } = given([]).when(open({ body }), byPlayer).ticket;
    assert.is(subject, 'x'.repeat(limits.subject_chars_max - 1), last);
  }
  const hidden = given([]).when(open({ body: '\u2800\n\u200bLost dog' }), byPlayer);
  assert.is(hidden.ticket.subject, 'Lost dog');
  const long = `${'x'.repeat(limits.subject_chars_max - 1)}🐎 and more`;
  const cut = given([]).when(open({ body: long }), byPlayer).ticket.subject;
  assert.is(cut, 'x'.repeat(limits.subject_chars_max - 1));
});

test('[T13] a given subject is kept trimmed; a blank or too long one is refused', () => {
  const { ticket } = given([]).when(open({ subject: '  Horse ' }), byPlayer);
  assert.is(ticket.subject, 'Horse');
  given([])
    .when(open({ subject: ' ' }), byPlayer)
    .refused('text_blank', 'subject');
  const long = 'x'.repeat(limits.subject_chars_max + 1);
  given([])
    .when(open({ subject: long }), byPlayer)
    .refused('text_too_long', 'subject');
});

test('[T14] a category is found in any case and with blanks around it, and kept as configured', () => {
  const { ticket } = given([]).when(open({ category: '  bUG ' }), byPlayer);
  assert.is(ticket.category, 'Bug');
  given([])
    .when(open({ category: 'Bugs' }), byPlayer)
    .refused('category_unknown');
});

test('[T15] support opens a ticket for the players it names, without sender and place', () => {
  const participants = [named(player), named(otherPlayer)];
  const staff = { ...opening, participants, sender: null, location: null };
  const [one, other] = [player.account, otherPlayer.account];
  given([])
    .when(open({ participants: [one, other, one] }), byHelper)
    .expect('support', staff, message('I am stuck'));
});

test('[T16] support may open a ticket without text or participants, but not without a subject', () => {
  const bare = { ...opening, subject: 'Horse', participants: [], sender: null, location: null };
  given([])
    .when(open({ body: undefined, subject: 'Horse' }), byHelper)
    .expect('support', bare);
  given([])
    .when(open({ body: undefined }), byHelper)
    .refused('text_blank', 'subject');
});

test('[T17] a player cannot name participants; somebody with both rights says on which side', () => {
  const both = context(principal(player, [...playerRights, ...supportRights]));
  const command = open({ participants: [otherPlayer.account] });
  const why = 'Only support opens a ticket for others.';
  given([]).when(command, byPlayer).refused('right_missing', why);
  given([]).when(command, both).refused('right_missing', why);
  const { ticket } = given([]).when(command, { ...both, as: 'support' });
  assert.equal(ticket.participants, [named(otherPlayer)]);
});

test('[T18] a ticket takes participants up to its bound, and no more', () => {
  const crowd = Array.from({ length: limits.participants_max + 1 }, (_, index) => `${index + 1}`);
  const byCrowd = { ...byHelper, people: peopleOf(crowd) };
  const { ticket } = given([]).when(open({ participants: crowd.slice(1) }), byCrowd);
  assert.is(ticket.participants.length, limits.participants_max);
  given([])
    .when(open({ participants: crowd }), byCrowd)
    .refused('participants_full');
});

test('[T19] the opening message counts for attention, but is no reply that begins work', () => {
  const mine = given([]).when(open(), byPlayer).ticket;
  assert.equal([mine.life.status, summarize(mine).attention], ['open', 'needs_attention']);
  const theirs = given([]).when(open(), byHelper).ticket;
  assert.equal([theirs.life.status, summarize(theirs).attention], ['open', 'waiting_for_response']);
  const bare = given([]).when(open({ body: undefined, subject: 'Horse' }), byHelper).ticket;
  assert.equal([bare.life.status, summarize(bare).attention], ['open', 'none']);
});

test('[T20] what was opened cannot be opened again', () => {
  given(opened).when(open(), byPlayer).refused('ticket_exists');
});

test('[T21] without the right to open, nothing is opened', () => {
  const rights = playerRights.filter((right) => right !== 'tickets.create');
  given([])
    .when(open(), context(principal(player, rights)))
    .refused('right_missing');
});
