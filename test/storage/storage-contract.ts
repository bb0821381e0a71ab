import type { Storage } from '../../server/storage/storage.ts';
import { faultyStorage } from '../support/faulty-storage.ts';
import { Story, said } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';
import { writeRecords } from '../support/put-records.ts';

/** What only the storage has: outcomes as heads, what is due, numbers, records on condition. `now` gives the storage of the test. */
export function storageContract(test: Suite, now: () => Storage): void {
  // [J1] What was committed last is what is loaded, under a position that moved.
  test('[J1] the storage loads what was committed last, and a head that moved on is fenced', async () => {
    const storage = now();
    assert.equal(await storage.tickets.load('t1'), { state: undefined, head: 0 });
    const story = new Story('t1', 1);
    await story.open(storage);
    const record = story.record([said('too late')]);
    const stale = story.head;
    await story.commit(storage, said('Where?'));
    assert.equal(await storage.tickets.load('t1'), { state: story.state, head: story.head });
    const fenced = { kind: 'fenced', last: story.head };
    assert.equal(await storage.tickets.commit('t1', stale, record), fenced);
  });

  test('[J12] who listens to what is due hears of it alone, and what was done ends it', async () => {
    const storage = now();
    const heard: unknown[] = [];
    const stop = storage.onDue((changes) => heard.push(...changes));
    const story = new Story('t1', 1);
    await story.open(storage);
    await writeRecords(storage, [{ space: 'discord', key: 'meta', value: {} }]);
    assert.equal(heard, []);
    await story.commit(storage, said('Where?'));
    const about = { work: 'discord', key: 't1' } as const;
    assert.equal(heard, [{ ...about, position: story.head }]);
    assert.equal(storage.tables.due('discord', { limit: 9 }), [
      { key: 't1', position: story.head },
    ]);
    await writeRecords(storage, [], [{ ...about, upTo: story.head }]);
    assert.equal(heard.slice(1), [{ ...about, position: 0 }]);
    assert.is(storage.tables.dueAt('discord', 't1'), 0);
    stop();
    await story.commit(storage, said('There?'));
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

  test('[J26] a log that is closed takes nothing', async () => {
    const storage = now();
    const numbers = ticketNumbers(storage);
    assert.is(storage.fault(), undefined);
    const closed = storage.close();
    assert.is(storage.fault(), 'the log is closed');
    const outcomes = await Promise.all([
      writeRecords(storage, [{ space: 'web', key: 'a', value: 1 }]),
      writeRecords(storage, [], [{ work: 'discord', key: 't1', upTo: 1 }]),
    ]);
    assert.equal(
      outcomes.map(({ kind }) => kind),
      ['rejected', 'rejected'],
    );
    assert.is(await numbers.next(), undefined);
    await closed;
    await storage.close();
  });

  test('[J27] a commit whose outcome is unknown is resolved to what really happened', async () => {
    const storage = now();
    const { storage: faulty, faults } = faultyStorage(storage);
    const story = new Story('t1', 1);
    await story.open(faulty);
    faults.next('rejected', 'vanished', 'landed');

    const record = story.record([said('again')]);
    assert.is((await faulty.tickets.commit('t1', story.head, record)).kind, 'rejected');
    assert.equal((await faulty.tickets.load('t1')).state, story.state);

    assert.is((await faulty.tickets.commit('t1', story.head, record)).kind, 'unknown');
    assert.is((await faulty.tickets.resolve('t1', story.head)).kind, 'rejected');
    assert.equal(await faulty.tickets.load('t1'), { state: story.state, head: story.head });

    assert.is((await faulty.tickets.commit('t1', story.head, record)).kind, 'unknown');
    const resolved = await faulty.tickets.resolve('t1', story.head);
    assert.is(resolved.kind, 'durable');
    if (resolved.kind === 'durable') story.wrote(record, resolved.head, resolved.head);
    assert.equal(await faulty.tickets.load('t1'), { state: story.state, head: story.head });
    assert.is(faulty.records.position, story.offset);
    await story.commit(faulty, said('and on'));
    assert.equal(storage.tables.history('t1', 'public', { limit: 9 }), story.events);
  });
}
