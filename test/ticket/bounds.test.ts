import { decide } from '../../actors/ticket/decide.ts';
import type { Context, TicketCommand } from '../../actors/ticket/command.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import { byHelper, byPlayer, opened, ticketAfter } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the bounds of a ticket');

const post = { kind: 'post_message', body: 'One more' } as const;
const note = { kind: 'post_note', body: 'One more' } as const;
const public_entries_max = limits.entries_max - limits.notes_max;

/** As if so many entries had been written. */
function long(publicSeq: number, notes: number): Ticket {
  return { ...ticketAfter(opened), publicSeq, supportSeq: publicSeq + notes };
}

function after(ticket: Ticket, command: TicketCommand, context: Context): Ticket | string {
  const decision = decide(ticket, command, context);
  return decision.ok ? evolveAll(ticket, decision.events) : decision.refusal.code;
}

test('[T50] a ticket that is full of public entries refuses more, and can still be closed and archived', () => {
  const nearly = long(public_entries_max - 3, 0);
  const full = after(nearly, post, byPlayer);
  if (typeof full === 'string') throw new Error(full);
  assert.is(after(full, post, byPlayer), 'ticket_full');
  assert.is(after(full, post, byHelper), 'ticket_full');
  assert.is(after(full, { kind: 'assign_to_me' }, byHelper), 'ticket_full');
  const settings = { ...byPlayer.settings, autoArchive: true };
  const ended = after(full, { kind: 'close' }, { ...byPlayer, settings });
  if (typeof ended === 'string') throw new Error(ended);
  assert.is(ended.life.status, 'archived');
  assert.is(ended.publicSeq, public_entries_max);
  assert.is(after(ended, { kind: 'reopen' }, byPlayer), 'ticket_full');
});

test('[T51] notes have a bound of their own, so that players cannot tell from theirs how many there are', () => {
  const noted = long(10, limits.notes_max);
  assert.is(after(noted, note, byHelper), 'ticket_full');
  assert.type(after(noted, post, byPlayer), 'object');
  const full = long(public_entries_max - 2, limits.notes_max - 1);
  assert.type(after(full, note, byHelper), 'object');
  assert.is(after(full, post, byPlayer), 'ticket_full');
});
