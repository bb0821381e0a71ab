import { limits } from '../../protocol/limits.ts';
import { refused } from '../../protocol/refusals.ts';
import type { Author, Side } from '../../protocol/ticket.ts';
import { recordDeletion, recordEdit, recordRefusal } from './amend.ts';
import { assign, assignToMe, unassign } from './assign.ts';
import type {
  CommandOf,
  Context,
  Decision,
  CommandOutcome,
  Principal,
  TicketCommand,
} from './command.ts';
import { isInternal, type Change, type TicketEvent } from './event.ts';
import { evolveAll } from './evolve.ts';
import { archive, close, reopen, setStatus } from './lifecycle.ts';
import { open } from './open.ts';
import {
  addFaction,
  addParticipants,
  removeParticipant,
  selectParticipant,
} from './participants.ts';
import { whenAllowed } from './policy.ts';
import { postMessage, postNote } from './post.ts';
import type { Ticket, TicketState } from './state.ts';
import { editSubject } from './subject.ts';

/** What follows from a command: events, none when nothing has to change, or one refusal. */
export function decide(state: TicketState, command: TicketCommand, context: Context): Decision {
  const outcome = outcomeOf(state, command, context);
  if (!outcome.ok) return outcome;
  const by = 'by' in outcome ? outcome.by : authorOf(outcome.side, context.principal);
  const events = numbered(state, outcome.changes, by, context);
  const after = evolveAll(state, events);
  if (events.length > 0 && after !== null && isOverfull(after)) {
    return refused('ticket_full');
  }
  return { ok: true, events };
}

function outcomeOf(state: TicketState, command: TicketCommand, context: Context): CommandOutcome {
  if (command.kind === 'open') {
    if (state !== null) return refused('ticket_exists');
    return open(command, context);
  }
  if (state === null) return refused('ticket_unknown');
  const decideOne = deciders[command.kind] as Decider<typeof command.kind>;
  return decideOne(state, command, context);
}

type Decider<K extends TicketCommand['kind']> = (
  ticket: Ticket,
  command: CommandOf<K>,
  context: Context,
) => CommandOutcome;

/** What decides each command on a ticket that is there. */
const deciders: { readonly [K in Exclude<TicketCommand['kind'], 'open'>]: Decider<K> } = {
  post_message: postMessage,
  post_note: postNote,
  edit_subject: (ticket, { subject }, context) => editSubject(ticket, subject, context),
  assign_to_me: (ticket, _, context) => assignToMe(ticket, context),
  assign,
  unassign: (ticket, _, context) => unassign(ticket, context),
  set_status: (ticket, { to }, context) => setStatus(ticket, to, context),
  set_priority: (ticket, { to }, context) =>
    whenAllowed('set_progress', ticket, context, () => {
      const from = ticket.triage.priority;
      return from === to ? [] : [{ type: 'priority_set', from, to }];
    }),
  close: (ticket, _, context) => close(ticket, context),
  archive: (ticket, _, context) => archive(ticket, context),
  reopen: (ticket, _, context) => reopen(ticket, context),
  add_participants: (ticket, { accounts }, context) => addParticipants(ticket, accounts, context),
  add_faction: (ticket, { faction }, context) => addFaction(ticket, faction, context),
  remove_participant: (ticket, { account }, context) => removeParticipant(ticket, account, context),
  record_edit: (_, command, context) => recordEdit(command, context),
  record_deletion: (_, command) => recordDeletion(command),
  record_refusal: (_, command) => recordRefusal(command),
  select_participant: (ticket, { account }, context) => selectParticipant(ticket, account, context),
};

/**
 * Puts who, where, when and both numbers to what changed. Times of one ticket never go back, whatever
 * is done to the clock; for what players see, those of notes do not count: they would tell of them.
 */
export function numbered(
  state: TicketState,
  changes: readonly Change[],
  by: Author,
  { surface, at }: Pick<Context, 'surface' | 'at'>,
): TicketEvent[] {
  let supportSeq = state?.supportSeq ?? 0;
  let publicSeq = state?.publicSeq ?? 0;
  return changes.map((change) => {
    supportSeq += 1;
    if (isInternal(change)) {
      const later = Math.max(at, state?.updated ?? 0);
      return { at: later, by, surface, change, supportSeq, publicSeq: null };
    }
    publicSeq += 1;
    const later = Math.max(at, state?.publicUpdated ?? 0);
    return { at: later, by, surface, change, supportSeq, publicSeq };
  });
}

/** Players are known by their character, where they have one; support by the account. */
function authorOf(side: Side, { person, isGuest }: Principal): Author {
  const name =
    side === 'player' && person.character_name !== '' ? person.character_name : person.name;
  return { side, account: isGuest ? null : person.account, name };
}

/**
 * Notes and public entries are bounded apart, or a ticket that fills up early would tell players
 * that there are notes. Room is left for closing and archiving, so that a full ticket can end.
 */
function isOverfull(after: Ticket): boolean {
  const notes = after.supportSeq - after.publicSeq;
  const public_entries_max = limits.entries_max - limits.notes_max;
  return notes > limits.notes_max || after.publicSeq + changesToEnd(after) > public_entries_max;
}

function changesToEnd({ life }: Ticket): number {
  switch (life.status) {
    case 'open':
    case 'in_progress':
      return 2;
    case 'closed':
      return 1;
    case 'archived':
      return 0;
  }
}
