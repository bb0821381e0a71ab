import type { CannedReply } from '../../protocol/admin.ts';
import type { WatchEvent } from './watches.ts';

/** An account's canned replies: its own, then the shared ones, each oldest first. */
export type CannedReplica = readonly CannedReply[];

type CannedEvent = Extract<WatchEvent, { on: 'canned' }>;

/** Applies replies that changed, were removed, or did not fit into the state. */
export function applyCanned(replica: CannedReplica, { removed, put }: CannedEvent): CannedReplica {
  const isOver = (one: CannedReply): boolean =>
    [...removed, ...put].some(({ reply, own }) => reply === one.reply && own === one.own);
  return [...replica.filter((one) => !isOver(one)), ...put].toSorted(
    (a, b) =>
      Number(b.own) - Number(a.own) || a.created - b.created || (a.reply < b.reply ? -1 : 1),
  );
}
