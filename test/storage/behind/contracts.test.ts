import type { BehindTables } from '../../../server/storage/behind/behind-tables.ts';
import { MemoryLog } from '../../../server/storage/log/memory-log.ts';
import { ReplicaStorage } from '../../../server/storage/replica/replica-storage.ts';
import { BehindFolder } from '../../support/behind-folder.ts';
import { TestFolder } from '../../support/folder.ts';
import { contractsOfTables } from '../contracts.ts';
import { Stage } from '../stage.ts';

/** One entry in each layer, so that much of what a test reads is on its way. */
const each_entry = { layer_keys_max: 1, write_every_ms: 0, layers_pruned_max: Infinity };

/** A log in memory, whose close is that of the tables in a folder too. */
class LogOverFolder extends MemoryLog {
  readonly #tables: BehindTables;
  readonly #folder: BehindFolder;
  #closed: Promise<void> | undefined;

  constructor(folder: BehindFolder, tables: BehindTables) {
    super();
    this.#folder = folder;
    this.#tables = tables;
  }

  override close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await super.close();
    await this.#tables.writer.end();
    await this.#folder.close();
  }
}

function contractsWith(how: 'halted' | 'going'): void {
  const folders: TestFolder[] = [];
  const stage = async (): Promise<Stage> => {
    const folder = new TestFolder();
    folders.push(folder);
    const opened = await BehindFolder.open(folder.path);
    const tables = opened.tables({ limits: each_entry });
    if (how === 'halted') tables.writer.halt();
    return new Stage(new LogOverFolder(opened, tables), tables);
  };
  contractsOfTables(`written behind the log, its writer ${how}`, {
    stage,
    storage: async () => new ReplicaStorage((await stage()).replica),
    cleanUp: () => {
      for (const folder of folders) folder.remove();
    },
  });
}

contractsWith('halted');
contractsWith('going');
