/**
 * Which segments there must be at a start. A log cannot tell by itself that its newest segment is gone,
 * so this is kept elsewhere in the folder (`log` in the table `meta` of data.mdb), and on the disk
 * before the header of `next` is written: that is when a segment is made ahead, where nobody waits for
 * the flush. Hence two numbers: until `next` is begun the log may still end in the one before.
 */
export interface KnownSegments {
  /** The newest that was begun; 0 before the first. It, or a newer one, is the end of the log. */
  readonly begun: number;
  /** Made and on the disk; it may be begun. */
  readonly next: number;
}

/** Of a folder that only says that there is a log. */
export const any_segment: KnownSegments = { begun: 1, next: 1 };
