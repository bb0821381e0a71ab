import { setImmediate as turn } from 'node:timers/promises';
import { PendingBatch } from '../../../server/storage/behind/pending-batch.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { assert, suite } from '../../support/suite.ts';
import { everyRead } from './every-read.ts';
import { WriterStage, applyMany, quick } from './writer-stage.ts';

const test = suite('what the writer of tables gives to LMDB');
const stage = new WriterStage(test);

// [J133] Of an entry that cannot be applied nothing stays, and all before it gets to data.mdb; a
// start that meets it says which it is and what to do.
test('[J133] of an entry that fails half way nothing stays, and all before it is read and written', async () => {
  const tables = stage.folder.tables({ limits: quick });
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
  assert.equal(everyRead(stage.folder.tables()), everyRead(memory));
  applyMany(90, tables, memory);
  assert.is(await tables.writer.end(), true);
  assert.equal(everyRead(stage.folder.tables()), everyRead(memory));
});

test('[J102] LMDB gets each key of a layer once, in one transaction with the position it comes up to', async () => {
  const owner = stage.hand();
  const tables = stage.folder.tables({ owner, limits: { layer_keys_max: 200 } });
  tables.writer.halt();
  applyMany(400, tables);
  tables.writer.go();
  await tables.writer.flush();
  assert.ok(owner.writes.length > 2);
  for (const writes of owner.writes) {
    const keys = writes.map(
      ({ db, key }) => `${Object.values(stage.folder.dbs).indexOf(db)} ${JSON.stringify(key)}`,
    );
    assert.is(new Set(keys).size, keys.length);
    assert.is(writes.filter(({ db }) => db === stage.folder.dbs.positions).length, 1);
    assert.is(writes.filter(({ db }) => db === stage.folder.dbs.expiry).length, 1);
  }
});

test('[J103] whatever is in memory or pending of a ticket, by its id or its number, the same is read of LMDB to find it, and to find that there is none', async () => {
  const reads: string[] = [];
  const counted = (name: 'active' | 'settled' | 'index') =>
    new Proxy(stage.folder.dbs[name], {
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
    ...stage.folder.dbs,
    active: counted('active'),
    settled: counted('settled'),
    index: counted('index'),
  };
  const writer = stage.folder.tables();
  applyMany(300, writer);
  await writer.writer.flush();
  // From here on in LMDB alone, in memory, pending, and both.
  const tables = stage.folder.tables({ dbs, owner: undefined });
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
  const tables = stage.folder.tables({ owner: undefined, limits: quick });
  const memory = new MemoryTables();
  applyMany(60, tables, memory);
  assert.equal(everyRead(tables), everyRead(memory));
  await stage.reopen();
  tables.reopened(stage.folder.dbs, stage.folder.owner);
  assert.equal(everyRead(tables), everyRead(memory));
  await tables.writer.flush();
  assert.is(tables.writer.position, 60);
  assert.equal(everyRead(stage.folder.tables()), everyRead(memory));
});

test('[J126] tables that end write what is pending, try it once, say whether all is written, and write no more', async () => {
  const owner = stage.hand();
  const tables = stage.folder.tables({ owner, limits: quick });
  applyMany(30, tables);
  assert.is(await tables.writer.end(), true);
  assert.is(stage.folder.tables().position, 30);
  applyMany(60, tables);
  await turn();
  const { length } = owner.writes;
  owner.how = 'fails';
  assert.is(await tables.writer.end(), false);
  assert.is(owner.writes.length, length + 1);
  assert.is(stage.folder.tables().position, 30);
});
