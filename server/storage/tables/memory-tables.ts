import { apply } from '../apply/apply.ts';
import type { Applied } from '../applied.ts';
import { Batch } from '../apply/batch.ts';
import { decodeEntry } from '../log/entry.ts';
import type { LogEntry } from '../log.ts';
import { memoryDatabases, writeToMemory } from './memory-rows.ts';
import { prune } from './prune.ts';
import { StoredTables } from './stored-tables.ts';
import { View } from '../apply/view.ts';

/** Tables in memory, for tests. */
export class MemoryTables extends StoredTables {
  protected readonly view = new View(memoryDatabases());

  apply(entry: LogEntry): Applied {
    const { position, subject, bytes } = entry;
    if (position <= this.position) throw new Error('it was applied before');
    const batch = new Batch(this.view.dbs, position - 1);
    const effects = this.prepared(entry);
    const applied = apply(
      this.view,
      batch,
      subject,
      decodeEntry(bytes),
      () => batch.next(),
      effects,
    );
    batch.entries.push({ entry, applied });
    writeToMemory(batch.finish());
    this.view.written(batch);
    return applied;
  }

  async prune(now: number): Promise<void> {
    const batch = new Batch(this.view.dbs, this.position);
    while (prune(this.view.dbs, batch, now).more) writeToMemory(batch.finish());
    writeToMemory(batch.finish());
    await Promise.resolve();
  }

  protected onReadFault(): void {}
}
