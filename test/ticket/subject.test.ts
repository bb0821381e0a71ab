import { limits } from '../../protocol/limits.ts';
import {
  archived,
  byHelper,
  byPlayer,
  closed,
  context,
  given,
  helper,
  inStatus,
  opened,
  opening,
  principal,
  settings,
  ticketAfter,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the subject of a ticket');

const edit = (subject: string) => ({ kind: 'edit_subject', subject }) as const;
const edited = (to: string) => ({ type: 'subject_edited', from: opening.subject, to }) as const;

test('[T70] a player edits the subject while the ticket is active, support in any state', () => {
  given(opened).when(edit('Lost horse'), byPlayer).expect('player', edited('Lost horse'));
  given(closed).when(edit('Lost horse'), byPlayer).refused('ticket_closed');
  given(archived).when(edit('Lost horse'), byPlayer).refused('ticket_archived');
  for (const steps of Object.values(inStatus)) {
    const after = given(steps).when(edit('Lost horse'), byHelper);
    after.expect('support', edited('Lost horse'));
    assert.is(after.ticket.subject, 'Lost horse');
    assert.equal(after.ticket.life, ticketAfter(steps).life);
  }
});

test('[T71] a subject is kept trimmed, and the one that a ticket has already changes nothing', () => {
  given(opened).when(edit(' \u3000Lost horse\n'), byPlayer).expect('player', edited('Lost horse'));
  given(opened)
    .when(edit(`  ${opening.subject} `), byPlayer)
    .nothing();
});

test('[T72] a blank, malformed or too long subject is refused; the longest that fits is taken', () => {
  given(opened).when(edit(' \u00a0'), byPlayer).refused('text_blank');
  given(opened).when(edit('a\0b'), byPlayer).refused('text_malformed');
  const longest = '漢'.repeat(limits.subject_chars_max);
  given(opened).when(edit(longest), byPlayer).expect('player', edited(longest));
  given(opened)
    .when(edit(`${longest}x`), byPlayer)
    .refused('text_too_long', `At most ${limits.subject_chars_max} characters.`);
});

test('[T73] the bounds of texts are those of the settings at that moment', () => {
  const short = { settings: { ...settings, subject_chars_max: 10, body_chars_max: 20 } };
  const why = (most: number) => `At most ${most} characters.`;
  given(opened)
    .when(edit('12345678901'), { ...byHelper, ...short })
    .refused('text_too_long', why(10));
  for (const kind of ['post_message', 'post_note'] as const) {
    given(opened)
      .when({ kind, body: 'x'.repeat(21) }, { ...byHelper, ...short })
      .refused('text_too_long', why(20));
  }
  const { id, number, shard, location } = opening;
  const open = { kind: 'open', id, number, shard, location, category: 'Bug' } as const;
  const asked = { ...open, body: 'one two three four', participants: [] };
  assert.is(given([]).when(asked, { ...byPlayer, ...short }).ticket.subject, 'one two th');
});

test('[T74] editing the subject on the support side needs tickets.assign', () => {
  const replies = context(principal(helper, ['tickets.reply', 'tickets.change_status']));
  given(opened).when(edit('Lost horse'), replies).refused('right_missing');
});
