import { SoleWriter, TakenOver, type Written } from '../../actors/records/sole-writer.ts';
import type { RecordPut } from '../../actors/records/store.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('sole writer');

/** One process, on a log that others have too. */
function processOn(log: MemoryLog) {
  const { records } = openMemoryStorage(log);
  let takenOver = 0;
  const writer = new SoleWriter(records, 'discord', () => (takenOver += 1));
  return { records, writer, takenOver: () => takenOver };
}

function put(key: string, value: unknown): RecordPut {
  return { space: 'discord', key, value };
}

function causeOf(written: Written): unknown {
  return written.kind === 'rejected' ? written.cause : undefined;
}

// [J93] What one process alone writes about a subject shares an entry with what comes meanwhile, in
// order; more than an entry holds is cut, and one write that is too large is refused by itself.
test('[J93] what comes while an entry is being written shares the next one, in order', async () => {
  const log = new MemoryLog();
  const { records, writer } = processOn(log);
  const first = writer.write([put('n', 0)]);
  await Promise.resolve();
  const rest = [1, 2, 3].map((n) => writer.write([put('n', n), put(`n/${n}`, n)]));
  for (const one of await Promise.all([first, ...rest])) assert.is(one.kind, 'durable');
  assert.is(log.last, 2);
  assert.equal([records.get('discord', 'n'), records.get('discord', 'n/2')], [3, 2]);
});

test('[J93] writes that are more than an entry holds are cut; one that is so alone is refused by itself', async () => {
  const log = new MemoryLog();
  const { records, writer } = processOn(log);
  const long = 'x'.repeat(100_000);
  const writes = ['a', 'b', 'c', 'd'].map((key) => writer.write([put(key, long)]));
  const tooLong = writer.write([put('e', long.repeat(4))]);
  const last = writer.write([put('f', 1)]);
  for (const one of await Promise.all([...writes, last])) assert.is(one.kind, 'durable');
  assert.match(String(causeOf(await tooLong)), /larger than an entry may be/u);
  assert.is(records.get('discord', 'd'), long);
  assert.equal([records.get('discord', 'e'), records.get('discord', 'f')], [undefined, 1]);
});

test('[J94] whoever takes such a subject over knows all that was written before, and nothing of who had it gets in any more', async () => {
  const log = new MemoryLog();
  const one = processOn(log);
  const other = processOn(log);
  assert.is((await one.writer.take([put('holder', 'one')])).kind, 'durable');
  // While this one is being written, the other takes over.
  const written = one.writer.write([put('a', 1)]);
  assert.is((await other.writer.take([put('holder', 'other')])).kind, 'durable');
  assert.is((await written).kind, 'durable');
  assert.is(other.records.get('discord', 'a'), 1);

  const late = await Promise.all([
    one.writer.write([put('a', 2)]),
    one.writer.write([put('b', 2)]),
  ]);
  for (const end of late) assert.ok(causeOf(end) instanceof TakenOver);
  assert.ok(causeOf(await one.writer.write([put('c', 2)])) instanceof TakenOver);
  assert.is(one.takenOver(), 1);
  assert.is((await other.writer.write([put('a', 3)])).kind, 'durable');
  assert.equal([one.records.get('discord', 'a'), one.records.get('discord', 'b')], [3, undefined]);
  assert.is(other.takenOver(), 0);
});
