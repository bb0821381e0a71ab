import type { Position } from '../log.ts';

/** What a log asks of whoever keeps the tables and the folder. None of these may throw, but `lastOf`. */
export interface LogHooks {
  /** How long a batch may take before its outcome counts as unknown. */
  readonly commit_wait_ms: number;
  /** And how much longer before the log counts as lost. */
  readonly lost_after_ms: number;
  /** The position of a subject's last entry, of all that was told. */
  readonly lastOf: (subject: string) => Position;
  /**
   * Whether this process still owns the folder, as it is now on the disk. Asked after each flush,
   * before anything is told.
   */
  readonly isOwner: () => boolean;
  /** Why nothing is taken now, if nothing is. */
  readonly fault: () => string | undefined;
  /** Looks closer, before each batch: why nothing may be written now, if nothing may. */
  readonly refusal: () => string | undefined;
  /** After each flush: whether what belongs to the log is not where the next start would look for it. */
  readonly isAway: () => boolean;
  /** Whether an entry of this subject may be written now. If not, it waits for `taken`. */
  readonly mayTake: (subject: string) => boolean;
  /** Called with the name of the file that is written from now on. */
  readonly onSegment: (name: string) => void;
  /** Called at most once, with a sentence for the operator: nothing can be written any more. */
  readonly onLost: (sentence: string) => void;
}
