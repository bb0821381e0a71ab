import type { Databases } from './rows.ts';

/** The last ticket number that an earlier version gave. */
export function earlierNumber(dbs: Databases): number {
  const range = { start: ['number', Infinity], end: ['number', 0], reverse: true, limit: 1 };
  for (const key of dbs.claims.getKeys(range)) return (key as [string, number])[1];
  return 0;
}
