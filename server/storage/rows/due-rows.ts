import type { Key } from 'lmdb';
import { decode } from '../packed/codec.ts';
import type { Due, DueRange, Work } from '../due.ts';
import type { Position } from '../log.ts';
import type { Databases } from './rows.ts';

export const dueKey = (work: Work, key: string): Key => [work, key];

/** The position at which something was made due last; 0 where it is not due. */
export function storedDueAt(dbs: Databases, work: Work, key: string): Position {
  const value = dbs.due.get(dueKey(work, key));
  return value === undefined ? 0 : (decode(value) as Position);
}

/** As `Tables.due`. */
export function readDue(dbs: Databases, work: Work, { after, limit }: DueRange): Due[] {
  const start = after === undefined ? [work] : dueKey(work, after);
  const range = { start, exclusiveStart: true, end: [work, '\u{10ffff}'], limit };
  return Array.from(dbs.due.getRange(range), ({ key, value }) => {
    return { key: (key as [Work, string])[1], position: decode(value) as Position };
  });
}
