/**
 * Which segments must exist at a start. The log cannot tell by itself that its newest segment is
 * missing, so this is stored elsewhere in the folder (`log` in the table `meta` of data.mdb). It is
 * on the disk before the header of `next` is written, which is when a segment is made ahead and
 * nobody waits for the flush. Hence two numbers: until `next` is begun the log may still end in the
 * one before.
 */
export interface KnownSegments {
  /**
   * The newest segment that was begun; 0 before the first. The log ends in it or in a newer one.
   */
  readonly begun: number;
  /** A segment that is made and on the disk, and may have been begun. */
  readonly next: number;
}

/** For a folder that only says that there is a log. */
export const any_segment: KnownSegments = { begun: 1, next: 1 };
