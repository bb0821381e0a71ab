import { encodePuts } from './bounds.ts';
import { decode, encode } from './codec.ts';
import type { Databases, Write } from './databases.ts';
import type { ListRange, Put, Space } from './journal.ts';
import { compareKeys, keyFits } from './keys.ts';
import type { Job } from './under-way.ts';

/** Cursors lie beside the records, in a space that no put can name. */
const cursorKey = (projector: string): string[] => ['cursor', projector];

/** Throws when a key or value cannot be stored, or when it is too much for one write. */
export function recordsJob(
  dbs: Databases,
  puts: readonly Put[],
  cursor?: { readonly projector: string; readonly offset: number },
): Job<void> {
  const writes: Write[] = encodePuts(puts).map(({ space, key, value }) => {
    return { db: dbs.records, key: [space, key], value };
  });
  if (cursor !== undefined) {
    const value = encode(cursor.offset);
    writes.push({ db: dbs.records, key: cursorKey(cursor.projector), value });
  }
  const bytes = writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  return { bytes, join: (batch) => batch.add(writes) };
}

export function readCursor(dbs: Databases, projector: string): number {
  const value = dbs.records.get(cursorKey(projector));
  return value === undefined ? 0 : (decode(value) as number);
}

export function readRecord(dbs: Databases, space: Space, key: string): unknown {
  const value = keyFits(key) ? dbs.records.get([space, key]) : undefined;
  return value === undefined ? undefined : decode(value);
}

/** As `Journal.list`. */
export function listRecords(
  dbs: Databases,
  space: Space,
  { prefix, from = prefix, limit }: ListRange,
): Array<{ key: string; value: unknown }> {
  const found: Array<{ key: string; value: unknown }> = [];
  const start = compareKeys(from, prefix) > 0 ? from : prefix;
  for (const { key, value } of dbs.records.getRange({ start: [space, start], limit })) {
    const [of, name] = key as [string, string];
    if (of !== space || !name.startsWith(prefix)) break;
    found.push({ key: name, value: decode(value) });
  }
  return found;
}
