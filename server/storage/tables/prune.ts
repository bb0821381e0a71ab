import type { Batch, Expiry } from '../apply/batch.ts';
import { decode } from '../packed/codec.ts';
import type { Databases } from '../rows/rows.ts';
import { storageLimits } from '../storage-limits.ts';
import { receiptKey } from '../rows/keys.ts';

/** Receipts deleted in one batch, apart from those of the last row. */
const prune_receipts_max = 1_000;

/** Deletes the oldest receipts that are due. Returns whether there may be more. */
export function prune(dbs: Databases, batch: Batch, now: number): { readonly more: boolean } {
  let dropped = 0;
  for (const { key, value } of dbs.expiry.getRange({})) {
    const { at, receipts } = decode(value) as Expiry;
    if (!isDue(at, now)) return { more: false };
    if (dropped >= prune_receipts_max) return { more: true };
    batch.remove(dbs.expiry, key);
    for (let i = 0; i < receipts.length; i += 2) {
      batch.remove(dbs.tickets, receiptKey(receipts[i]!, receipts[i + 1]!));
    }
    dropped += receipts.length / 2;
  }
  return { more: false };
}

/** A time far ahead was written under a wrong clock, and must not hold up all after it. */
function isDue(at: number, now: number): boolean {
  return Math.abs(now - at) >= storageLimits.receipt_keep_ms;
}
