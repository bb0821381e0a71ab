import fc from 'fast-check';
import type { Storage } from '../../server/storage/storage.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { DelayedLog } from '../support/delayed-log.ts';
import { TestFolder } from '../support/folder.ts';
import { chanceOf, testSeed } from '../support/seed.ts';
import { suite } from '../support/suite.ts';
import { placeOf } from './model-half.ts';
import { assertBusy, fresh, play, steps } from './model-play.ts';

const test = suite('the desk beside its model', { limit_ms: 60_000 });

// [D16] Whatever is sent at once is answered, stored and shown as an independent model says, on
// storage in memory and on LMDB, also after it was closed and opened again.
test('[D16] on the storage in memory, whatever is sent at once is answered, stored and shown as the model says', async () => {
  const count = fresh();
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      await play(list, [placeOf(openMemoryStorage())], count);
    }),
    { numRuns: 60 },
  );
  assertBusy(count);
});

test('[D16] so it is on LMDB, also after it was closed and opened again', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const folder = new TestFolder();
      try {
        const place = { open: () => folder.open(), close: (storage: Storage) => storage.close() };
        await play(list, [place], fresh());
      } finally {
        folder.remove();
      }
    }),
    { numRuns: 15 },
  );
});

// [Y7] Over two processes that write to one log, whatever is sent at once to either is answered,
// stored and shown as the model says, in an order that keeps to what was sent to each (model test,
// on the desk and over sockets).
test('[Y7] so it is over two processes that write to one log, in some order of what was sent to either', async () => {
  const count = fresh();
  const seed = testSeed();
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (list, chance) => {
      const log = new MemoryLog();
      const halves = [0, 1].map((which) =>
        placeOf(openMemoryStorage(new DelayedLog(log, chanceOf(chance).of(which)))),
      );
      await play(list, halves, count);
    }),
    { numRuns: 60, seed },
  );
  assertBusy(count);
});
