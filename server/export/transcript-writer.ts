import type { Audience, Entry, Head } from '../../protocol/ticket.ts';

/** Writes one ticket from its beginning to its end. Keeps nothing of what it wrote. */
export interface TranscriptWriter {
  begin(head: Head, audience: Audience): string;
  /** The next entries, oldest first. */
  entries(entries: readonly Entry[]): string;
  end(): string;
}
