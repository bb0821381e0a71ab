import type { TicketEvent } from '../../../actors/ticket/event.ts';
import { untouched, type Ticket } from '../../../actors/ticket/state.ts';
import { decode, encode } from '../../../server/storage/packed/codec.ts';
import { decodeEntry } from '../../../server/storage/log/entry.ts';
import {
  encodeEntries,
  publicEntryOf,
  supportEntryOf,
} from '../../../server/storage/rows/history.ts';
import { packEvent, unpackEvent } from '../../../server/storage/packed/packed-event.ts';
import { isPacked, type Packed } from '../../../server/storage/packed/packed-parts.ts';
import { encodeRow, headOf, ticketOf } from '../../../server/storage/packed/row.ts';
import { Story, closing, noted, said } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';
import { readKept } from '../stored-forms/kept.ts';

const test = suite('packed rows and entries');

/** Of every type of change, and of every shape of which a sample is kept. */
const kept = readKept();
const events = kept.flatMap(({ bytes }) => {
  const entry = decodeEntry(Buffer.from(bytes, 'base64'));
  return entry.type === 'turn' ? entry.events : [];
});
/** As they are read today: those of earlier versions have no triage. */
const tickets = kept.flatMap(({ made }) =>
  [...(made['active'] ?? []), ...(made['settled'] ?? [])].flatMap(([, row]): Ticket[] => {
    if (row === undefined) return [];
    const { ticket } = row as { readonly ticket: Omit<Ticket, 'triage'> & Partial<Ticket> };
    return [{ triage: untouched, ...ticket }];
  }),
);

const storedEvent = (event: TicketEvent): TicketEvent =>
  unpackEvent(decode(encode(packEvent(event))) as Packed<TicketEvent>);

// [J128] Rows of tickets and their entries are stored without the names of their fields and come
// back as they were; what has other fields than today, or was stored with their names, does too.
test('[J128] rows and entries come back as they were, packed or not', () => {
  assert.ok(events.length > 30 && tickets.length > 20);
  for (const event of events) {
    assert.ok(isPacked(packEvent(event)));
    assert.equal(storedEvent(event), event);
  }
  for (const ticket of tickets) {
    const row = encodeRow(7, ticket);
    assert.is(headOf(row), 7);
    assert.equal(ticketOf(row), ticket);
    assert.ok(row.length < encode(ticket).length / 2, `${row.length}`);
  }
});

/** The value with one field more, with each of its fields gone, and with what does not fit the form. */
function oddOnes(value: object): object[] {
  const names = Object.entries(value);
  return [
    { ...value, more: 1 },
    ...names
      .filter(([, part]) => typeof part !== 'object' || part === null)
      .flatMap(([name]) => [
        Object.fromEntries(names.filter(([one]) => one !== name)),
        { ...value, [name]: 1.5 },
        { ...value, [name]: 2 ** 60 },
      ]),
  ];
}

test('[J128] what has other fields than today comes back with them', () => {
  let odd = 0;
  const assertSame = (event: object): void => {
    odd += 1;
    assert.equal(storedEvent(event as TicketEvent), event);
  };
  for (const event of events) {
    for (const change of oddOnes(event.change)) {
      // Of another type it would be another change.
      if ((change as { type?: unknown }).type === event.change.type)
        assertSame({ ...event, change });
    }
    for (const by of oddOnes(event.by)) assertSame({ ...event, by });
    const { change } = event;
    if (change.type !== 'ticket_opened') continue;
    for (const sender of oddOnes(change.sender ?? {})) {
      assertSame({ ...event, change: { ...change, sender } });
      assertSame({ ...event, change: { ...change, participants: [sender] } });
    }
    for (const location of oddOnes(change.location ?? {})) {
      assertSame({ ...event, change: { ...change, location } });
    }
  }
  for (const ticket of tickets) {
    const lives = oddOnes(ticket.life).filter((life) => 'status' in life);
    const assignments = oddOnes(ticket.assignment ?? { to: null, at: 1 });
    const parts = [
      ...lives.map((life) => ({ ...ticket, life })),
      ...assignments.map((assignment) => ({ ...ticket, assignment })),
    ];
    for (const one of [...oddOnes(ticket), ...parts]) {
      odd += 1;
      assert.equal(ticketOf(encodeRow(1, one as Ticket)), one);
    }
  }
  assert.ok(odd > 500, `${odd}`);
});

test('[J128] what an earlier version stored with the names of its fields is read', () => {
  const story = new Story('t1', 1);
  const { events: told, snapshot } = story.record([
    story.opening,
    said('I am stuck'),
    noted('look'),
    closing,
  ]);
  for (const { key, value } of encodeEntries(told, snapshot)) {
    const isPublic = key[1] === 0;
    const event = isPublic ? publicEntryOf(value) : supportEntryOf(value).event;
    const earlier = encode(isPublic ? event : { publicBefore: 2, event });
    assert.ok(value.length < earlier.length / 1.8, `${value.length} of ${earlier.length}`);
    if (isPublic) assert.equal(publicEntryOf(earlier), event);
    else assert.equal(supportEntryOf(earlier), { publicBefore: 2, event });
  }
  const head = Buffer.alloc(8);
  assert.equal(ticketOf(Buffer.concat([head, encode(snapshot)])), snapshot);
});
