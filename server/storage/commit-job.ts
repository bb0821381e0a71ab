import type { CommitOutcome, Head } from '../../actors/runtime/store.ts';
import type { Batch } from './batch.ts';
import { checkRecord } from './bounds.ts';
import { encode } from './codec.ts';
import type { Databases } from './databases.ts';
import { encodeEntries } from './history.ts';
import { indexChanges } from './index-changes.ts';
import type { TicketRecord } from './journal.ts';
import { numberKey, receiptKey, settledCountKey } from './keys.ts';
import { encodeRow, headOf } from './row.ts';
import { storedCount } from './settled-index.ts';
import { isActiveSummary } from './settled-lists.ts';
import type { Job } from './under-way.ts';

type Verdict = Extract<CommitOutcome, { kind: 'durable' | 'fenced' }>;

/**
 * One record of one ticket. All that can be wrong with it comes to light here, before anything is
 * written: throws when it is too large or not plain data.
 */
export function commitJob(
  dbs: Databases,
  id: string,
  head: Head,
  record: TicketRecord,
): Job<Verdict> {
  const { events, receipts, snapshot, summaryBefore, summary } = record;
  const next = head + 1;
  const row = encodeRow(next, snapshot);
  const entries = encodeEntries(events, snapshot);
  const answers = receipts.map(({ key, hash, answer, at }) => ({
    key,
    at,
    value: encode({ hash, answer }),
  }));
  const values = [row, ...[...entries, ...answers].map(({ value }) => value)];
  const bytes = checkRecord(id, record, values);

  const rows = isActiveSummary(summary) ? dbs.active : dbs.settled;
  const moved =
    summaryBefore !== null && isActiveSummary(summaryBefore) !== isActiveSummary(summary);
  const from = events[0]?.supportSeq ?? snapshot.supportSeq + 1;
  const join = (batch: Batch): Verdict => {
    if ((batch.heads.get(id) ?? storedHead(dbs, id)) !== head) return { kind: 'fenced' };
    const { entered, left, put, removed } = indexChanges(summaryBefore, summary);
    const counts = [
      ...entered.map((list) => [list, countOf(dbs, batch, list) + 1] as const),
      ...left.map((list) => [list, countOf(dbs, batch, list) - 1] as const),
    ];

    batch.heads.set(id, next);
    batch.put(rows, id, row);
    if (moved) batch.remove(rows === dbs.active ? dbs.settled : dbs.active, id);
    for (const { key, value } of entries) batch.put(dbs.tickets, key, value);
    for (const { key, value, at } of answers) {
      batch.put(dbs.tickets, receiptKey(id, key), value);
      batch.expire(id, key, at);
    }
    if (summaryBefore === null) batch.put(dbs.index, numberKey(summary.number), encode(id));
    for (const key of put) batch.put(dbs.index, key, encode(id));
    for (const key of removed) batch.remove(dbs.index, key);
    for (const [list, count] of counts) {
      batch.counts.set(list, count);
      batch.put(dbs.index, settledCountKey(list), encode(count));
    }
    return { kind: 'durable', head: next, offset: batch.point(id, from, snapshot.supportSeq) };
  };
  return { bytes, join };
}

export function storedRow(dbs: Databases, id: string): Buffer | undefined {
  return dbs.active.get(id) ?? dbs.settled.get(id);
}

function storedHead(dbs: Databases, id: string): Head {
  const row = storedRow(dbs, id);
  return row === undefined ? 0 : headOf(row);
}

function countOf(dbs: Databases, batch: Batch, list: string): number {
  return batch.counts.get(list) ?? storedCount(dbs, list);
}
