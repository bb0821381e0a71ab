import type { TicketEvent } from '../../../actors/ticket/event.ts';
import { evolveAll } from '../../../actors/ticket/evolve.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import type { Databases } from '../rows/rows.ts';
import { rowsOfFiles } from '../rows/file-rows.ts';
import { publicEntryOf, supportEntryOf } from '../rows/history.ts';
import { part } from '../rows/keys.ts';
import { rowsOf } from './read-pages.ts';

export type History =
  /** What its events come to. */
  | {
      readonly kind: 'whole';
      readonly ticket: Ticket;
      readonly rows: number;
      /** The rows of all files that its entries name. */
      readonly fileRows: ReturnType<typeof rowsOfFiles>;
    }
  | { readonly kind: 'wrong'; readonly why: string; readonly rows: number }
  /** There is none. */
  | { readonly kind: 'none'; readonly rows: number };

/** Keys of one ticket in `tickets`. */
const rangeOf = (id: string) => ({ start: [id], end: [id, part.receipt] });

/**
 * Reads all entries of a ticket and folds them. Throws where they cannot be read. What was written is
 * not kept in memory, since nothing follows from it but when and by whom.
 */
export async function readWhole(tickets: Databases['tickets'], id: string): Promise<History> {
  const events: TicketEvent[] = [];
  const before = new Map<number, number>();
  let rows = 0;
  for await (const { key, value } of rowsOf(tickets, rangeOf(id))) {
    rows += 1;
    const [, of, number] = key as [string, number, number];
    if (of === part.public) {
      const event = publicEntryOf(value);
      if (event.publicSeq !== number) return wrong(`entry ${number} is under another number`, rows);
      events.push(withoutText(event));
    } else {
      const { event, publicBefore } = supportEntryOf(value);
      if (event.supportSeq !== number || event.publicSeq !== null) {
        return wrong(`internal entry ${number} is under another number`, rows);
      }
      before.set(number, publicBefore);
      events.push(withoutText(event));
    }
  }
  if (events.length === 0) return { kind: 'none', rows };
  const sorted = events.toSorted((a, b) => a.supportSeq - b.supportSeq);
  const why = gapIn(sorted, before);
  if (why !== undefined) return wrong(why, rows);
  const [first] = sorted;
  if (first!.change.type !== 'ticket_opened')
    return wrong('it does not begin with its opening', rows);
  if (first!.change.id !== id) return wrong(`it is that of ${first!.change.id}`, rows);
  const fileRows = sorted.flatMap((event) => rowsOfFiles(id, event));
  return { kind: 'whole', ticket: evolveAll(null, sorted)!, rows, fileRows };
}

function wrong(why: string, rows: number): History {
  return { kind: 'wrong', why, rows };
}

function gapIn(events: readonly TicketEvent[], before: ReadonlyMap<number, number>) {
  let shown = 0;
  for (const [i, { supportSeq, publicSeq }] of events.entries()) {
    if (supportSeq !== i + 1) return `entry ${i + 1} is missing`;
    if (publicSeq === null) {
      if (before.get(supportSeq) !== shown) return `entry ${supportSeq} counts others before it`;
      continue;
    }
    shown += 1;
    if (publicSeq !== shown) return `public entry ${shown} is missing`;
  }
  return undefined;
}

function withoutText(event: TicketEvent): TicketEvent {
  const { change } = event;
  return 'body' in change ? { ...event, change: { ...change, body: '' } } : event;
}
