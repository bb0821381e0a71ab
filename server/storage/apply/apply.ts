import { isMarker, mergeMarkers, sameMarker } from '../../../actors/records/marker.ts';
import { evolveAll } from '../../../actors/ticket/evolve.ts';
import { isActive, type Ticket } from '../../../actors/ticket/state.ts';
import type { Applied } from '../applied.ts';
import type { Batch } from './batch.ts';
import { decode, encode } from '../packed/codec.ts';
import type { DueChange } from '../due.ts';
import type { Entry, MarkerPut } from '../log/entry.ts';
import { encodeEntries } from '../rows/history.ts';
import { indexChanges, type IndexChanges } from './index-changes.ts';
import type { Put, Space } from '../record.ts';
import { numberKey, receiptKey } from '../rows/keys.ts';
import { putFiles } from './file-changes.ts';
import { listChanges } from './list-changes.ts';
import { ticketOfSubject, type Position } from '../log.ts';
import { accountOfNotice, changeKept, noticesOf, putNotices } from './notice-rows.ts';
import { removeTicket, rewriteTicket } from './past.ts';
import { UnfitEntry } from './unfit.ts';
import type { View } from './view.ts';
import { webhooksDue } from './webhook-due.ts';

/**
 * Applies an entry to the tables. It reads nothing but what earlier entries left, so that all
 * tables that follow one log are equal. The result for a stored entry never changes. `effects`:
 * those of a turn, where they were computed before. If it throws, nothing was added.
 */
export function apply(
  view: View,
  batch: Batch,
  subject: string,
  entry: Entry,
  place: () => Position,
  effects?: TurnEffects,
): Applied {
  switch (entry.type) {
    case 'turn':
    case 'import': {
      const turn = effects ?? turnOn(view, batch, subject, entry);
      return addTurn(
        view,
        batch,
        subject,
        turn,
        entry.type === 'import' ? entry : undefined,
        place,
      );
    }
    case 'records':
      return addRecords(view, batch, subject, entry, place);
    case 'marks':
      return addMarks(view, batch, subject, entry.marks, place);
    case 'rewrite':
      return rewriteTicket(view, batch, idOf(subject), entry, place);
    case 'removal':
      return removeTicket(view, batch, idOf(subject), place);
  }
}

type Records = Extract<Entry, { type: 'records' }>;

function addRecords(
  view: View,
  batch: Batch,
  subject: string,
  { puts, done = [] }: Records,
  place: () => Position,
): Applied {
  const rows = puts.map(({ space, key, value }) => {
    const kept = space === 'notice' ? view.notices(batch, accountOfNotice(key)) : undefined;
    return { space, key, value: value === undefined ? undefined : encode(value), kept };
  });
  // What became due again after it was done stays due.
  const ended = done.filter(({ work, key, upTo }) => {
    const at = view.dueAt(batch, work, key);
    return at > 0 && at <= upTo;
  });

  const position = place();
  for (const { space, key, value, kept } of rows) {
    view.putRecord(batch, space, key, value);
    if (kept !== undefined) changeKept(kept, key, value !== undefined);
  }
  for (const { work, key } of ended) view.putDue(batch, work, key, 0);
  view.putPosition(batch, subject, position);
  const due = ended.map(({ work, key }): DueChange => ({ work, key, position: 0 }));
  return { type: 'records', position, subject, puts, due };
}

/** Markers that change nothing are left out of the puts. */
function addMarks(
  view: View,
  batch: Batch,
  subject: string,
  marks: readonly MarkerPut[],
  place: () => Position,
): Applied {
  const merged = new Map<string, Put & { readonly encoded: Buffer | undefined }>();
  for (const { space, key, value } of marks) {
    const name = `${space} ${key}`;
    const earlier = merged.get(name);
    const before = earlier === undefined ? stored(view, batch, space, key) : earlier.value;
    const after = value !== undefined && isMarker(before) ? mergeMarkers(before, value) : value;
    if (after === before) continue;
    if (after !== undefined && isMarker(before) && sameMarker(after, before)) continue;
    const encoded = after === undefined ? undefined : encode(after);
    merged.set(name, { space, key, value: after, encoded });
  }
  const position = place();
  const puts = [...merged.values()].map(({ encoded, ...put }): Put => {
    view.putRecord(batch, put.space, put.key, encoded);
    return put;
  });
  view.putPosition(batch, subject, position);
  return { type: 'records', position, subject, puts, due: [] };
}

