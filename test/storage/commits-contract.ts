import type { Change } from '../../actors/ticket/event.ts';
import type { Journal } from '../../server/storage/journal.ts';
import { logLimits } from '../../server/storage/log.ts';
import { faultyJournal } from '../support/faulty-journal.ts';
import { Story, receiptOf, said } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';

/** Commits: heads, outcomes, what is refused. `now` gives the journal of the test. */
export function commitsContract(test: Suite, now: () => Journal): void {
  test('[J1] what was committed last is what is loaded, under a head that moved', async () => {
    const journal = now();
    assert.equal(await journal.load('t1'), { state: undefined, head: 0 });
    const story = new Story('t1', 1);
    await story.open(journal);
    const first = story.head;
    await story.commit(journal, said('Where?'));
    assert.is.not(story.head, first);
    assert.equal(await journal.load('t1'), { state: story.state, head: story.head });
  });

  test('[J2] a commit on a head that is not the last is fenced and writes nothing', async () => {
    const journal = now();
    const story = new Story('t1', 1);
    await story.open(journal);
    const stale = story.head;
    const record = story.record([said('too late')], [receiptOf('11/c9', 1)]);
    await story.commit(journal, said('Where?'));
    const fenced = { kind: 'fenced', last: story.head };
    assert.equal(await journal.commit('t1', stale, record), fenced);
    assert.equal(await journal.commit('t1', story.head + 1, record), fenced);
    assert.equal(await journal.load('t1'), { state: story.state, head: story.head });
    assert.equal(journal.history('t1', 'support', { limit: 9 }), story.events);
    assert.is(journal.receipt('t1', '11/c9'), undefined);
    assert.is(journal.feed(0, 9).length, 2);
  });

  test('[J3] of two commits of one turn on one head, one is durable and one fenced', async () => {
    const journal = now();
    const story = new Story('t1', 1);
    await story.open(journal);
    const records = [story.record([said('one')]), story.record([said('two')])];
    const outcomes = await Promise.all(
      records.map((record) => journal.commit('t1', story.head, record)),
    );
    assert.equal(
      outcomes.map(({ kind }) => kind),
      ['durable', 'fenced'],
    );
    assert.equal((await journal.load('t1')).state, records[0]!.snapshot);
  });

  test('[J4] before a commit is durable nobody sees any of it', async () => {
    const journal = now();
    const story = new Story('t1', 1);
    const record = story.record([story.opening], [receiptOf('11/c1', 1)]);
    const commit = journal.commit('t1', 0, record);
    const seen = {
      load: journal.load('t1'),
      receipt: journal.receipt('t1', '11/c1'),
      history: journal.history('t1', 'support', { limit: 9 }),
      feed: journal.feed(0, 9),
      active: [...journal.active()],
      number: journal.idOfNumber(1),
    };
    assert.equal(await seen.load, { state: undefined, head: 0 });
    assert.equal(
      { ...seen, load: 0 },
      { load: 0, receipt: undefined, history: [], feed: [], active: [], number: undefined },
    );
    assert.is((await commit).kind, 'durable');
    assert.is(journal.feed(0, 9).length, 1);
  });

  test('[J5] a record above entry_bytes_max is rejected with a cause and writes nothing', async () => {
    const journal = now();
    const story = new Story('t1', 1);
    await story.open(journal);
    const body = (bytes: number): Change => said('x'.repeat(bytes));
    const large = story.record([body(logLimits.entry_bytes_max)]);
    const outcome = await journal.commit('t1', story.head, large);
    assert.is(outcome.kind, 'rejected');
    assert.match(String((outcome as { cause: unknown }).cause), 'entry_bytes_max');
    assert.equal(await journal.load('t1'), { state: story.state, head: story.head });
    await story.commit(journal, body(logLimits.entry_bytes_max - 2_000));
    assert.equal(journal.history('t1', 'public', { limit: 1 }), story.events.slice(-1));
  });

  test('[J6] what is no plain data is rejected, with the commits beside it untouched', async () => {
    const journal = now();
    const story = new Story('t1', 1);
    const other = new Story('t2', 2);
    const bad = story.record([{ ...story.opening, subject: Symbol('no data') } as never]);
    const outcomes = await Promise.all([
      journal.commit('t1', 0, bad),
      journal.commit('t2', 0, other.record([other.opening])),
    ]);
    assert.equal(
      outcomes.map(({ kind }) => kind),
      ['rejected', 'durable'],
    );
    assert.is((await journal.load('t1')).state, undefined);
  });

  test('[J26] nothing is taken after close, and closing waits for what was taken', async () => {
    const journal = now();
    const story = new Story('t1', 1);
    const taken = journal.commit('t1', 0, story.record([story.opening]));
    assert.is(journal.fault(), undefined);
    const closed = journal.close();
    assert.is(journal.fault(), 'the journal is closed');
    const late = new Story('t2', 2);
    const refused = [
      journal.commit('t2', 0, late.record([late.opening])),
      journal.write([{ space: 'web', key: 'a', value: 1 }]),
      journal.advance('notices', 1, []),
    ];
    const outcomes = await Promise.all([taken, ...refused]);
    assert.equal(
      outcomes.map(({ kind }) => kind),
      ['durable', 'rejected', 'rejected', 'rejected'],
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
