import { decode } from '../packed/codec.ts';
import type { Databases } from './rows.ts';
import type { ListRange, TableSpace } from '../record.ts';
import { compareKeys, keyFits } from './keys.ts';

export function readRecord(dbs: Databases, space: TableSpace, key: string): unknown {
  const value = keyFits(key) ? dbs.records.get([space, key]) : undefined;
  return value === undefined ? undefined : decode(value);
}

/** As `Storage.list`. */
export function listRecords(
  dbs: Databases,
  space: TableSpace,
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

/** Keys of the notices of an account, the oldest first. */
export function storedNotices(dbs: Databases, account: string): string[] {
  const range = { start: ['notice', `${account}/`], end: ['notice', `${account}0`] };
  return Array.from(dbs.records.getKeys(range), (key) => (key as [string, string])[1]);
}
