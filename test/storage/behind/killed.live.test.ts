import type { Key } from 'lmdb';
import type { Expiry } from '../../../server/storage/apply/batch.ts';
import { decode } from '../../../server/storage/packed/codec.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { databaseNames, type Databases } from '../../../server/storage/rows/rows.ts';
import { BehindFolder } from '../../support/behind-folder.ts';
import { stormEntries } from '../../support/behind-storm.ts';
import { TestFolder } from '../../support/folder.ts';
import { chanceOf, testSeed } from '../../support/seed.ts';
import { StorageProcess } from '../../support/storage-process.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a process that is killed while it writes behind the log', { limit_ms: 60_000 });
const rounds = 3;

/** Tables whose rows are looked at from outside. */
class OpenTables extends MemoryTables {
  get dbs(): Databases {
    return this.view.dbs;
  }
}

test('[J98] of a process that is killed LMDB has all that was applied up to its position, and nothing else', async () => {
  const chance = chanceOf(testSeed());
  const path = new TestFolder();
  const memory = new OpenTables();
  const entries = stormEntries();
  let behind = 0;
  for (let round = 0; round < rounds; round += 1) {
    const child = new StorageProcess('behind', path.path);
    const wanted = 1 + chance.below(20);
    let told = 0;
    for (let lines = 0; lines < wanted; lines += 1) told = Number(await child.line());
    await child.kill();
    for (const line of await child.rest()) told = Number(line);

    const folder = await BehindFolder.open(path.path);
    const { position } = folder.tables();
    assert.ok(position >= told, `${position} is below ${told}`);
    while (memory.position < position) memory.apply(entries.next().value);
    assert.equal(rowsOf(folder.dbs), rowsOf(memory.dbs));
    behind += position - told;
    await folder.close();
  }
  assert.ok(memory.position > rounds && behind >= 0);
  path.remove();
});

/** All rows. Of the receipts, all that are to be forgotten: how many share a row is not the same. */
function rowsOf(dbs: Databases): Record<string, unknown> {
  const rows = databaseNames.map((name) => {
    const all = Array.from(dbs[name].getRange({}), ({ key, value }) => [key, value] as const);
    return [name, name === 'expiry' ? receiptsOf(all) : all.map(hexed)] as const;
  });
  return Object.fromEntries(rows);
}

function hexed([key, value]: readonly [Key, Buffer]) {
  return [key, value.toString('hex')];
}

function receiptsOf(rows: ReadonlyArray<readonly [Key, Buffer]>): readonly string[] {
  return rows.flatMap(([, value]) => (decode(value) as Expiry).receipts);
}
