import fc from 'fast-check';
import { Queue } from '../../../actors/queue/queue.ts';
import type { ClosedPlace } from '../../../actors/queue/sort.ts';
import type { Change } from '../../../actors/ticket/event.ts';
import { summarize, type Summary } from '../../../actors/ticket/summary.ts';
import { readPage, type Wanted } from '../../../server/http/api/pages.ts';
import type { PlacesRange, ClosedList } from '../../../server/storage/tables.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { openMemoryStorage } from '../../../server/storage/replica/memory-storage.ts';
import { TestFolder } from '../../support/folder.ts';
import { closing, Story } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';
import { oneStepTurns } from '../../support/turns.ts';
import { summary } from '../../support/summaries.ts';

const test = suite('pages of all tickets');

const who = (account: string) => ({
  account,
  name: account,
  character: null,
  character_name: '',
});
const held: Change = { type: 'ticket_assigned', to: who('21'), from: null };

const isClosed = ({ status }: Summary): boolean => status === 'closed' || status === 'archived';

function isWanted(one: Summary, { status, category, assignee }: Wanted): boolean {
  const told = isClosed(one) ? 'Closed' : one.assignee === null ? 'Open' : 'Assigned';
  return (
    (status === undefined || status === told) &&
    (category === undefined || category.toLowerCase() === one.category.toLowerCase()) &&
    (assignee === undefined || assignee === one.assignee?.account)
  );
}

async function comparePages(storage: Storage): Promise<void> {
  const stories = Array.from({ length: 60 }, (_, i) => new Story(`t${i}`, i * 2 + 1));
  await Promise.all(
    stories.map((story, i) => {
      const category = ['Bug', 'Stuck', 'Other'][i % 3]!;
      const opening = { ...story.opening, category } as Change;
      const more = [...(i % 4 === 0 ? [held] : []), ...(i % 5 < 2 ? [closing] : [])];
      return story.commit(storage, opening, ...more);
    }),
  );
  const all = stories.map(({ state }) => summarize(state!)).toReversed();
  const queue = new Queue(storage.tables.active());
  const optional = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);
  const wanted = fc.record({
    status: optional('Open' as const, 'Assigned' as const, 'Closed' as const),
    category: optional('Bug', 'stuck', 'None'),
    assignee: optional('21', '22'),
  });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(wanted, fc.nat(70), fc.integer({ min: 1, max: 20 }), async (of, at, limit) => {
      const matching = all.filter((one) => isWanted(one, of)).map(({ number }) => number);
      const page = await readPage(
        { queue, tables: storage.tables, turns: oneStepTurns() },
        '1',
        of,
        at,
        limit,
      );
      assert.equal(page, { total: matching.length, numbers: matching.slice(at, at + limit) });
      found += page.numbers.length;
    }),
    { numRuns: 400 },
  );
  assert.ok(found > 100);
}

// [H63] Any page of any filter holds what a look at every ticket would find.
test('[H63] any page of any filter holds what a look at every ticket would find, in memory', () =>
  comparePages(openMemoryStorage()));

test('[H63] any page of any filter holds what a look at every ticket would find, on LMDB', async () => {
  const folder = new TestFolder();
  const storage = await folder.open();
  await comparePages(storage);
  await storage.close();
  folder.remove();
});

/** Closed tickets with these numbers, the newest first, and what is read of them. */
function closedTables(closed: readonly number[]) {
  let keys = 0;
  const tables = {
    closedCount: () => closed.length,
    closedPlaces(_: ClosedList, { skip = 0, limit }: PlacesRange): ClosedPlace[] {
      const places = closed.slice(skip, skip + limit);
      keys += places.length;
      return places.map((number) => ({ number, updated: 0 }));
    },
  };
  return { tables, keys: () => keys };
}

test('[H64] a page far down costs what the first does: its own tickets are read, and the place where it begins is looked up', async () => {
  const numbers = Array.from({ length: 9_000 }, (_, i) => 9_000 - i);
  const isActive = (number: number): boolean =>
    number % 3 === 1 || (number > 2_000 && number < 2_500);
  const closed = numbers.filter((number) => !isActive(number));
  const queue = { active: () => numbers.filter(isActive).map((number) => summary(number)) };
  for (const offset of [0, 1, 2, 1_995, 2_990, 3_000, 6_600, 8_979, 8_990]) {
    const { tables, keys } = closedTables(closed);
    const page = await readPage({ queue, tables, turns: oneStepTurns() }, '1', {}, offset, 20);
    assert.equal(page, { total: 9_000, numbers: numbers.slice(offset, offset + 20) });
    // The page, and a look in each halving of those that are active.
    assert.ok(keys() <= 20 + Math.ceil(Math.log2(numbers.length)), `${keys()} keys`);
  }
});

test('[H65] a ticket that was closed a moment ago is told once', async () => {
  const { tables } = closedTables([3, 1]);
  const queue = { active: () => [summary(3), summary(2)] };
  const page = await readPage({ queue, tables, turns: oneStepTurns() }, '1', {}, 0, 10);
  assert.equal(page.numbers, [3, 2, 1]);
});
