import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { Applied } from '../../../server/storage/applied.ts';
import type { BehindTables } from '../../../server/storage/behind/behind-tables.ts';
import { storageLimits } from '../../../server/storage/storage-limits.ts';
import type { LogEntry } from '../../../server/storage/log.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import type { Tables } from '../../../server/storage/tables.ts';
import { BehindFolder } from '../../support/behind-folder.ts';
import { TestFolder } from '../../support/folder.ts';
import { entries, receipts_at } from '../../support/random-entries.ts';
import { testSeed } from '../../support/seed.ts';
import { assert, suite } from '../../support/suite.ts';
import { everyRead } from './every-read.ts';

const test = suite('tables written behind the log', { limit_ms: 180_000 });
const seed = testSeed();

/** What comes before the next entry. */
type Between =
  | 'nothing'
  | 'halt'
  | 'go'
  | 'a turn of the event loop'
  | 'flush'
  | 'prune'
  /** The process ends, and the next one applies what is not in LMDB. */
  | 'restart'
  /** The same, with the folder closed and opened. */
  | 'reopen';
const between: fc.Arbitrary<Between> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Between>('nothing', 'a turn of the event loop') },
  { weight: 4, arbitrary: fc.constantFrom<Between>('halt', 'go', 'go', 'flush', 'restart') },
  { weight: 1, arbitrary: fc.constantFrom<Between>('prune', 'reopen') },
);

test('[J97] of tables written behind the log every read gives what tables in memory give, whatever of them is in LMDB, also after a restart', async () => {
  const met = { pending: 0, restarts: 0, again: 0, refused: 0, pruned: 0 };
  await fc.assert(
    fc.asyncProperty(
      entries,
      fc.infiniteStream(between),
      fc.constantFrom(1, 4, 16, 4_096),
      async (all, betweens, layer_keys_max) => {
        const path = new TestFolder();
        const limits = { layer_keys_max, write_every_ms: 0, layers_pruned_max: Infinity };
        let folder = await BehindFolder.open(path.path);
        let tables = folder.tables({ limits });
        const memory = new MemoryTables();
        const log: LogEntry[] = [];
        let isPruned = false;
        const prune = async (): Promise<void> => {
          const later = receipts_at + 2 * storageLimits.receipt_keep_ms;
          await Promise.all([tables.prune(later), memory.prune(later)]);
          isPruned = true;
        };

        const restart = async (isClosed: boolean): Promise<void> => {
          tables.writer.halt();
          await tables.writer.end();
          if (isClosed) {
            await folder.close();
            folder = await BehindFolder.open(path.path);
          }
          tables = folder.tables({ limits });
          assert.is(tables.position, tables.writer.position);
          const above = log.filter(({ position }) => position > tables.position);
          for (const entry of above) tables.apply(entry);
          // What was dropped and not written is there again until the next time.
          if (isPruned) await prune();
          met.restarts += 1;
          met.again += above.length;
        };

        for (const [i, { subject, bytes }] of all.entries()) {
          const entry = { position: (i + 1) * 3, subject, bytes };
          const told = outcomeOf(tables, entry);
          assert.equal(told, outcomeOf(memory, { ...entry, bytes: Buffer.from(bytes) }));
          if (told === 'refused') met.refused += 1;
          else log.push(entry);
          assert.equal(everyRead(tables), everyRead(memory));
          const next = betweens.next().value;
          switch (next) {
            case 'nothing':
              break;
            case 'halt':
              tables.writer.halt();
              break;
            case 'go':
              tables.writer.go();
              break;
            case 'a turn of the event loop':
              await turn();
              break;
            case 'flush':
              tables.writer.go();
              await tables.writer.flush();
              assert.is(tables.writer.position, tables.position);
              break;
            case 'prune':
              await prune();
              met.pruned += 1;
              break;
            case 'restart':
            case 'reopen':
              await restart(next === 'reopen');
          }
          assert.equal(everyRead(tables), everyRead(memory), `after ${next}`);
          if (tables.writer.position < tables.position) met.pending += 1;
        }
        tables.writer.halt();
        await tables.writer.end();
        await folder.close();
        path.remove();
      },
    ),
    { numRuns: 15, seed },
  );
  assert.ok(
    Object.values(met).every((count) => count > 5),
    JSON.stringify(met),
  );
});

function outcomeOf(
  tables: Tables & { apply: BehindTables['apply'] },
  entry: LogEntry,
): Applied | 'refused' {
  try {
    return tables.apply(entry);
  } catch {
    return 'refused';
  }
}
