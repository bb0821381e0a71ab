import type { Attention, Location, Person, Status } from '../../protocol/ticket.ts';

/**
 * What the lists and the journal's indexes know of a ticket: derived from its state by
 * `summarize`, never kept beside it by hand.
 */
export interface Summary {
  readonly id: string;
  readonly number: number;
  readonly shard: string | null;
  readonly category: string;
  readonly subject: string;
  readonly status: Status;
  readonly attention: Attention;
  /** Account numbers. */
  readonly participants: readonly string[];
  readonly assignee: Person | null;
  readonly sender: Person | null;
  readonly location: Location | null;
  readonly created: number;
  readonly updated: number;
  readonly publicUpdated: number;
  readonly waitingSince: number | null;
}
