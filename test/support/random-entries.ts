import fc from 'fast-check';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Done } from '../../server/storage/due.ts';
import { encodeEntry, type Entry, type MarkerPut } from '../../server/storage/log/entry.ts';
import { markers_subject, ticketSubject, type LogEntry } from '../../server/storage/log.ts';
import type { Put } from '../../server/storage/record.ts';
import { readKept } from '../storage/stored-forms/kept.ts';
import { playing } from './players.ts';
import { asks, carryOut } from './random-ticket.ts';
import { receiptOf } from './story.ts';

/** An entry that is not in a log yet. */
export type NewEntry = Omit<LogEntry, 'position'>;

/** When receipts of these entries were written. */
export const receipts_at = 1_000;
/** Keys of receipts. */
export const receiptKeys = ['c1', 'c2', 'c3'] as const;
export const randomIds = [1, 2, 3].map(idOf);

const kept = readKept().map(({ subject, bytes }): NewEntry => {
  return { subject, bytes: Buffer.from(bytes, 'base64') };
});
/** Tickets of the samples, and of the turns made here. */
export const ticketIds = [
  ...new Set(kept.map(({ subject }) => subject)),
  ...randomIds.map(ticketSubject),
]
  .filter((subject) => subject.startsWith('ticket.'))
  .map((subject) => subject.slice('ticket.'.length));

function idOf(n: number): string {
  return `of-chance-${n}`;
}

/** Turns of one ticket, in order. */
const turns = (n: number): fc.Arbitrary<NewEntry[]> =>
  fc.tuple(asks, fc.infiniteStream(fc.subarray([...receiptKeys]))).map(([all, receipts]) =>
    carryOut(all)
      .filter(({ events }) => events.length > 0)
      .map(({ events }) => {
        const answers = receipts.next().value.map((key: string) => receiptOf(key, receipts_at));
        const own = events.map((event) => about(event, n));
        return entryOf(ticketSubject(idOf(n)), { type: 'turn', events: own, receipts: answers });
      }),
  );

/** The event of a ticket of another number. */
function about(event: TicketEvent, n: number): TicketEvent {
  const { change } = event;
  if (change.type !== 'ticket_opened') return event;
  return { ...event, change: { ...change, id: idOf(n), number: 90 + n } };
}

const put: fc.Arbitrary<Put> = fc.oneof(
  fc.constantFrom(...playing('11', '12', '22')),
  fc.constant<Put>({ space: 'discord', key: 'meta', value: { since: 1 } }),
  fc.record({
    space: fc.constantFrom('settings', 'web', 'seen', 'numbers'),
    key: fc.constantFrom('a', 'a/b', 'ab', 'ticket', '\u{ff5e}', '\u{1f514}'),
    value: fc.oneof(fc.nat(9), fc.constant(undefined)),
  }),
  // What was shown to a player goes.
  fc.record({
    space: fc.constant('notice'),
    key: fc.nat(9).map((n) => `12/${String(n * 1_000).padStart(15, '0')}.of-chance-1.000000${n}`),
    value: fc.constant(undefined),
  }),
);
const done: fc.Arbitrary<Done> = fc.record({
  work: fc.constant('discord'),
  key: fc.constantFrom(...randomIds, 't1'),
  upTo: fc.nat(60),
});
const records = fc
  .tuple(
    fc.constantFrom('settings', 'shard.north', 'access'),
    fc.array(put, { maxLength: 4 }),
    fc.array(done, { maxLength: 2 }),
  )
  .map(([subject, puts, ended]) => entryOf(subject, { type: 'records', puts, done: ended }));

const mark: fc.Arbitrary<MarkerPut> = fc.record({
  space: fc.constantFrom('seen', 'roster'),
  key: fc.constantFrom('a', 'a/b', 'signed-in/1'),
  value: fc.oneof(
    fc.nat(9),
    fc.dictionary(fc.constantFrom('x', 'y'), fc.nat(9)),
    fc.constant(undefined),
  ),
});
const marks = fc
  .array(mark, { maxLength: 3 })
  .map((all) => entryOf(markers_subject, { type: 'marks', marks: all }));

/** Entries of every kind, and the samples of all that was ever stored: these may fit nowhere. */
export const entries: fc.Arbitrary<NewEntry[]> = fc
  .record({
    turns: fc.tuple(...[1, 2, 3].map(turns)),
    others: fc.infiniteStream(
      fc.oneof(records, marks, { weight: 2, arbitrary: fc.constantFrom(...kept) }),
    ),
    order: fc.array(fc.nat(5), { minLength: 20, maxLength: 60, size: 'max' }),
  })
  .map(({ turns: ofTickets, others, order }) => {
    const left = ofTickets.map((all) => [...all]);
    return order.map((which) => left[which]?.shift() ?? others.next().value);
  });

function entryOf(subject: string, entry: Entry): NewEntry {
  return { subject, bytes: encodeEntry(subject, entry) };
}
