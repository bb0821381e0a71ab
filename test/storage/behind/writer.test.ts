import { setImmediate as turn } from 'node:timers/promises';
import type { BehindTables } from '../../../server/storage/behind/behind-tables.ts';
import { PendingBatch } from '../../../server/storage/behind/pending-batch.ts';
import { troubleOf, type DiskTrouble } from '../../../server/storage/disk/state.ts';
import { encodeEntry } from '../../../server/storage/log/entry.ts';
import { Owner } from '../../../server/storage/lmdb/owner.ts';
import type { LmdbWrite } from '../../../server/storage/lmdb/databases.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { BehindFolder } from '../../support/behind-folder.ts';
import { stormEntries } from '../../support/behind-storm.ts';
import { TestFolder } from '../../support/folder.ts';
import { assert, suite } from '../../support/suite.ts';
import { everyRead } from './every-read.ts';

const test = suite('the writer of tables behind the log');
const quick = { write_every_ms: 0, retry_every_ms: 0 };
let path: TestFolder;
let folder: BehindFolder;
test.before.each(async () => {
  path = new TestFolder();
  folder = await BehindFolder.open(path.path);
});
test.after.each(async () => {
  await folder.close();
  path.remove();
});

/** The owner of the folder, as a test lets it write. */
class Hand {
  /** What it was given. */
  readonly writes: Array<readonly LmdbWrite[]> = [];
  how: 'writes' | 'fails' | 'hangs' = 'writes';
  isBroken = false;

  async write(writes: readonly LmdbWrite[]): Promise<boolean> {
    this.writes.push(writes);
    if (this.how === 'fails') throw new Error('the disk is full');
    if (this.how === 'hangs') await new Promise(() => {});
    return folder.owner.write(writes);
  }

  async prepare(): Promise<void> {}

  isSound(): boolean {
    return !this.isBroken;
  }
}

