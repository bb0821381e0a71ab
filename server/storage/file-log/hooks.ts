import type { Position } from '../log.ts';

/** What the log asks of the tables and the folder. Only `lastOf` may throw. */
export interface LogHooks {
  /** How long a batch may take before its outcome counts as unknown. */
  readonly commit_wait_ms: number;
  /** How much longer before the log counts as lost. */
  readonly lost_after_ms: number;
  /** The position of a subject's last entry, of all that were delivered. */
  readonly lastOf: (subject: string) => Position;
  /**
   * Whether this process still owns the folder, as the disk says now. Asked after each flush,
   * before anybody is told.
   */
  readonly isOwner: () => boolean;
  /** Why nothing can be accepted now, if nothing can. */
  readonly fault: () => string | undefined;
  /** A closer check before each batch: why nothing may be written now, if nothing may. */
  readonly refusal: () => string | undefined;
  /** After each flush: whether the log is not where the next start would look for it. */
  readonly isAway: () => boolean;
  /** Whether an entry of this subject may be written now. If not, it waits for `taken`. */
  readonly mayTake: (subject: string) => boolean;
  /** Called with the name of the file that is written next. */
  readonly onSegment: (name: string) => void;
  /** Called at most once, with a sentence for the operator: nothing can be written any more. */
  readonly onLost: (sentence: string) => void;
}
