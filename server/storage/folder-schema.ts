import { summarize, type Summary } from '../../actors/ticket/summary.ts';
import { encode } from './codec.ts';
import type { LmdbDatabases, LmdbWrite } from './databases.ts';
import { upgradeFeed, type OnUnreadable } from './feed.ts';
import { settledKeys } from './index-changes.ts';
import { settledCountKey, wordsEnd, wordsStart } from './keys.ts';
import type { Owner } from './owner.ts';
import { ticketOf } from './row.ts';
import { listsOf } from './settled-lists.ts';

/**
 * What a folder holds beside its values, whose own form `codec.ts` tells. A version that does not
 * know it refuses the folder before it touches anything.
 *
 * 1: lists of settled tickets, of all and by participant.
 * 2: also by category, assignee, shard and status, by when they were changed, and by words.
 * 3: words are folded further, so that istanbul finds İstanbul.
 * 4: what is to be shown to players, or looked at for Discord, is made with each entry: no feed.
 * 5: entries are in the files of the log before they are in here.
 */
export const folder_schema = 5;
const lists_schema = 3;

/** Rows that are read, and whose lists are written, at once. */
const page_rows = 256;
const page_words = 4_096;

/** Puts in place what a folder of an earlier version lacks. Cut off, it begins again at the next start. */
export async function upgradeFolder(
  dbs: LmdbDatabases,
  owner: Owner,
  found: number,
  onUnreadable: OnUnreadable,
): Promise<void> {
  const counts = found < lists_schema ? await upgradeLists(dbs, owner) : [];
  const ends = await upgradeFeed(dbs, owner, onUnreadable);
  await owner.writeFirst([...counts, ...ends, folderSchemaWrite(dbs.meta)]);
}

/** Lists of all tickets that are not active. Returns how many are in which. */
async function upgradeLists(dbs: LmdbDatabases, owner: Owner): Promise<LmdbWrite[]> {
  await removeWords(dbs, owner);
  const counts = new Map<string, number>();
  for (const page of settledPages(dbs)) {
    const writes: LmdbWrite[] = [];
    for (const summary of page) {
      for (const list of listsOf(summary)) {
        counts.set(list, (counts.get(list) ?? 0) + 1);
      }
      for (const key of settledKeys(summary).values()) {
        writes.push({ db: dbs.index, key, value: encode(summary.id) });
      }
    }
    await owner.writeFirst(writes);
  }
  return [...counts].map(([list, count]): LmdbWrite => {
    return { db: dbs.index, key: settledCountKey(list), value: encode(count) };
  });
}

/** As an earlier version folded them they would stay for ever: nobody would know what to remove. */
async function removeWords(dbs: LmdbDatabases, owner: Owner): Promise<void> {
  for (;;) {
    const range = dbs.index.getKeys({ start: wordsStart, end: wordsEnd, limit: page_words });
    const writes = Array.from(range, (key): LmdbWrite => ({
      db: dbs.index,
      key,
      value: undefined,
    }));
    if (writes.length === 0) return;
    await owner.writeFirst(writes);
  }
}

/** Marks a folder as having today's form. */
export function folderSchemaWrite(meta: LmdbDatabases['meta']): LmdbWrite {
  return { db: meta, key: 'schema', value: Buffer.from([folder_schema]) };
}

function* settledPages(dbs: LmdbDatabases): Generator<Summary[]> {
  let last: string | undefined;
  let page: Summary[];
  do {
    const range = dbs.settled.getRange({
      ...(last === undefined ? {} : { start: last, exclusiveStart: true }),
      limit: page_rows,
    });
    page = Array.from(range, ({ value }) => summarize(ticketOf(value)));
    yield page;
    last = page.at(-1)?.id;
  } while (page.length === page_rows);
}
