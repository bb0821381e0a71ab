import type { Kind } from '../../actors/runtime/actor-kind.ts';
import type {
  People,
  Principal,
  TicketCommand,
  TicketSettings,
} from '../../actors/ticket/command.ts';
import { decide } from '../../actors/ticket/decide.ts';
import type { Caller } from '../../actors/ticket/service.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolve } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Side } from '../../protocol/ticket.ts';
import type { TicketRecord } from '../storage/storage.ts';

/** A ticket command as it waits in a mailbox. */
export interface AskedCommand {
  readonly caller: Caller;
  /** The character that the caller plays, if any. */
  readonly character: string | null;
  readonly as?: Side;
  readonly command: TicketCommand;
}

/** Kept in receipts; the audience of the caller decides which of the two counts is told. */
export interface TicketAnswer {
  readonly ticket: string;
  readonly number: number;
  readonly supportSeq: number;
  readonly publicSeq: number;
}

export interface TicketKindDeps {
  principal(caller: Caller, character: string | null): Principal;
  readonly people: People;
  settings(): TicketSettings;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Tickets as actors: rights, settings and time are read when a command is decided. */
export function ticketKind(
  deps: TicketKindDeps,
): Kind<Ticket, AskedCommand, TicketEvent, TicketAnswer, TicketRecord> {
  return {
    decide: (state, { caller, character, as, command }) =>
      decide(state ?? null, command, {
        principal: deps.principal(caller, character),
        surface: caller.surface,
        at: deps.now(),
        ...(as === undefined ? {} : { as }),
        settings: deps.settings(),
        people: deps.people,
      }),
    hides: (refusal) => (refusal as Refusal).code === 'ticket_unknown',
    evolve: (state, event) => evolve(state ?? null, event),
    answer: ({ id, number, supportSeq, publicSeq }) => ({
      ticket: id,
      number,
      supportSeq,
      publicSeq,
    }),
    record: ({ events, receipts }) => ({ events, receipts }),
  };
}
