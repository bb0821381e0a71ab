import { join } from 'node:path';
import { BehindTables, type BehindTablesDeps } from '../../server/storage/behind/behind-tables.ts';
import { Damage } from '../../server/storage/lmdb/damage.ts';
import {
  openDatabases,
  openMeta,
  openRoot,
  type LmdbDatabases,
} from '../../server/storage/lmdb/databases.ts';
import { DiskWatch } from '../../server/storage/disk/disk-watch.ts';
import { Owner } from '../../server/storage/lmdb/owner.ts';

type Wishes = Partial<Omit<BehindTablesDeps, 'damage'>>;

/** A data folder with nothing above its tables: what they are written by is in the hands of the test. */
export class BehindFolder {
  readonly dbs: LmdbDatabases;
  readonly owner: Owner;
  readonly disk: DiskWatch;

  private constructor(dbs: LmdbDatabases, owner: Owner, disk: DiskWatch) {
    this.dbs = dbs;
    this.owner = owner;
    this.disk = disk;
  }

  static async open(path: string): Promise<BehindFolder> {
    const disk = await DiskWatch.open(path);
    const root = openRoot(path);
    const meta = openMeta(root);
    disk.guard(join(path, 'data.mdb'), join(path, 'lock.mdb'));
    const owner = Owner.take(meta, disk);
    return new BehindFolder(openDatabases(root, meta), owner, disk);
  }

  /** As they are in the folder. */
  tables(wishes: Wishes = {}): BehindTables {
    const { dbs, owner, disk } = this;
    const onLost = (sentence: string): void => {
      throw new Error(sentence);
    };
    return new BehindTables({ dbs, owner, disk, damage: new Damage(), onLost, ...wishes });
  }

  async close(): Promise<void> {
    this.disk.close();
    await this.dbs.root.close();
  }
}
