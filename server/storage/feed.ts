import { decode } from './codec.ts';
import type { Databases } from './databases.ts';
import type { FeedPointer } from './journal.ts';

/** Values of one pointer in a row of the feed: ticket, from, to. */
const pointer_values = 3;

/** As `Journal.feed`. A row holds the pointers of one batch, the last of them at the row's key. */
export function readFeed(feed: Databases['feed'], after: number, limit: number): FeedPointer[] {
  const pointers: FeedPointer[] = [];
  for (const { key: last, value } of feed.getRange({ start: after + 1 })) {
    const flat = decode(value) as Array<string & number>;
    const first = (last as number) - flat.length / pointer_values + 1;
    for (let i = 0; i < flat.length; i += pointer_values) {
      if (pointers.length >= limit) return pointers;
      const offset = first + i / pointer_values;
      if (offset > after) {
        pointers.push({ offset, ticket: flat[i]!, from: flat[i + 1]!, to: flat[i + 2]! });
      }
    }
  }
  return pointers;
}

export function lastOffset(feed: Databases['feed']): number {
  for (const key of feed.getKeys({ reverse: true, limit: 1 })) return key as number;
  return 0;
}
