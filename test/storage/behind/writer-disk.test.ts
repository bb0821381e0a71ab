import { setImmediate as turn } from 'node:timers/promises';
import { troubleOf, type DiskTrouble } from '../../../server/storage/disk/state.ts';
import { Owner } from '../../../server/storage/lmdb/owner.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { assert, suite } from '../../support/suite.ts';
import { everyRead } from './every-read.ts';
import { WriterStage, applyMany, quick, until } from './writer-stage.ts';

const test = suite('the writer of tables on a disk that fails');
const stage = new WriterStage(test);

// [J99] What cannot be written to LMDB stays, is read, and is written once it can be; so is what
// was written where nobody will look for it.
test('[J99] what the disk refuses stays, is read, and is written once it can be', async () => {
  const owner = stage.hand();
  const tables = stage.folder.tables({ owner, limits: quick });
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
  assert.is(stage.folder.tables().position, 0);
  assert.equal(everyRead(tables), everyRead(memory));
  owner.how = 'writes';
  await flushed;
  await tables.writer.flush();
  assert.is(tables.writer.position, 90);
  assert.equal(everyRead(stage.folder.tables()), everyRead(memory));
});

test('[J99] what failed is tried again after a while, not with each entry', async () => {
  const owner = stage.hand();
  const limits = { write_every_ms: 0, layer_keys_max: 10, retry_every_ms: 60_000 };
  const tables = stage.folder.tables({ owner, limits });
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
  let trouble: DiskTrouble | undefined = troubleOf(stage.path.path, 'moved');
  const owner = stage.hand();
  const disk = { misplaced: () => trouble };
  const tables = stage.folder.tables({ owner, disk, limits: quick });
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
  const tables = stage.folder.tables({
    limits: quick,
    onLost: (sentence) => void lost.push(sentence),
  });
  const memory = new MemoryTables();
  applyMany(30, tables, memory);
  await tables.writer.flush();
  Owner.take(stage.folder.dbs.meta, stage.folder.disk);
  applyMany(60, tables, memory);
  await until(() => lost.length > 0);
  applyMany(90, tables, memory);
  assert.is(await tables.writer.end(), false);
  assert.equal(lost, ['Another server has taken over the data folder.']);
  assert.is(tables.writer.fault(), 'the data folder is lost to this server');
  assert.is(tables.writer.position, 30);
  assert.is(stage.folder.tables().position, 30);
  assert.equal(everyRead(tables), everyRead(memory));
});

test('[J100] a disk that stays silent, or leaves nobody knowing what is on it, is given up once', async () => {
  const lost: string[] = [];
  const onLost = (sentence: string): void => void lost.push(sentence);
  const owner = stage.hand();
  owner.how = 'hangs';
  const limits = { ...quick, commit_wait_ms: 1, lost_after_ms: 200 };
  const tables = stage.folder.tables({ owner, limits, onLost });
  assert.is(tables.writer.fault(), undefined);
  applyMany(30, tables);
  await until(() => tables.writer.fault() === 'the disk does not answer');
  assert.equal(lost, []);
  await until(() => lost.length > 0);
  assert.equal(lost, ['The disk below the data folder does not answer.']);

  const broken = stage.hand();
  broken.how = 'fails';
  broken.isBroken = true;
  applyMany(30, stage.folder.tables({ owner: broken, limits: quick, onLost }));
  await until(() => lost.length > 1);
  assert.equal(lost.slice(1), ['The disk failed while the data folder was written.']);
  await turn();
  assert.is(broken.writes.length, 1);
});
