import fc from 'fast-check';
import { storageLimits } from '../../server/storage/storage-limits.ts';
import type { Audience } from '../../protocol/ticket.ts';
import { Story, noted, receiptOf, said } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';
import type { Stage } from './stage.ts';

const hour_ms = 3_600_000;
const clock = 1_700_000_000_000;

/** What a commit leaves beside the ticket: entries and receipts. `now` gives the stage of the test. */
export function historiesContract(test: Suite, now: () => Stage): void {
  test('[M7] public entries up to a number of support are counted, whatever lies between them', async () => {
    const stage = now();
    const story = new Story('t1', 1);
    await story.commit(stage, story.opening, noted('1'), noted('2'), said('a'));
    await story.commit(stage, said('b'), noted('3'));
    await story.commit(stage, said('c'));
    const counts = Array.from({ length: 8 }, (_, seq) => stage.tables.publicCount('t1', seq));
    assert.equal(counts.slice(1), [1, 1, 1, 2, 3, 3, 4]);
    await new Story('t2', 2).open(stage);
    assert.is(stage.tables.publicCount('t2', 2), 2);
  });

  test('[J7] each audience pages through its own numbers, whatever the other one sees', async () => {
    const stage = now();
    let looked = 0;
    let number = 0;
    const range = fc.record({
      after: fc.option(fc.nat(14), { nil: undefined }),
      before: fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
      limit: fc.integer({ min: 0, max: 13 }),
    });
    const turns = fc.array(fc.array(fc.boolean(), { maxLength: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(turns, fc.array(range, { minLength: 4 }), async (written, ranges) => {
        number += 1;
        const story = new Story(`t${number}`, number);
        await story.open(stage);
        for (const turn of written) {
          const changes = turn.map((note, i) => (note ? noted(`note ${i}`) : said(`words ${i}`)));
          await story.commit(stage, ...changes);
        }
        for (const { after, before, limit } of ranges) {
          for (const audience of ['public', 'support'] as const) {
            const query = {
              limit,
              ...(after === undefined ? {} : { after }),
              ...(before === undefined ? {} : { before }),
            };
            const page = stage.tables.history(story.id, audience, query);
            assert.equal(page, pageOf(story, audience, after ?? 0, before ?? Infinity, limit));
            looked += page.length;
          }
        }
      }),
      { numRuns: 40 },
    );
    assert.ok(looked > 100);
  });

  test('[J8] a receipt is found by its ticket and key, and only there', async () => {
    const stage = now();
    const story = new Story('t1', 1);
    await story.commitWith(stage, [receiptOf('11/c1', 1), receiptOf('11/c2', 1)], story.opening);
    assert.equal(stage.tables.receipt('t1', '11/c1'), {
      hash: 'hash of 11/c1',
      answer: { done: '11/c1' },
    });
    assert.equal(stage.tables.receipt('t1', '11/c2')?.hash, 'hash of 11/c2');
    assert.is(stage.tables.receipt('t2', '11/c1'), undefined);
    assert.is(stage.tables.receipt('t1', '11/c'), undefined);
  });

  // [J9] Receipts are dropped after 24 h, however many, and not before.
  test('[J9] receipts are dropped after 24 h, however many, and not before', async () => {
    const stage = now();
    const old = clock - storageLimits.receipt_keep_ms;
    const stories = Array.from({ length: 1_200 }, (_, i) => new Story(`t${i}`, i + 1));
    await Promise.all(
      stories.map((story) => story.commitWith(stage, [receiptOf('c1', old)], story.opening)),
    );
    for (const story of stories.slice(0, 3)) {
      await story.commitWith(stage, [receiptOf('c2', old + 2_000)], said('later'));
    }
    await stage.tables.prune(clock - 1);
    assert.is(stories.filter(({ id }) => stage.tables.receipt(id, 'c1') === undefined).length, 0);
    await stage.tables.prune(clock);
    assert.is(stories.filter(({ id }) => stage.tables.receipt(id, 'c1') !== undefined).length, 0);
    assert.is(stories.filter(({ id }) => stage.tables.receipt(id, 'c2') !== undefined).length, 3);
    await stage.tables.prune(clock + hour_ms);
    assert.is(stories.filter(({ id }) => stage.tables.receipt(id, 'c2') !== undefined).length, 0);
  });

  test('[J9] receipts of one turn are all dropped, and not before 24 h, however far their times are apart', async () => {
    const stage = now();
    const story = new Story('t1', 1);
    const old = clock - storageLimits.receipt_keep_ms;
    const keys = ['c1', 'c2', 'c3', 'c4', 'c5'];
    await story.commitWith(stage, [receiptOf('before', old - hour_ms)], story.opening);
    const receipts = keys.map((key, i) => receiptOf(key, old - i * 10_000));
    await story.commitWith(stage, receipts, said('again'));
    await story.commitWith(stage, [receiptOf('after', old + hour_ms)], said('later'));
    const left = (): string[] =>
      ['before', ...keys, 'after'].filter((key) => stage.tables.receipt('t1', key));
    await stage.tables.prune(clock - 60_000);
    assert.equal(left(), [...keys, 'after']);
    await stage.tables.prune(clock);
    assert.equal(left(), ['after']);
    await stage.tables.prune(clock + hour_ms);
    assert.equal(left(), []);
  });

  test('[J10] receipts written while the clock was far ahead do not stay for ever', async () => {
    const stage = now();
    const story = new Story('t1', 1);
    await story.commitWith(stage, [receiptOf('ahead', clock + 1_000 * hour_ms)], story.opening);
    await story.commitWith(stage, [receiptOf('old', clock - 48 * hour_ms)], said('again'));
    await stage.tables.prune(clock);
    assert.is(stage.tables.receipt('t1', 'ahead'), undefined);
    assert.is(stage.tables.receipt('t1', 'old'), undefined);
  });

  test('[J51] a page of long entries ends before it takes more than it may, without a hole, and one entry always comes', async () => {
    const stage = now();
    const story = new Story('t1', 1);
    await story.open(stage);
    for (let i = 0; i < 30; i++) {
      const body = 'x'.repeat((i * 619) % 4_000);
      await story.commit(stage, i % 3 === 0 ? noted(`n${body}`) : said(`s${body}`));
    }
    for (const audience of ['public', 'support'] as const) {
      for (const bytes_max of [1, 3_000, 9_000, 20_000, 1_000_000]) {
        for (const before of [9, 20, 33]) {
          const whole = stage.tables.history('t1', audience, { before, limit: 25 });
          const page = stage.tables.history('t1', audience, { before, limit: 25, bytes_max });
          assert.ok(page.length > 0);
          assert.equal(page, whole.slice(-page.length));
          const bytes = JSON.stringify(page).length;
          assert.ok(page.length === 1 || bytes <= bytes_max * 2 + 4_000, `${bytes}`);
          if (bytes_max === 1_000_000) assert.is(page.length, whole.length);
        }
      }
    }
  });
}

function pageOf(story: Story, audience: Audience, after: number, before: number, limit: number) {
  const inRange = story.events.filter((event) => {
    const seq = audience === 'public' ? event.publicSeq : event.supportSeq;
    return seq !== null && seq > after && seq < before;
  });
  return inRange.slice(Math.max(0, inRange.length - limit));
}
