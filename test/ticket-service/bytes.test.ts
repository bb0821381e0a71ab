import fc from 'fast-check';
import { encode } from '../../server/storage/packed/codec.ts';
import { packEvent } from '../../server/storage/packed/packed-event.ts';
import { commandBytesMax } from '../../server/tickets/bytes.ts';
import { asks, carryOut } from '../support/random-ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the size of a command');

test('[T124] no command adds more bytes to the log than it is counted with', () => {
  fc.assert(
    fc.property(asks, (list) => {
      for (const { ask, events } of carryOut(list)) {
        const bytes = events.reduce((sum, event) => sum + encode(packEvent(event)).length, 0);
        assert.ok(bytes <= commandBytesMax(ask.command), `${ask.command.kind}: ${bytes} bytes`);
      }
    }),
  );
});
