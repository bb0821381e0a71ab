import { encodeEntry } from '../../../server/storage/log/entry.ts';
import { assert, suite } from '../../support/suite.ts';
import { WriterStage, quick, until } from './writer-stage.ts';

const test = suite('what the writer of tables may be behind');
const stage = new WriterStage(test);

test('[J101] so many bytes and entries may be applied and not in LMDB, half of the bytes of what shards tell of themselves; then the log is told to wait', async () => {
  const limits = {
    ...quick,
    pending_bytes_max: 4_000,
    pending_roster_bytes_max: 2_000,
    pending_entries_max: 50,
  };
  const tables = stage.folder.tables({ limits });
  const { writer } = tables;
  writer.halt();
  const full = (): boolean[] => ['shard.north', 'ticket.t1'].map((one) => writer.isFull(one));
  let position = 0;
  const put = (subject: string, length: number): void => {
    const puts = [{ space: 'roster', key: 'a', value: 'x'.repeat(length) }] as const;
    const bytes = encodeEntry(subject, { type: 'records', puts });
    tables.apply({ position: (position += 1), subject, bytes });
  };
  assert.equal(full(), [false, false]);
  put('shard.north', 1_950);
  assert.equal(full(), [false, false]);
  put('shard.south', 20);
  assert.equal(full(), [true, false]);
  put('access', 2_000);
  assert.equal(full(), [true, true]);
  const room: number[] = [];
  const stop = writer.onFlushed((at) => room.push(at));
  writer.go();
  await writer.flush();
  assert.equal([room, full()], [[3], [false, false]]);
  writer.halt();
  for (let i = 0; i < 49; i += 1) put('access', 1);
  assert.equal(full(), [false, false]);
  put('access', 1);
  assert.equal(full(), [true, true]);
  stop();
  writer.go();
  await writer.flush();
  assert.equal([room, full()], [[3], [false, false]]);
});

test('[J101] so many rows may be put, half of them of rosters, and what was put often is written soon', async () => {
  const limits = { pending_puts_max: 40, pending_roster_puts_max: 20, layer_puts_max: 30 };
  const tables = stage.folder.tables({ limits: { ...limits, write_every_ms: 60_000 } });
  const { writer } = tables;
  const full = (): boolean[] => ['shard.north', 'ticket.t1'].map((one) => writer.isFull(one));
  let position = 0;
  /** A record, and the position of its subject. */
  const put = (subject: string): void => {
    const bytes = encodeEntry(subject, {
      type: 'records',
      puts: [{ space: 'roster', key: 'a', value: 1 }],
    });
    tables.apply({ position: (position += 1), subject, bytes });
  };
  for (let i = 0; i < 9; i += 1) put('shard.north');
  assert.equal(full(), [false, false]);
  put('shard.north');
  assert.equal(full(), [true, false]);
  for (let i = 0; i < 10; i += 1) put('access');
  assert.equal(full(), [true, true]);
  // Of fifteen entries the layer was full, with three keys; nobody had to wait for its time.
  await until(() => writer.position === 15);
  assert.equal(full(), [false, false]);
  await writer.end();
});