/** Applies so many entries to each. */
function applyMany(count: number, ...all: ReadonlyArray<BehindTables | MemoryTables>): void {
  for (const entry of stormEntries()) {
    if (entry.position > count) return;
    for (const tables of all) if (entry.position > tables.position) tables.apply(entry);
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

// [J99] What cannot be written to LMDB stays, is read, and is written once it can be; so is what
// was written where nobody will look for it.
test('[J99] what the disk refuses stays, is read, and is written once it can be', async () => {
  const owner = new Hand();
  const tables = folder.tables({ owner, limits: quick });
  const memory = new MemoryTables();
  owner.how = 'fails';
  applyMany(60, tables, memory);
  let isFlushed = false;
  const flushed = tables.writer.flush().then(() => (isFlushed = true));
  await until(() => owner.writes.length > 3);
  applyMany(90, tables, memory);
  await until(() => owner.writes.length > 6);
  assert.is(isFlushed, false);
  assert.is(tables.writer.position, 0);
  assert.is(folder.tables().position, 0);
  assert.equal(everyRead(tables), everyRead(memory));
  owner.how = 'writes';
  await flushed;
  await tables.writer.flush();
  assert.is(tables.writer.position, 90);
  assert.equal(everyRead(folder.tables()), everyRead(memory));
});

test('[J99] what failed is tried again after a while, not with each entry', async () => {
  const owner = new Hand();
  const limits = { write_every_ms: 0, layer_keys_max: 10, retry_every_ms: 60_000 };
  const tables = folder.tables({ owner, limits });
  owner.how = 'fails';
  for (let count = 30; count <= 90; count += 10) {
    applyMany(count, tables);
    await until(() => owner.writes.length > 0);
    await turn();
  }
  assert.is(owner.writes.length, 1);
  tables.writer.halt();
});

test('[J99] what was written where nobody will look for it is written again', async () => {
  let trouble: DiskTrouble | undefined = troubleOf(path.path, 'moved');
  const owner = new Hand();
  const disk = { misplaced: () => trouble };
  const tables = folder.tables({ owner, disk, limits: quick });
  applyMany(60, tables);
  await until(() => owner.writes.length > 2);
  assert.is(tables.writer.position, 0);
  trouble = undefined;
  await tables.writer.flush();
  assert.is(tables.writer.position, 60);
});

// [J100] When the folder is another server's, or its disk stays silent or is in doubt, no more is
// written behind the log, and the server is told once.
test('[J100] what another server has taken over is written no more, and that is said once', async () => {
  const lost: string[] = [];
  const tables = folder.tables({ limits: quick, onLost: (sentence) => void lost.push(sentence) });
  const memory = new MemoryTables();
  applyMany(30, tables, memory);
  await tables.writer.flush();
  Owner.take(folder.dbs.meta, folder.disk);
  applyMany(60, tables, memory);
  await until(() => lost.length > 0);
  applyMany(90, tables, memory);
  assert.is(await tables.writer.end(), false);
  assert.equal(lost, ['Another server has taken over the data folder.']);
  assert.is(tables.writer.fault(), 'the data folder is lost to this server');
  assert.is(tables.writer.position, 30);
  assert.is(folder.tables().position, 30);
  assert.equal(everyRead(tables), everyRead(memory));
});

test('[J100] a disk that stays silent, or leaves nobody knowing what is on it, is given up once', async () => {
  const lost: string[] = [];
  const onLost = (sentence: string): void => void lost.push(sentence);
  const owner = new Hand();
  owner.how = 'hangs';
  const limits = { ...quick, commit_wait_ms: 1, lost_after_ms: 200 };
  const tables = folder.tables({ owner, limits, onLost });
  assert.is(tables.writer.fault(), undefined);
  applyMany(30, tables);
  await until(() => tables.writer.fault() === 'the disk does not answer');
  assert.equal(lost, []);
  await until(() => lost.length > 0);
  assert.equal(lost, ['The disk below the data folder does not answer.']);

  const broken = new Hand();
  broken.how = 'fails';
  broken.isBroken = true;
  applyMany(30, folder.tables({ owner: broken, limits: quick, onLost }));
  await until(() => lost.length > 1);
  assert.equal(lost.slice(1), ['The disk failed while the data folder was written.']);
  await turn();
  assert.is(broken.writes.length, 1);
});

test('[J101] so many bytes and entries may be applied and not in LMDB, half of the bytes of what shards tell of themselves; then the log is told to wait', async () => {
  const limits = {
    ...quick,
    pending_bytes_max: 4_000,
    pending_roster_bytes_max: 2_000,
    pending_entries_max: 50,
  };
  const tables = folder.tables({ limits });
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
  const tables = folder.tables({ limits: { ...limits, write_every_ms: 60_000 } });
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

// [J133] Of an entry that cannot be applied nothing stays, and all before it gets to data.mdb; a
// start that meets it says which it is and what to do.
test('[J133] of an entry that fails half way nothing stays, and all before it is read and written', async () => {
  const tables = folder.tables({ limits: quick });
  const memory = new MemoryTables();
  applyMany(60, tables, memory);
  const fault = new Error('of LMDB');
  PendingBatch.prototype.putTrees = () => {
    throw fault;
  };
  try {
    assert.throws(() => applyMany(61, tables), /of LMDB/u);
  } finally {
    delete (PendingBatch.prototype as Partial<PendingBatch>).putTrees;
  }
  assert.is(tables.position, 60);
  assert.equal(everyRead(tables), everyRead(memory));
  await tables.writer.flush();
  assert.is(tables.writer.position, 60);
  assert.equal(everyRead(folder.tables()), everyRead(memory));
  applyMany(90, tables, memory);
  assert.is(await tables.writer.end(), true);
  assert.equal(everyRead(folder.tables()), everyRead(memory));
});

test('[J102] LMDB gets each key of a layer once, in one transaction with the position it comes up to', async () => {
  const owner = new Hand();
  const tables = folder.tables({ owner, limits: { layer_keys_max: 200 } });
  tables.writer.halt();
  applyMany(400, tables);
  tables.writer.go();
  await tables.writer.flush();
  assert.ok(owner.writes.length > 2);
  for (const writes of owner.writes) {
    const keys = writes.map(
      ({ db, key }) => `${Object.values(folder.dbs).indexOf(db)} ${JSON.stringify(key)}`,
    );
    assert.is(new Set(keys).size, keys.length);
    assert.is(writes.filter(({ db }) => db === folder.dbs.positions).length, 1);
    assert.is(writes.filter(({ db }) => db === folder.dbs.expiry).length, 1);
  }
});

test('[J103] whatever is in memory or pending of a ticket, by its id or its number, the same is read of LMDB to find it, and to find that there is none', async () => {
  const reads: string[] = [];
  const counted = (name: 'active' | 'settled' | 'index') =>
    new Proxy(folder.dbs[name], {
      get: (db, property) => {
        const value: unknown = Reflect.get(db, property, db);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          reads.push(`${name} ${String(property)}`);
          return Reflect.apply(value, db, args);
        };
      },
    });
  const dbs = {
    ...folder.dbs,
    active: counted('active'),
    settled: counted('settled'),
    index: counted('index'),
  };
  const writer = folder.tables();
  applyMany(300, writer);
  await writer.writer.flush();
  // From here on in LMDB alone, in memory, pending, and both.
  const tables = folder.tables({ dbs, owner: undefined });
  const stored = [...tables.active()].map(({ id }) => id);
  const settled = tables.closedTickets({ limit: 9 }).map(({ id }) => id);
  assert.ok(stored.length > 2 && settled.length > 2);
  const readsOf = (look: () => unknown): readonly string[] => {
    reads.length = 0;
    look();
    return [...reads];
  };
  const asked = [...stored, ...settled, 'of-nobody'];
  const byId = () => asked.map((id) => readsOf(() => tables.ticket(id)));
  const byNumber = () => [1, 2, 3, 24, 99].map((one) => readsOf(() => tables.idOfNumber(one)));
  const before = [...byId(), ...byNumber()];
  applyMany(340, tables);
  const all = [...before, ...byId(), ...byNumber()];
  const kinds = new Set(all.map((read) => read.join()));
  assert.equal([...kinds], ['active get,settled get', 'index get']);
});

test('[J125] what is applied while the folder can only be read is read, and written once it can be', async () => {
  const tables = folder.tables({ owner: undefined, limits: quick });
  const memory = new MemoryTables();
  applyMany(60, tables, memory);
  assert.equal(everyRead(tables), everyRead(memory));
  await folder.close();
  folder = await BehindFolder.open(path.path);
  tables.reopened(folder.dbs, folder.owner);
  assert.equal(everyRead(tables), everyRead(memory));
  await tables.writer.flush();
  assert.is(tables.writer.position, 60);
  assert.equal(everyRead(folder.tables()), everyRead(memory));
});

test('[J126] tables that end write what is pending, try it once, say whether all is written, and write no more', async () => {
  const owner = new Hand();
  const tables = folder.tables({ owner, limits: quick });
  applyMany(30, tables);
  assert.is(await tables.writer.end(), true);
  assert.is(folder.tables().position, 30);
  applyMany(60, tables);
  await turn();
  const { length } = owner.writes;
  owner.how = 'fails';
  assert.is(await tables.writer.end(), false);
  assert.is(owner.writes.length, length + 1);
  assert.is(folder.tables().position, 30);
});
