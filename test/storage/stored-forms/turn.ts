import type { StoredReceipt } from '../../../actors/runtime/store.ts';
import type { Change, TicketEvent } from '../../../actors/ticket/event.ts';
import { isInternal } from '../../../actors/ticket/event.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import type { Author, Surface } from '../../../protocol/ticket.ts';

/** One turn of a ticket, of which a sample is kept. */
export interface TurnForm {
  readonly name: string;
  /** The sample that is applied before, `TYPE: NAME`; none for one that opens the ticket. */
  readonly after?: string;
  readonly ticket?: string;
  /** A player unless told otherwise. */
  readonly by?: Author;
  /** In the game unless told otherwise. */
  readonly surface?: Surface;
  /** Later than all before unless told otherwise. */
  readonly at?: number;
  readonly changes: readonly Change[];
  readonly receipts?: readonly StoredReceipt[];
}

const player: Author = { side: 'player', account: '11', name: 'Ann the Bold' };

/** The events of a turn on a ticket as it is. Times are seconds of its number, so that each is told apart. */
export function eventsOf(form: TurnForm, before: Ticket | null): TicketEvent[] {
  let supportSeq = before?.supportSeq ?? 0;
  let publicSeq = before?.publicSeq ?? 0;
  return form.changes.map((change): TicketEvent => {
    supportSeq += 1;
    return {
      at: form.at ?? supportSeq * 1_000,
      by: form.by ?? player,
      surface: form.surface ?? 'game',
      change,
      supportSeq,
      publicSeq: isInternal(change) ? null : (publicSeq += 1),
    };
  });
}
