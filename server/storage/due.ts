import { deliveryOf } from '../../actors/webhooks/matching.ts';
import type { Position } from './log.ts';

/**
 * Work to be done outside the server once an entry is on disk, also after a crash. Applying an
 * entry makes it due, in the same write. A later entry that says up to where it was done ends it,
 * so neither a replay nor another process does it twice.
 */

/** The kind of work. */
export type Work = 'discord' | 'webhook';

/** One thing that is due: for Discord, a ticket to be synchronised; one event for one webhook. */
export interface Due {
  readonly key: string;
  /** The position of the last entry that made it due. */
  readonly position: Position;
}

/** Ends what became due up to a position. What a later entry made due stays. */
export interface Done {
  readonly work: Work;
  readonly key: string;
  readonly upTo: Position;
}

/** The ticket of something that is due. */
export function ticketOfDue(work: Work, key: string): string {
  return work === 'webhook' ? deliveryOf(key).ticket : key;
}

/** What an entry made due, or ended; `position` is 0 for what is due no more. */
export interface DueChange extends Due {
  readonly work: Work;
}

export interface DueRange {
  /** Keys after this one. */
  readonly after?: string;
  readonly limit: number;
}
