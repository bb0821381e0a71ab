import { decode } from './codec.ts';
import type { FeedPointer } from './journal.ts';
import type { Databases } from './rows.ts';

/** As `Journal.feed`. A row holds the pointers of one batch; its key is the position of the last. */
export function readFeed(feed: Databases['feed'], after: number, limit: number): FeedPointer[] {
  const pointers: FeedPointer[] = [];
  for (const { key, value } of feed.getRange({ start: after + 1 })) {
    for (const pointer of pointersOf(key as number, decode(value) as unknown[])) {
      if (pointers.length >= limit) return pointers;
      if (pointer.offset > after) pointers.push(pointer);
    }
  }
  return pointers;
}

export function lastOffset(feed: Databases['feed']): number {
  for (const key of feed.getKeys({ reverse: true, limit: 1 })) return key as number;
  return 0;
}

/** Flat: position, ticket, from, to. Earlier versions left the positions out, which had no gaps. */
function pointersOf(last: number, flat: unknown[]): FeedPointer[] {
  const isEarlier = typeof flat[0] === 'string';
  const width = isEarlier ? 3 : 4;
  const count = flat.length / width;
  return Array.from({ length: count }, (_, i) => {
    const values = flat.slice(i * width, (i + 1) * width);
    const [offset, ticket, from, to] = isEarlier ? [last - count + 1 + i, ...values] : values;
    return { offset, ticket, from, to } as FeedPointer;
  });
}
