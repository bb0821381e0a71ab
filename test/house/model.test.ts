import fc from 'fast-check';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { ownNames, viewHead } from '../../actors/ticket/view.ts';
import { limits } from '../../protocol/limits.ts';
import { audiences } from '../../protocol/ticket.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { DelayedLog } from '../support/delayed-log.ts';
import { TestFolder } from '../support/folder.ts';
import { chanceOf, testSeed } from '../support/seed.ts';
import { assert, suite } from '../support/suite.ts';
import type { TicketModel } from '../support/ticket-model.ts';
import { type Count, type Place, Play } from './play.ts';
import { steps } from './steps.ts';

const test = suite('the whole server beside the model', { limit_ms: 120_000 });
const fresh = (): Count => ({ done: 0, refused: 0, held: 0 });

function assertBusy(count: Count): void {
  assert.ok(count.done > 30 && count.refused > 40 && count.held > 200, JSON.stringify(count));
}

async function assertStored(storage: Storage, tickets: readonly TicketModel[]): Promise<void> {
  for (const ticket of tickets) {
    const { state } = await storage.tickets.load(ticket.id);
    const events = storage.tables.history(ticket.id, 'support', { limit: limits.entries_max });
    assert.equal(evolveAll<Ticket | null>(null, events), state);
    for (const audience of audiences) {
      assert.equal(viewHead(state!, audience, ownNames), ticket.head(audience));
    }
  }
}

test('[T114] over sockets, whatever is sent at once is answered, and shown to everybody in tickets and lists, as the model says; after loading from disk it is the same (model test)', async () => {
  const count = fresh();
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const folder = new TestFolder();
      try {
        const storage = await folder.open();
        const play = new Play([{ storage, isQuiet: true }], count);
        await play.run(list);
        await storage.close();
        const again = await folder.open();
        await assertStored(again, play.tickets);
        await again.close();
      } finally {
        folder.remove();
      }
    }),
    { numRuns: 25 },
  );
  assertBusy(count);
});

test('[Y7] so it is over two processes that write to one log, whichever of them the sockets are at', async () => {
  const count = fresh();
  const seed = testSeed();
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (list, chance) => {
      const log = new MemoryLog();
      const places = [0, 1].map((which): Place => {
        const way = new DelayedLog(log, chanceOf(chance).of(which));
        return {
          storage: openMemoryStorage(way),
          get isQuiet() {
            return way.isQuiet;
          },
        };
      });
      const play = new Play(places, count);
      await play.run(list);
      for (const { storage } of places) await assertStored(storage, play.tickets);
    }),
    { numRuns: 25, seed },
  );
  assertBusy(count);
});
