import { decode } from './codec.ts';
import type { ClaimKind } from './record.ts';
import type { Databases } from './rows.ts';

/** The owner of a claim as earlier versions stored it; claims are never taken back there. */
export function earlierOwner(dbs: Databases, kind: ClaimKind, key: string): string | undefined {
  const value = dbs.claims.get([kind, key]);
  return value === undefined ? undefined : (decode(value) as string);
}

/** The last ticket number that an earlier version gave. */
export function earlierNumber(dbs: Databases): number {
  const range = { start: ['number', Infinity], end: ['number', 0], reverse: true, limit: 1 };
  for (const key of dbs.claims.getKeys(range)) return (key as [string, number])[1];
  return 0;
}
