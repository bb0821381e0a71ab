import { eraseFrom, type Erasure } from '../../../actors/ticket/erase.ts';
import { isActive, type Ticket } from '../../../actors/ticket/state.ts';
import type { TicketEvent } from '../../../actors/ticket/event.ts';
import type { KeptFile } from '../../../actors/ticket/files.ts';
import type { Applied } from '../applied.ts';
import type { DueChange } from '../due.ts';
import { ticketSubject, type Position } from '../log.ts';
import { encodeRewritten, readHistory, ticketKeys } from '../rows/history.ts';
import { numberKey } from '../rows/keys.ts';
import { filesOf } from '../rows/file-rows.ts';
import type { Batch } from './batch.ts';
import { dropFiles } from './file-changes.ts';
import { indexChanges, removalChanges, type IndexChanges } from './index-changes.ts';
import { listChanges } from './list-changes.ts';
import { UnfitEntry } from './unfit.ts';
import type { View } from './view.ts';

/** Takes somebody's data out of a ticket. Where there is none, only its position moves. */
export function rewriteTicket(
  view: View,
  batch: Batch,
  id: string,
  erasure: Erasure,
  place: () => Position,
): Applied {
  const { dbs } = view;
  const before = ticketOf(view, batch, id);
  const all = { limit: before.supportSeq + 1 };
  const history = readHistory(dbs.tickets, id, 'support', all);
  const erased = eraseFrom(before, history, erasure);
  const after = erased?.ticket ?? before;
  const rows = encodeRewritten(dbs.tickets, id, erased?.events ?? []);
  const lists = listChanges(view, batch, indexChanges(before, after));
  const isForDiscord = erased !== null && view.record(batch, 'discord', 'meta') !== undefined;

  const position = place();
  batch.putTicket(isActive(after) ? dbs.active : dbs.settled, position, after);
  for (const { key, value } of rows) batch.put(dbs.tickets, key, value);
  dropFiles(view, batch, id, filesBetween(history, erased?.events ?? []));
  for (const { carryOut, tree, entry } of lists) carryOut(tree, entry);
  if (isForDiscord) view.putDue(batch, 'discord', id, position);
  const due: DueChange[] = isForDiscord ? [{ work: 'discord', key: id, position }] : [];
  const isPublic = after.rewritten?.publicCount !== before.rewritten?.publicCount;
  const past = isPublic ? 'rewritten' : 'rewritten_for_support';
  return {
    ...{ type: 'turn', position, subject: ticketSubject(id), before, after, events: [], due },
    ...{ noticed: [], past },
  };
}

/** Removes a closed ticket: its rows, its places in lists, its words. */
export function removeTicket(view: View, batch: Batch, id: string, place: () => Position): Applied {
  const { dbs } = view;
  const before = ticketOf(view, batch, id);
  if (isActive(before)) throw new UnfitEntry(`an active ticket is not removed: ${id}`);
  const changes: IndexChanges = removalChanges(before);
  const lists = listChanges(view, batch, changes);
  const keys = ticketKeys(dbs.tickets, id);
  const isDue = view.dueAt(batch, 'discord', id) > 0;
  const all = { limit: before.supportSeq + 1 };
  const files = readHistory(dbs.tickets, id, 'support', all).flatMap(filesOf);

  const position = place();
  batch.removeTicket(dbs.settled, id);
  dropFiles(view, batch, id, files);
  for (const key of keys) batch.remove(dbs.tickets, key);
  batch.remove(dbs.index, numberKey(before.number));
  for (const { carryOut, tree, entry } of lists) carryOut(tree, entry);
  for (const kind of ['ticket', 'past'])
    view.putRecord(batch, 'discord', `${kind}/${id}`, undefined);
  view.putRecord(batch, 'seen', `ticket/${id}`, undefined);
  if (isDue) view.putDue(batch, 'discord', id, 0);
  const due: DueChange[] = isDue ? [{ work: 'discord', key: id, position: 0 }] : [];
  return {
    ...{ type: 'turn', position, subject: ticketSubject(id), before, after: before, events: [] },
    ...{ due, noticed: [], past: 'removed' },
  };
}

/** Files that entries named before they were rewritten, and do not any more. */
function filesBetween(
  history: readonly TicketEvent[],
  changed: readonly TicketEvent[],
): readonly KeptFile[] {
  const now = new Map(changed.map((event) => [event.supportSeq, filesOf(event)]));
  return history.flatMap((event) => {
    const left = now.get(event.supportSeq);
    return left === undefined
      ? []
      : filesOf(event).filter((file) => left.every(({ id }) => id !== file.id));
  });
}

function ticketOf(view: View, batch: Batch, id: string): Ticket {
  const ticket = view.ticket(batch, id);
  if (ticket === undefined) throw new UnfitEntry(`nothing is there of which data could go: ${id}`);
  return ticket;
}
