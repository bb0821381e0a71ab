import type { LmdbDatabases, LmdbWrite } from '../lmdb/databases.ts';
import { completeEarlierLists, makeLists, removeEarlierLists } from './earlier-lists.ts';
import { upgradeFeed, type OnUnreadable } from './feed.ts';
import type { Owner } from '../lmdb/owner.ts';

/**
 * The schema of a folder; the form of single values is in `codec.ts`. A version that does not know
 * the schema refuses the folder before it changes anything.
 *
 * 1: lists of closed tickets, of all and by participant.
 * 2: also by category, assignee, shard and status, by when they were changed, and by words.
 * 3: words are folded further, so that istanbul finds İstanbul.
 * 4: notices and due work are made with each entry: no feed.
 * 5: entries are first in the files of the log; lists are counted trees.
 * 6: files that entries name are counted; an earlier version would not, and they would be swept.
 */
export const folder_schema = 6;
const complete_lists_schema = 3;
const no_feed_schema = 4;
const trees_schema = 5;

/**
 * Upgrades a folder of an earlier version, and removes what only that version used. If interrupted,
 * it continues or starts over at the next start.
 */
export async function upgradeFolder(
  dbs: LmdbDatabases,
  owner: Owner,
  found: number,
  onUnreadable: OnUnreadable,
): Promise<void> {
  if (found < complete_lists_schema) await completeEarlierLists(dbs, owner);
  if (found < trees_schema) await makeLists(dbs, owner);
  if (found < folder_schema) {
    const ends = found < no_feed_schema ? await upgradeFeed(dbs, owner, onUnreadable) : [];
    await owner.writeFirst([...ends, folderSchemaWrite(dbs.meta)]);
  }
  await removeEarlierLists(dbs, owner);
}

/** Marks a folder as having today's form. */
export function folderSchemaWrite(meta: LmdbDatabases['meta']): LmdbWrite {
  return { db: meta, key: 'schema', value: Buffer.from([folder_schema]) };
}
