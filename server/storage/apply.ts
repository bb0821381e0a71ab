import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import type { Batch } from './batch.ts';
import { encode } from './codec.ts';
import type { Entry } from './entry.ts';
import { encodeEntries } from './history.ts';
import { indexChanges } from './index-changes.ts';
import type { Put } from './journal.ts';
import { numberKey, receiptKey, settledCountKey } from './keys.ts';
import { ticketOfSubject, type Position } from './log.ts';
import { encodeRow } from './row.ts';
import { isActiveSummary } from './settled-lists.ts';
import type { View } from './view.ts';

/** What became of an entry: what followers of the log are told. */
export type Applied =
  | AppliedTurn
  | {
      readonly type: 'records';
      readonly position: Position;
      readonly subject: string;
      readonly puts: readonly Put[];
    };

export interface AppliedTurn {
  readonly type: 'turn';
  readonly position: Position;
  readonly subject: string;
  readonly before: Ticket | null;
  readonly after: Ticket;
  readonly events: readonly TicketEvent[];
}

/**
 * What an entry makes of the tables: it reads nothing but what earlier entries made, so that all
 * tables that follow one log come to the same. What it makes of a stored entry never changes.
 * Where it throws, nothing was added.
 */
export function apply(
  view: View,
  batch: Batch,
  subject: string,
  entry: Entry,
  place: () => Position,
): Applied {
  switch (entry.type) {
    case 'turn':
      return applyTurn(view, batch, subject, entry, place);
    case 'records': {
      const encoded = entry.puts.map(({ space, key, value }) => {
        return { space, key, value: value === undefined ? undefined : encode(value) };
      });
      const position = place();
      for (const { space, key, value } of encoded) {
        view.putRecord(batch, space, key, value);
      }
      view.putPosition(batch, subject, position);
      const { puts } = entry;
      return { type: 'records', position, subject, puts };
    }
  }
}

function applyTurn(
  view: View,
  batch: Batch,
  subject: string,
  { events, receipts }: Extract<Entry, { type: 'turn' }>,
  place: () => Position,
): Applied {
  const id = ticketOfSubject(subject);
  if (id === undefined) throw new Error(`a turn of no ticket: ${subject}`);
  const before = view.ticket(batch, id) ?? null;
  const after = evolveAll(before, events);
  if (after === null) throw new Error(`a turn without an event where nothing is: ${id}`);
  const summaryBefore = before === null ? null : summarize(before);
  const summary = summarize(after);

  const { dbs } = view;
  const row = encodeRow(0, after);
  const entries = encodeEntries(events, after);
  const answers = receipts.map(({ key, hash, answer, at }) => {
    return { key, at, value: encode({ hash, answer }) };
  });
  const { entered, left, put, removed } = indexChanges(summaryBefore, summary);
  const counts = [
    ...entered.map((list) => [list, view.count(batch, list) + 1] as const),
    ...left.map((list) => [list, view.count(batch, list) - 1] as const),
  ];

  const position = place();
  row.writeDoubleBE(position, 0);
  batch.point(id, events[0]?.supportSeq ?? after.supportSeq + 1, after.supportSeq);
  const rows = isActiveSummary(summary) ? dbs.active : dbs.settled;
  batch.tickets.set(id, { position, ticket: after });
  batch.put(rows, id, row);
  if (summaryBefore !== null && isActiveSummary(summaryBefore) !== isActiveSummary(summary)) {
    batch.remove(rows === dbs.active ? dbs.settled : dbs.active, id);
  }
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
  return { type: 'turn', position, subject, before, after, events };
}
