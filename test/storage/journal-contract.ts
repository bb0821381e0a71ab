import type { Journal } from '../../server/storage/journal.ts';
import { faultyJournal } from '../support/faulty-journal.ts';
import { Story, noted, receiptOf, said } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';

/** What only the journal has: outcomes as heads, the feed, cursors, claims, numbers. `now` gives the journal of the test. */
export function journalContract(test: Suite, now: () => Journal): void {
  test('[J1] the journal loads what was committed last, and a head that moved on is fenced', async () => {
    const journal = now();
    assert.equal(await journal.load('t1'), { state: undefined, head: 0 });
    const story = new Story('t1', 1);
    await story.open(journal);
    const record = story.record([said('too late')]);
    const stale = story.head;
    await story.commit(journal, said('Where?'));
    assert.equal(await journal.load('t1'), { state: story.state, head: story.head });
    const fenced = { kind: 'fenced', last: story.head };
    assert.equal(await journal.commit('t1', stale, record), fenced);
  });

  test('[J11] the feed points at every commit once, in order, with its entries', async () => {
    const journal = now();
    const a = new Story('t1', 1);
    const b = new Story('t2', 2);
    await Promise.all([a.open(journal), b.open(journal)]);
    await a.commit(journal, noted('look'), said('Where?'));
    await a.commitWith(journal, [receiptOf('11/c1', 1)]);
    const feed = journal.feed(0, 99);
    assert.equal(
      feed.map(({ ticket, from, to }) => [ticket, from, to]),
      [
        ['t1', 1, 2],
        ['t2', 1, 2],
        ['t1', 3, 4],
        ['t1', 5, 4],
      ],
    );
    assert.is(feed[1]!.offset, b.offset);
    assert.is(feed[3]!.offset, a.offset);
    assert.equal(
      feed,
      feed.toSorted((x, y) => x.offset - y.offset),
    );
    assert.equal(journal.feed(feed[0]!.offset, 2), feed.slice(1, 3));
    assert.equal(journal.feed(feed[3]!.offset, 2), []);
  });

  test('[J12] who listens to the feed is called once a commit can be read there', async () => {
    const journal = now();
    const lengths: number[] = [];
    const stop = journal.onFeed(() => void lengths.push(journal.feed(0, 9).length));
    const story = new Story('t1', 1);
    await story.open(journal);
    await story.commit(journal, said('Where?'));
    assert.equal(lengths, [1, 2]);
    await journal.write([{ space: 'roster', key: 'a', value: 1 }]);
    stop();
    await story.commit(journal, said('There?'));
    assert.equal(lengths, [1, 2]);
  });

  test('[J13] a cursor starts at 0 and moves with what was derived, or not at all', async () => {
    const journal = now();
    assert.is(journal.cursor('notices'), 0);
    const put = { space: 'notice', key: '11/n1', value: { body: 'hello' } } as const;
    assert.equal(await journal.advance('notices', 7, [put]), { kind: 'durable' });
    assert.is(journal.cursor('notices'), 7);
    assert.is(journal.cursor('discord'), 0);
    assert.equal(journal.get('notice', '11/n1'), { body: 'hello' });
    const bad = { space: 'notice', key: '', value: 1 } as const;
    assert.is(
      (await journal.advance('notices', 8, [{ ...put, key: '11/n2' }, bad])).kind,
      'rejected',
    );
    assert.is(journal.cursor('notices'), 7);
    assert.is(journal.get('notice', '11/n2'), undefined);
  });

  test('[J19] every claimed number is new, also among those claimed at once', async () => {
    const journal = now();
    const numbers = [await journal.claimNumber('t0')];
    numbers.push(...(await Promise.all(['t1', 't2', 't3'].map((id) => journal.claimNumber(id)))));
    numbers.push(await journal.claimNumber('t4'));
    assert.is(numbers[0], 1);
    assert.equal(
      numbers,
      [...new Set(numbers)].toSorted((a, b) => Number(a) - Number(b)),
    );
  });

  test('[J20] a name belongs to who claimed it first, and to nobody else', async () => {
    const journal = now();
    const claims = await Promise.all([
      journal.claim('user_name', 'ada', '1'),
      journal.claim('user_name', 'ada', '2'),
      journal.claim('discord', 'ada', '2'),
    ]);
    assert.equal(claims, ['claimed', 'taken', 'claimed']);
    assert.is(await journal.claim('user_name', 'ada', '1'), 'claimed');
    assert.is(await journal.claim('user_name', 'ada', '3'), 'taken');
  });

  test('[J23] a claim of what is not stored faithfully is refused', async () => {
    const journal = now();
    for (const key of ['', 'a\0b', 'a\nb', '\ud800', 'k'.repeat(251)]) {
      assert.is(await journal.claim('account', key, '1'), 'rejected');
    }
    const fits = '\u{1f514}'.repeat(125);
    assert.is(await journal.claim('account', fits, '1'), 'claimed');
  });

  test('[J26] a journal that is closed takes nothing', async () => {
    const journal = now();
    assert.is(journal.fault(), undefined);
    const closed = journal.close();
    assert.is(journal.fault(), 'the journal is closed');
    const outcomes = await Promise.all([
      journal.write([{ space: 'web', key: 'a', value: 1 }]),
      journal.advance('notices', 1, []),
    ]);
    assert.equal(
      outcomes.map(({ kind }) => kind),
      ['rejected', 'rejected'],
    );
    assert.is(await journal.claim('account', 'a', '1'), 'rejected');
    assert.is(await journal.claimNumber('t3'), 'rejected');
    await closed;
    await journal.close();
  });

  test('[J27] a commit whose outcome is unknown is resolved to what really happened', async () => {
    const journal = now();
    const { journal: faulty, faults } = faultyJournal(journal);
    const story = new Story('t1', 1);
    await story.open(faulty);
    faults.next('rejected', 'vanished', 'landed');

    const record = story.record([said('again')]);
    assert.is((await faulty.commit('t1', story.head, record)).kind, 'rejected');
    assert.equal((await faulty.load('t1')).state, story.state);

    assert.is((await faulty.commit('t1', story.head, record)).kind, 'unknown');
    assert.is((await faulty.resolve('t1', story.head)).kind, 'rejected');
    assert.equal(await faulty.load('t1'), { state: story.state, head: story.head });

    assert.is((await faulty.commit('t1', story.head, record)).kind, 'unknown');
    const resolved = await faulty.resolve('t1', story.head);
    assert.is(resolved.kind, 'durable');
    if (resolved.kind === 'durable') story.wrote(record, resolved.head, resolved.head);
    assert.equal(await faulty.load('t1'), { state: story.state, head: story.head });
    assert.is(faulty.feed(0, 9).at(-1)?.offset, story.offset);
    await story.commit(faulty, said('and on'));
    assert.equal(journal.history('t1', 'public', { limit: 9 }), story.events);
  });
}
