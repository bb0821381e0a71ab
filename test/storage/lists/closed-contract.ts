import fc from 'fast-check';
import type { Change } from '../../../actors/ticket/event.ts';
import { summarize } from '../../../actors/ticket/summary.ts';
import type { ClosedWindow, Tables, WordPlace } from '../../../server/storage/tables.ts';
import { Story, archiving, closing, noted, personOf, reopening } from '../../support/story.ts';
import { assert, type Suite } from '../../support/suite.ts';
import type { Stage } from '../stage.ts';

/** Tickets that are not active any more: their lists, windows and words. */
export function closedContract(test: Suite, now: () => Stage): void {
  test('[Q34] closed tickets are listed by status, shard, assignee (nobody too) and category, each list with its count', async () => {
    const stage = now();
    const stories = [1, 2, 3, 4].map((n) => new Story(`t${n}`, n));
    await Promise.all(stories.map((story) => story.open(stage)));
    const taken: Change = { type: 'ticket_assigned', to: personOf('21'), from: null };
    await stories[0]!.commit(stage, taken, closing);
    await stories[1]!.commit(stage, closing, archiving);
    await stories[2]!.commit(stage, taken, closing, archiving);
    const lists = [
      { status: 'closed' },
      { status: 'archived' },
      { assignee: '21' },
      { assignee: null },
      { shard: 'north' },
      { shard: 'nort' },
      { category: 'BUG' },
      {},
    ] as const;
    const numbers = (list: (typeof lists)[number]) => {
      const found = stage.tables.closedTickets({ ...list, limit: 9 }).map(({ number }) => number);
      assert.is(stage.tables.closedCount(list), found.length);
      return found;
    };
    assert.equal(lists.map(numbers), [
      [1],
      [3, 2],
      [3, 1],
      [2],
      [3, 2, 1],
      [],
      [3, 2, 1],
      [3, 2, 1],
    ]);
    await stories[0]!.commit(stage, archiving, { type: 'ticket_released', from: personOf('21') });
    assert.equal(lists.slice(0, 4).map(numbers), [[], [3, 2, 1], [3], [2, 1]]);
  });

  test('[Q35] a window of a closed list is cut from either order, by number or by the last change, at any place', async () => {
    const stage = now();
    const stories = [1, 2, 3, 4, 5].map((n) => new Story(`t${n}`, n));
    for (const story of stories) {
      await story.open(stage);
      // Each entry is a millisecond later than the one before it; 2 and 4 are changed at the same time.
      const notes = [3, 1, 0, 1, 2][story.number - 1]!;
      await story.commit(stage, closing, ...Array.from({ length: notes }, () => noted('later')));
    }
    const numbers = (window: Omit<ClosedWindow, 'limit'>, limit = 9) =>
      stage.tables
        .closedWindow({ status: 'closed' }, { ...window, limit })
        .map(({ number }) => number);
    const up = { by: 'updated', descending: false } as const;
    const down = { by: 'updated', descending: true } as const;
    assert.equal(numbers({ ...up, offset: 0 }), [3, 2, 4, 5, 1]);
    assert.equal(numbers({ ...down, offset: 0 }), [1, 5, 4, 2, 3]);
    assert.equal(numbers({ ...down, offset: 1 }, 3), [5, 4, 2]);
    assert.equal(numbers({ ...down, offset: 5 }), []);
    assert.equal(numbers({ by: 'number', descending: false, offset: 3 }), [4, 5]);
    assert.equal(numbers({ by: 'number', descending: true, offset: 3 }, 1), [2]);
    await stories[2]!.commit(stage, ...Array.from({ length: 9 }, () => noted('last of all')));
    assert.equal(numbers({ ...down, offset: 0 }, 2), [3, 1]);
    assert.is(stage.tables.closedCount({ status: 'closed' }), 5);
    await stories[2]!.commit(stage, reopening);
    assert.equal(numbers({ ...down, offset: 0 }), [1, 5, 4, 2]);
  });

  test('[Q37] the places of a closed list are paged by change and looked for in other lists without a look at any ticket', async () => {
    const stage = now();
    const stories = [1, 2, 3, 4].map((n) => new Story(`t${n}`, n, [n % 2 ? '11' : '12']));
    for (const story of stories) {
      await story.open(stage);
      const notes = [2, 0, 1, 0][story.number - 1]!;
      await story.commit(stage, closing, ...Array.from({ length: notes }, () => noted('later')));
    }
    await stories[3]!.commit(stage, archiving);
    const first = stage.tables.closedPlaces({}, { limit: 3 });
    assert.equal(
      first.map(({ number }) => number),
      [2, 3, 4],
    );
    assert.equal(
      first.map(({ updated }) => updated),
      [2, 3, 4].map((number) => stories[number - 1]!.state!.updated),
    );
    const rest = stage.tables.closedPlaces({}, { after: first.at(-1)!, limit: 3 });
    assert.equal(
      rest.map(({ number }) => number),
      [1],
    );
    assert.equal(stage.tables.closedPlaces({}, { after: rest[0]!, limit: 3 }), []);
    assert.equal(stage.tables.closedPlaces({ participant: '12' }, { limit: 1 }), first.slice(0, 1));
    const all = [...first, ...rest];
    const among = (...lists: Parameters<Tables['closedAmong']>[1][number][]) =>
      stage.tables.closedAmong(
        all.map(({ number }) => number),
        lists,
      );
    assert.equal(among({ participant: '11' }), [3, 1]);
    assert.equal(among({ status: 'archived' }, { participant: '11' }), [3, 4, 1]);
    assert.equal(among({ category: 'bug' }), [2, 3, 4, 1]);
    assert.equal(among(), []);
    const numbers = (range: Parameters<Tables['closedPlaces']>[1]) =>
      stage.tables.closedPlaces({}, range).map(({ number }) => number);
    const [, , third] = first;
    assert.equal(numbers({ descending: true, limit: 9 }), [1, 4, 3, 2]);
    assert.equal(numbers({ descending: true, after: third!, limit: 9 }), [3, 2]);
    assert.equal(numbers({ skip: 1, limit: 2 }), [3, 4]);
    assert.equal(numbers({ by: 'number', descending: true, skip: 1, limit: 2 }), [3, 2]);
    const behind = { number: 2, updated: 0 };
    assert.equal(numbers({ by: 'number', after: behind, skip: 1, limit: 9 }), [4]);
    assert.equal(numbers({ by: 'number', descending: true, after: behind, limit: 9 }), [1]);
  });

  test('[Q36] closed tickets are found by the beginnings of the words of their subject', async () => {
    const stage = now();
    const subjects = [
      'My horse, my HORSESHOE',
      'Pferd verloren',
      'horse',
      '迷子の馬 🐴',
      'horse of 5',
    ];
    const stories = subjects.map((_, i) => new Story(`t${i + 1}`, i + 1));
    for (const [i, story] of stories.entries()) {
      await story.open(stage);
      const renamed: Change = { type: 'subject_edited', from: 'I am stuck', to: subjects[i]! };
      await (i === 4 ? story.commit(stage, renamed) : story.commit(stage, renamed, closing));
    }
    const found = (beginning: string, after?: WordPlace, limit = 9) =>
      stage.tables
        .closedByWord(beginning, after === undefined ? { limit } : { after, limit })
        .map(({ word, number }) => [word, number] as const);
    const all = [
      ['horse', 1],
      ['horse', 3],
      ['horseshoe', 1],
    ] as const;
    assert.equal(found('horse'), all);
    assert.equal(found('hor', undefined, 2), all.slice(0, 2));
    assert.equal(found('hor', { word: 'horse', number: 3 }), all.slice(2));
    assert.equal(found('hor', { word: 'horseshoe', number: 1 }), []);
    assert.equal(found('迷'), [['迷子の馬', 4]]);
    assert.equal(found('stuck'), []);
    assert.equal(found('horses'), [['horseshoe', 1]]);
    const renamed: Change = { type: 'subject_edited', from: subjects[0]!, to: 'A donkey' };
    await stories[0]!.commit(stage, renamed);
    assert.equal(found('horse'), [['horse', 3]]);
    assert.equal(
      stage.tables.closedOf([3, 5, 99, 1]).map(({ number, subject }) => [number, subject]),
      [
        [3, 'horse'],
        [1, 'A donkey'],
      ],
    );
  });

  test('[J48] what is not active any more is listed by category, in any case, and by assignee', async () => {
    const stage = now();
    const categories = ['Bug', 'Stuck', '\u00dcber / \u0085\u2028'];
    const holders = ['21', '22', null];
    const stories = [1, 2, 3, 4, 5, 6].map((n) => new Story(`t${n}`, n));
    await Promise.all(
      stories.map((story, i) =>
        story.commit(stage, { ...story.opening, category: categories[i % 3]! } as Change),
      ),
    );
    const turn = fc.record({
      story: fc.nat(5),
      change: fc.constantFrom<Change>(closing, archiving, reopening, noted('look')),
      holder: fc.constantFrom(...holders, undefined),
    });
    let looked = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 4, maxLength: 9 }), async (turns) => {
        for (const { story: i, change, holder } of turns) {
          await stories[i]!.commit(stage, change, ...(holder === undefined ? [] : held(holder)));
        }
        const closed = stories
          .map(({ state }) => summarize(state!))
          .filter(({ status }) => status === 'closed' || status === 'archived')
          .toReversed();
        for (const category of [...categories, undefined]) {
          for (const assignee of ['21', '22', '23', undefined]) {
            const expected = closed
              .filter((one) => category === undefined || one.category === category)
              .filter((one) => assignee === undefined || one.assignee?.account === assignee)
              .map(({ number }) => number);
            const list = { category: category?.toUpperCase(), assignee };
            looked += expected.length;
            assert.is(stage.tables.closedCount(list), expected.length);
            assert.equal(stage.tables.closedNumbers({ ...list, limit: 9 }), expected);
            assert.equal(
              stage.tables.closedNumbers({ ...list, limit: 2, before: 5 }),
              expected.filter((number) => number < 5).slice(0, 2),
            );
            assert.equal(
              stage.tables.closedTickets({ ...list, limit: 9 }).map(({ number }) => number),
              expected,
            );
          }
        }
      }),
      { numRuns: 12 },
    );
    assert.ok(looked > 30);
  });
}

/** Given to an account, or to nobody. */
function held(account: string | null): Change[] {
  const who = (name: string) => ({ account: name, name, character: null, character_name: '' });
  if (account === null) return [{ type: 'ticket_released', from: who('21') }];
  return [{ type: 'ticket_assigned', to: who(account), from: null }];
}
