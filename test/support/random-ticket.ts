import fc from 'fast-check';
import type { Context, TicketCommand } from '../../actors/ticket/command.ts';
import { decide } from '../../actors/ticket/decide.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolve } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { priorities } from '../../protocol/ticket.ts';
import {
  context,
  helper,
  opening,
  otherHelper,
  otherPlayer,
  faction,
  player,
  playerRights,
  principal,
  settings,
  supportRights,
} from './given.ts';

/** Something that somebody asks of a ticket. */
export interface Ask {
  readonly command: TicketCommand;
  readonly context: Context;
}

/** What came of one ask. */
export interface Outcome {
  readonly ask: Ask;
  readonly before: Ticket | null;
  readonly after: Ticket | null;
  readonly events: readonly TicketEvent[];
  readonly refusal: Refusal | null;
}

const people = [
  principal(player, playerRights),
  principal(otherPlayer, playerRights),
  principal(helper, supportRights),
  principal(otherHelper, ['tickets.admin_view', 'tickets.internal_message', 'tickets.assign']),
  principal(player, [...playerRights, ...supportRights]),
];

const body = fc.constantFrom('Where?', 'Here', ' two\nlines ', ' ', 'bad\0');
const account = fc.constantFrom('11', '12', '21', '22', '99');
const bare = ['assign_to_me', 'unassign', 'close', 'archive', 'reopen'] as const;
const openingMessage = {
  supportSeq: 2,
  publicSeq: 2,
  at: 1_000,
  by: { side: 'player', account: player.account, name: player.character_name },
} as const;
const command: fc.Arbitrary<TicketCommand> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...bare).map((kind) => ({ kind })) },
  body.map((text) => ({ kind: 'post_message', body: text }) as const),
  { weight: 5, arbitrary: body.map((text) => ({ kind: 'post_note', body: text }) as const) },
  body.map((subject) => ({ kind: 'edit_subject', subject }) as const),
  fc
    .record({ to: account, expected: fc.option(account) })
    .map((asked) => ({ kind: 'assign', ...asked }) as const),
  fc.constantFrom('open', 'in_progress').map((to) => ({ kind: 'set_status', to }) as const),
  fc.constantFrom(...priorities).map((to) => ({ kind: 'set_priority', to }) as const),
  fc
    .array(account, { maxLength: 3 })
    .map((accounts) => ({ kind: 'add_participants', accounts }) as const),
  fc.constantFrom(faction.id, 'none').map((id) => ({ kind: 'add_faction', faction: id }) as const),
  account.map((one) => ({ kind: 'remove_participant', account: one }) as const),
  // The opening message is the only one that is there whatever comes of the rest.
  body.map((text) => ({ kind: 'record_edit', of: openingMessage, body: text }) as const),
  fc.constant({ kind: 'record_deletion', of: openingMessage } as const),
  fc.constant({ kind: 'record_refusal', of: openingMessage } as const),
);

function openingOf(participants: readonly string[]): TicketCommand {
  const { id, number, shard, location } = opening;
  const where = { id, number, shard, category: 'bug', location };
  return { kind: 'open', ...where, subject: 'Lost', body: 'Help', participants };
}

/** An opening that succeeds, then anything by anybody, a second apart. */
export const asks: fc.Arbitrary<Ask[]> = fc
  .record({
    // By the player; by support for the player; by support for nobody.
    first: fc.constantFrom(
      { who: people[0]!, command: openingOf([]) },
      { who: people[2]!, command: openingOf([player.account]) },
      { who: people[2]!, command: openingOf([]) },
    ),
    autoArchive: fc.boolean(),
    rest: fc.array(
      fc.record({
        command,
        who: fc.constantFrom(...people),
        as: fc.constantFrom(undefined, 'player' as const, 'support' as const),
      }),
      { maxLength: 40, size: 'max' },
    ),
  })
  .map(({ first, autoArchive, rest }) => {
    return [{ ...first, as: undefined }, ...rest].map((one, index) => ({
      command: one.command,
      context: context(one.who, {
        settings: { ...settings, autoArchive },
        at: 1_000 * (index + 1),
        ...(one.as === undefined ? {} : { as: one.as }),
      }),
    }));
  });

/** Carries them out one after the other. */
export function carryOut(all: readonly Ask[]): Outcome[] {
  let state: Ticket | null = null;
  return all.map((ask): Outcome => {
    const before: Ticket | null = state;
    const decision = decide(before, ask.command, ask.context);
    const events = decision.ok ? decision.events : [];
    for (const event of events) state = evolve(state, event);
    const refusal = decision.ok ? null : decision.refusal;
    return { ask, before, after: state, events, refusal };
  });
}
