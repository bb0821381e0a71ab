import type { CannedReply } from '../../protocol/admin.ts';
import type { WatchEvent } from './watches.ts';

/** The replies that an account has at hand: its own, then those of all support, the oldest first. */
export type CannedReplica = readonly CannedReply[];

type CannedEvent = Extract<WatchEvent, { on: 'canned' }>;

/** Replies that changed, that are gone, or that did not fit the state. */
export function applyCanned(replica: CannedReplica, { removed, put }: CannedEvent): CannedReplica {
  const isOver = (one: CannedReply): boolean =>
    [...removed, ...put].some(({ reply, own }) => reply === one.reply && own === one.own);
  return [...replica.filter((one) => !isOver(one)), ...put].toSorted(
    (a, b) =>
      Number(b.own) - Number(a.own) || a.created - b.created || (a.reply < b.reply ? -1 : 1),
  );
}
