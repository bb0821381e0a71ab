import { checkKey } from './bounds.ts';
import { decode, encode } from './codec.ts';
import type { Databases } from './databases.ts';
import type { ClaimKind } from './journal.ts';
import type { Job } from './under-way.ts';

/** Throws when the key cannot be stored. */
export function claimJob(
  dbs: Databases,
  kind: ClaimKind,
  key: string,
  owner: string,
): Job<'claimed' | 'taken'> {
  checkKey(key);
  const value = encode(owner);
  return {
    bytes: value.length,
    join: (batch) => {
      const name = `${kind} ${key}`;
      const present = batch.owners.get(name) ?? storedOwner(dbs, kind, key);
      if (present !== undefined) return present === owner ? 'claimed' : 'taken';
      batch.owners.set(name, owner);
      batch.put(dbs.claims, [kind, key], value);
      return 'claimed';
    },
  };
}

/** Claims one ticket number; the caller gives each number once. */
export function numberJob(dbs: Databases, number: number, ticket: string): Job<number> {
  const value = encode(ticket);
  return {
    bytes: value.length,
    join: (batch) => {
      batch.put(dbs.claims, ['number', number], value);
      return number;
    },
  };
}

export function lastNumber(dbs: Databases): number {
  const range = { start: ['number', Infinity], end: ['number', 0], reverse: true, limit: 1 };
  for (const key of dbs.claims.getKeys(range)) return (key as [string, number])[1];
  return 0;
}

function storedOwner(dbs: Databases, kind: ClaimKind, key: string): string | undefined {
  const value = dbs.claims.get([kind, key]);
  return value === undefined ? undefined : (decode(value) as string);
}