function stored(view: View, batch: Batch, space: Space, key: string): unknown {
  const value = view.record(batch, space, key);
  return value === undefined ? undefined : decode(value);
}

type Import = Extract<Entry, { type: 'import' }>;
type Turn = Extract<Entry, { type: 'turn' }> | Import;

/** The effects of a turn on a ticket, with its rows encoded. */
export interface TurnEffects {
  readonly before: Ticket | null;
  readonly after: Ticket;
  readonly events: Turn['events'];
  readonly entries: ReturnType<typeof encodeEntries>;
  readonly answers: ReadonlyArray<{ key: string; at: number; value: Buffer }>;
  readonly index: IndexChanges;
}

/** Needs only the ticket, so it can be computed while the disk is busy. */
export function turnEffects(id: string, before: Ticket | null, turn: Turn): TurnEffects {
  const { events } = turn;
  const receipts = turn.type === 'turn' ? turn.receipts : [];
  const after = evolveAll(before, events);
  if (after === null) throw new Error(`a turn without an event where nothing is: ${id}`);
  return {
    before,
    after,
    events,
    entries: encodeEntries(events, after),
    answers: receipts.map(({ key, hash, answer, at }) => {
      return { key, at, value: encode({ hash, answer }) };
    }),
    index: indexChanges(before, after),
  };
}

function turnOn(view: View, batch: Batch, subject: string, turn: Turn): TurnEffects {
  const id = idOf(subject);
  const before = view.ticket(batch, id) ?? null;
  try {
    return turnEffects(id, before, turn);
  } catch (cause) {
    throw new UnfitEntry((cause as Error).message, { cause });
  }
}

function addTurn(
  view: View,
  batch: Batch,
  subject: string,
  { before, after, events, entries, answers, index }: TurnEffects,
  brought: Import | undefined,
  place: () => Position,
): Applied {
  const id = idOf(subject);
  const { dbs } = view;
  const lists = listChanges(view, batch, index);
  const notices = brought === undefined ? noticesOf(view, batch, events, after) : [];
  const forWebhooks = brought === undefined ? webhooksDue(view, batch, events, after) : [];
  const isForDiscord =
    view.record(batch, 'discord', 'meta') !== undefined &&
    (brought === undefined || isWork(brought, before, after));

  const position = place();
  const rows = isActive(after) ? dbs.active : dbs.settled;
  batch.putTicket(rows, position, after);
  if (before !== null && isActive(before) !== isActive(after)) {
    batch.remove(rows === dbs.active ? dbs.settled : dbs.active, id);
  }
  for (const { key, value } of entries) batch.put(dbs.tickets, key, value);
  for (const { key, value, at } of answers) {
    batch.put(dbs.tickets, receiptKey(id, key), value);
    batch.expire(id, key, at);
  }
  if (before === null) batch.put(dbs.index, numberKey(after.number), encode(id));
  for (const { carryOut, tree, entry } of lists) carryOut(tree, entry);
  putNotices(view, batch, notices);
  putFiles(view, batch, id, events);
  const noticed = [...new Set(notices.map(({ account }) => account))];
  const due: DueChange[] = isForDiscord ? [{ work: 'discord', key: id, position }] : [];
  for (const key of forWebhooks) due.push({ work: 'webhook', key, position });
  for (const { work, key } of due) view.putDue(batch, work, key, position);
  const applied = { type: 'turn', position, subject, before, after, events, due, noticed } as const;
  return brought === undefined ? applied : { ...applied, isImported: true };
}

/** Whether there may be a channel of it, or has to be one. */
function isWork({ more }: Import, before: Ticket | null, after: Ticket): boolean {
  return !more && (isActive(after) || (before !== null && isActive(before)));
}

function idOf(subject: string): string {
  const id = ticketOfSubject(subject);
  if (id === undefined) throw new Error(`a turn of no ticket: ${subject}`);
  return id;
}
