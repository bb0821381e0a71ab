import type { Journal } from '../../server/storage/journal.ts';
import { faultyJournal } from '../support/faulty-journal.ts';
import { Story, said } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';

/** What only the journal has: outcomes as heads, what is due, numbers, records on condition. `now` gives the journal of the test. */
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

  test('[J19] every ticket number is new, also among those asked for at once', async () => {
    const given = ticketNumbers(now());
    const numbers = [await given.next()];
    numbers.push(...(await Promise.all([1, 2, 3].map(() => given.next()))));
    numbers.push(await given.next());
    assert.equal(numbers, [1, 2, 3, 4, 5]);
  });

  test('[J20] of two that write to a subject as it was, the first is kept and the other is told', async () => {
    const { records } = now();
    const put = (value: string) =>
      records.append('access', 0, [{ space: 'roster', key: 'a', value }]);
    const [first, second] = await Promise.all([put('ada'), put('bo')]);
    assert.is(first.kind, 'durable');
    assert.equal(second, { kind: 'conflict', last: records.lastOf('access') });
    assert.is(records.get('roster', 'a'), 'ada');
    assert.is((await put('cy')).kind, 'conflict');
  });

  test('[J26] a journal that is closed takes nothing', async () => {
    const journal = now();
    const numbers = ticketNumbers(journal);
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
    assert.is(await numbers.next(), undefined);
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
