import { bridgeLimits } from '../limits.ts';
import type { ChannelRecord } from './record.ts';

/**
 * Renames of one channel: Discord takes two in ten minutes and says so in no header. What is wanted
 * last is asked for when one is free; nothing is kept waiting in between.
 */

/**
 * When this channel may be renamed, which may be long ago. Of a closed ticket only while no rename
 * counts at all: whoever opens it again finds one free.
 */
export function renameAt(
  { renames, noRenameBefore }: Pick<ChannelRecord, 'renames' | 'noRenameBefore'>,
  isLocked: boolean,
): number {
  const leftFree = isLocked ? bridgeLimits.renames_max - 1 : 0;
  const last = renames.at(leftFree - bridgeLimits.renames_max);
  return Math.max(noRenameBefore, last === undefined ? 0 : last + bridgeLimits.rename_window_ms);
}

/** With one more, asked for now. */
export function withRename(renames: readonly number[], now: number): number[] {
  return [...renames, now].slice(-bridgeLimits.renames_max);
}
