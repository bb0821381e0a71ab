import { bridgeLimits } from '../discord-limits.ts';
import type { ChannelRecord } from './record.ts';

/**
 * The rate limit on renames of one channel: two in ten minutes, which Discord announces in no header.
 * The latest name is set once a rename is free; names in between are skipped.
 */

/**
 * The time from which this channel may be renamed. The channel of a closed ticket is renamed only if
 * no rename counts, so that one is free when the ticket is reopened.
 */
export function renameAt(
  { renames, noRenameBefore }: Pick<ChannelRecord, 'renames' | 'noRenameBefore'>,
  isLocked: boolean,
): number {
  const leftFree = isLocked ? bridgeLimits.renames_max - 1 : 0;
  const last = renames.at(leftFree - bridgeLimits.renames_max);
  return Math.max(noRenameBefore, last === undefined ? 0 : last + bridgeLimits.rename_window_ms);
}

/** The last renames, with one more. */
export function withRename(renames: readonly number[], now: number): number[] {
  return [...renames, now].slice(-bridgeLimits.renames_max);
}
