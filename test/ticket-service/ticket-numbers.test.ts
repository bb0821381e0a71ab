import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { faultyStorage } from '../support/faulty-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';

const test = suite('ticket numbers');

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

// [J19] Every ticket number is new, also among those asked for at once, of two servers.
test('[J19] two servers give each number once, and none is left out', async () => {
  const log = new MemoryLog();
  const [one, other] = [openMemoryStorage(log), openMemoryStorage(log)].map(ticketNumbers);
  const given: Array<number | undefined> = [];
  const take = async (at: number): Promise<void> => {
    for (const turn of [0, 1]) given.push(await [one!, other!][(at + turn) % 2]!.next());
  };
  await Promise.all(upTo(50).map(take));
  assert.equal(
    given.toSorted((a, b) => a! - b!),
    upTo(100),
  );
  assert.equal([one!.last, other!.last], [100, 100]);
});

// [J92] Ticket numbers follow one on another while nothing fails; those that are left out stay out
// once the next one was given.
test('[J92] a number that could not be stored is the next one, and none is lost', async () => {
  const { storage, faults } = faultyStorage(openMemoryStorage());
  const numbers = ticketNumbers(storage);
  assert.is(await numbers.next(), 1);
  faults.refuseWrites(1);
  assert.equal(await Promise.all([numbers.next(), numbers.next()]), [undefined, undefined]);
  assert.is(await numbers.next(), 2);
});

test('[J92] numbers that are left out stay out, for others too once the next was given', async () => {
  const log = new MemoryLog();
  const [one, other] = [openMemoryStorage(log), openMemoryStorage(log)].map(ticketNumbers);
  assert.is(await one!.next(), 1);
  one!.skip(1_000);
  assert.is(one!.last, 1_001);
  assert.is(await other!.next(), 2);
  assert.is(await one!.next(), 1_002);
  assert.is(await other!.next(), 1_003);
  assert.is(await ticketNumbers(openMemoryStorage(log)).next(), 1_004);
});
