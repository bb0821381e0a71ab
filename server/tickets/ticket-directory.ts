import type { Directory } from '../../actors/runtime/directory.ts';
import type { Fault } from '../../actors/runtime/letter.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { TicketRecord } from '../storage/storage.ts';
import type { AskedCommand, TicketAnswer } from './ticket-kind.ts';

/** The actors of all tickets. */
export type TicketDirectory = Directory<
  Ticket,
  AskedCommand,
  TicketEvent,
  TicketAnswer,
  TicketRecord
>;

/** How each fault of an actor is refused. */
export const faultCodes = {
  busy: 'busy',
  storage: 'storage_unavailable',
  reused: 'id_reused',
  stopping: 'shutting_down',
} as const satisfies Record<Fault, RefusalCode>;
