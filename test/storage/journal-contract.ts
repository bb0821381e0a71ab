import type { Journal } from '../../server/storage/journal.ts';
import { faultyJournal } from '../support/faulty-journal.ts';
import { Story, said } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';

/** What only the journal has: outcomes as heads, what is due, claims, numbers. `now` gives the journal of the test. */
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

  test('[J12] who listens to what is due hears of it alone, and what was done ends it', async () => {
    const journal = now();
    const heard: unknown[] = [];
    const stop = journal.onDue((changes) => heard.push(...changes));
    const story = new Story('t1', 1);
    await story.open(journal);
    await journal.write([{ space: 'discord', key: 'meta', value: {} }]);
    assert.equal(heard, []);
    await story.commit(journal, said('Where?'));
    const about = { work: 'discord', key: 't1' } as const;
    assert.equal(heard, [{ ...about, position: story.head }]);
    assert.equal(journal.due('discord', { limit: 9 }), [{ key: 't1', position: story.head }]);
    await journal.write([], [{ ...about, upTo: story.head }]);
    assert.equal(heard.slice(1), [{ ...about, position: 0 }]);
    assert.is(journal.dueAt('discord', 't1'), 0);
    stop();
    await story.commit(journal, said('There?'));
    assert.is(heard.length, 2);
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
      journal.write([], [{ work: 'discord', key: 't1', upTo: 1 }]),
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
    assert.is(faulty.records.position, story.offset);
    await story.commit(faulty, said('and on'));
    assert.equal(journal.history('t1', 'public', { limit: 9 }), story.events);
  });
}
