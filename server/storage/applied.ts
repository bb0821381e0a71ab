import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Past } from '../../actors/ticket/service.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { DueChange } from './due.ts';
import type { Position } from './log.ts';
import type { Put } from './record.ts';

/** The result of an entry, as followers of the log are told it. For markers: the merged values. */
export type Applied =
  | AppliedTurn
  | {
      readonly type: 'records';
      readonly position: Position;
      readonly subject: string;
      readonly puts: readonly Put[];
      readonly due: readonly DueChange[];
    };

export interface AppliedTurn {
  readonly type: 'turn';
  readonly position: Position;
  readonly subject: string;
  readonly before: Ticket | null;
  readonly after: Ticket;
  readonly events: readonly TicketEvent[];
  readonly due: readonly DueChange[];
  /** Accounts that got notices. */
  readonly noticed: readonly string[];
  /** What became of entries that were there before; absent: nothing. */
  readonly past?: Past;
  /** It happened elsewhere, long ago. */
  readonly isImported?: true;
}
