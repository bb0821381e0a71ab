import type { Position } from './log.ts';

/**
 * Work that is to be done once what it is about is on disk, also after a crash. Applying an entry makes
 * it due, in the same write; an entry that says up to where it was done ends it. So no replay and no
 * other process brings back what was done, and nothing has to be kept for who does it late.
 */

/** What there is to do. */
export type Work = 'discord';

/** One thing that is due: of Discord, a ticket that is to be looked at. */
export interface Due {
  readonly key: string;
  /** Of the last entry that made it due. */
  readonly position: Position;
}

/** Ends what was made due up to a position. What a later entry made due stays. */
export interface Done {
  readonly work: Work;
  readonly key: string;
  readonly upTo: Position;
}

/** What an entry made due, or ended; `position` is 0 for what is due no more. */
export interface DueChange extends Due {
  readonly work: Work;
}

export interface DueRange {
  /** Keys behind this one. */
  readonly after?: string;
  readonly limit: number;
}
