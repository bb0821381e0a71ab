import { summarize, type Summary } from '../../actors/ticket/summary.ts';
import { decode } from './codec.ts';
import type { Databases } from './databases.ts';
import { everybody, settledCountKey, settledKey } from './keys.ts';
import { ticketOf } from './row.ts';

/** As `Journal.settled`. */
export function readSettled(
  dbs: Databases,
  query: { readonly before?: number; readonly limit: number; readonly participant?: string },
): Summary[] {
  const { before = Infinity, limit, participant: who = everybody } = query;
  const range = dbs.index.getRange({
    start: settledKey(who, before - 1),
    end: settledKey(who, 0),
    reverse: true,
    limit,
  });
  const ids = Array.from(range, ({ value }) => decode(value) as string);
  return ids.flatMap((id) => {
    const row = dbs.settled.get(id);
    return row === undefined ? [] : [summarize(ticketOf(row))];
  });
}

export function storedCount(dbs: Databases, who: string): number {
  const count = dbs.index.get(settledCountKey(who));
  return count === undefined ? 0 : (decode(count) as number);
}
