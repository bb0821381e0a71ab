import { limits } from '../../protocol/limits.ts';
import fc from 'fast-check';
import { encode } from '../../server/storage/packed/codec.ts';
import { packEvent } from '../../server/storage/packed/packed-event.ts';
import { commandBytesMax } from '../../server/tickets/bytes.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { asks, carryOut } from '../support/random-ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the size of a command');

const longest = '漢'.repeat(limits.name_chars_max);

/** The event, if everybody in it but its author had the longest names. */
function stretched(event: TicketEvent): TicketEvent {
  const change = JSON.parse(JSON.stringify(event.change), (field, value: unknown) =>
    field === 'name' || field === 'character_name' ? longest : value,
  ) as TicketEvent['change'];
  return { ...event, change };
}

test('[T124] no command adds more bytes to the log than it is counted with, whatever people are called', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(asks, (list) => {
      for (const { ask, events } of carryOut(list)) {
        const all = events.map((event) => encode(packEvent(stretched(event))).length);
        const bytes = all.reduce((sum, one) => sum + one, 0);
        assert.ok(bytes <= commandBytesMax(ask.command), `${ask.command.kind}: ${bytes} bytes`);
        if (bytes > 0) seen.add(ask.command.kind);
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(seen.size > 12, [...seen].join());
});
