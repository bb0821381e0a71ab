import type { Connection } from './connection.ts';
import { followPlain, type Followed, type Following } from './follow-plain.ts';
import { applyCanned, type CannedReplica } from './replica-canned.ts';

/** Keeps the account's canned replies up to date; for those with access to the queue. */
export function followCanned(
  connection: Connection,
  tell: (followed: Followed<CannedReplica>) => void,
): Following {
  return followPlain(connection, { on: 'canned' }, tell, (held, is) => {
    if (is.on !== 'canned') return held;
    return 'replies' in is ? is.replies : held && applyCanned(held, is);
  });
}
