import { isRoster } from './layers.ts';
import type { Amount } from './pending.ts';
import type { pendingLimits } from './table-writer-limits.ts';

type Bounds = { readonly [Name in keyof typeof pendingLimits]: number };

/** Whether an entry of this subject has to wait until more is in LMDB. */
export function isFull(amount: Amount, bounds: Bounds, subject: string): boolean {
  const { entries, bytes, puts, roster_bytes, roster_puts } = amount;
  const { pending_entries_max, pending_bytes_max, pending_puts_max } = bounds;
  if (entries >= pending_entries_max || bytes >= pending_bytes_max) return true;
  if (puts >= pending_puts_max) return true;
  if (!isRoster(subject)) return false;
  const { pending_roster_bytes_max, pending_roster_puts_max } = bounds;
  return roster_bytes >= pending_roster_bytes_max || roster_puts >= pending_roster_puts_max;
}

/** Whether bulk work has to wait, such as an import: the other half stays free for people. */
export function isHalfFull({ entries, bytes, puts }: Amount, bounds: Bounds): boolean {
  const { pending_entries_max, pending_bytes_max, pending_puts_max } = bounds;
  return (
    entries >= pending_entries_max / 2 ||
    bytes >= pending_bytes_max / 2 ||
    puts >= pending_puts_max / 2
  );
}
