import type { Context, TicketCommand } from '../../actors/ticket/command.ts';
import { decide } from '../../actors/ticket/decide.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import {
  archived,
  byHelper,
  byPlayer,
  closed,
  context,
  given,
  helper,
  inStatus,
  noted,
  opened,
  otherPlayer,
  playerRights,
  principal,
  said,
  started,
  ticketAfter,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('messages and notes');

const post = (body: string) => ({ kind: 'post_message', body }) as const;
const note = (body: string) => ({ kind: 'post_note', body }) as const;

test("[T22] support's first public reply makes an open ticket in progress, later ones only speak", () => {
  given(opened)
    .when(post('Where?'), byHelper)
    .expect('support', said('Where?'), { type: 'work_started' });
  given(started).when(post('Still there?'), byHelper).expect('support', said('Still there?'));
});

test('[T23] a player who adds to an unanswered ticket leaves it open', () => {
  given(opened).when(post('Please hurry'), byPlayer).expect('player', said('Please hurry'));
});

test('[T24] after a reopening the next public reply of support makes it in progress again', () => {
  given([...closed, ['player', { type: 'ticket_reopened', from: 'closed' }]])
    .when(post('Where?'), byHelper)
    .expect('support', said('Where?'), { type: 'work_started' });
});

test('[T25] a closed or archived ticket refuses messages of both sides instead of reopening', () => {
  for (const by of [byPlayer, byHelper]) {
    given(closed).when(post('One more thing'), by).refused('ticket_closed');
    given(archived).when(post('One more thing'), by).refused('ticket_archived');
  }
});

test('[T26] a note is taken in every state and changes neither status nor attention', () => {
  for (const steps of Object.values(inStatus)) {
    const taken = given(steps).when(note(' Look at the log '), byHelper);
    taken.expect('support', noted('Look at the log'));
    const before = summarize(ticketAfter(steps));
    const after = summarize(taken.ticket);
    assert.equal([after.status, after.attention], [before.status, before.attention]);
  }
});

test('[T27] players write no notes', () => {
  given(opened).when(note('Look at the log'), byPlayer).refused('right_missing');
  given(opened)
    .when(note('Look'), { ...byPlayer, as: 'player' })
    .refused('right_missing');
});

test('[T28] blank, malformed and too long text is refused; the longest that fits is taken', () => {
  for (const command of [post, note]) {
    given(opened).when(command(' \n '), byHelper).refused('text_blank');
    given(opened).when(command('a\0b'), byHelper).refused('text_malformed');
    const long = 'x'.repeat(limits.body_chars_max);
    given(opened)
      .when(command(`${long}x`), byHelper)
      .refused('text_too_long', `At most ${limits.body_chars_max} characters.`);
    assert.ok(given(opened).when(command(` ${long} `), byHelper).ticket.supportSeq > 2);
  }
});

test('[T29] somebody who may not read the ticket learns the same as for a ticket that never was', () => {
  const stranger = context(principal(otherPlayer, playerRights));
  given(opened).when(post(''), stranger).refused('ticket_unknown');
  given(archived).when(post('Hello'), stranger).refused('ticket_unknown');
  given([]).when(post('Hello'), stranger).refused('ticket_unknown');
});

test('[T30] who may only read the queue is refused for want of a right', () => {
  const reader = context(principal(helper, ['tickets.admin_view']));
  given(opened).when(post('Hello'), reader).refused('right_missing');
  given(opened).when(note('Hello'), reader).refused('right_missing');
});

test('[T31] a ticket waits since the first player message after the last one of support', () => {
  const said1 = ['player', said('One')] as const;
  const waiting = given([...started, said1, ['player', said('Two')]]).when(post('Three'), byPlayer);
  assert.is(waiting.ticket.waitingSince, 5_000);
  assert.is(given([...started, said1]).when(post('Here'), byHelper).ticket.waitingSince, null);
  assert.is(given(opened).when(note('Here'), byHelper).ticket.waitingSince, 2_000);
});

test('[T121] for players the times of one ticket never go back, nor does for anybody the time of its last change; the time of a note moves nothing that players see', () => {
  const before = ticketAfter(opened);
  const late = 1_000_000;
  const at = (time: number, by = byPlayer) => ({ ...by, at: time });
  const told = (ticket: Ticket, command: TicketCommand, by: Context): TicketEvent[] => {
    const decided = decide(ticket, command, by);
    if (!decided.ok) throw new Error(decided.refusal.code);
    return [...decided.events];
  };
  // The clock was an hour ahead, is set right, and goes on.
  const first = told(before, post('One'), at(late));
  const second = told(evolveAll(before, first), post('Two'), at(late - 3_600_000));
  assert.equal(
    [...first, ...second].map((event) => event.at),
    [late, late],
  );
  const after = evolveAll(before, [...first, ...second]);
  assert.equal([after.updated, after.publicUpdated], [late, late]);
  assert.ok(after.updated >= after.created);
  // A note written ahead of time tells players nothing by its time.
  const noted_late = told(after, note('Hm'), at(late + 500, byHelper));
  const held = evolveAll(after, noted_late);
  const third = told(held, post('Three'), at(late + 100));
  assert.is(third[0]!.at, late + 100);
  const last = evolveAll(held, third);
  assert.equal([last.updated, last.publicUpdated], [late + 500, late + 100]);
  assert.is(told(last, note('Again'), at(1, byHelper))[0]!.at, late + 500);
});
