import fc from 'fast-check';
import type { Change } from '../../actors/ticket/event.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { journalLimits, type Journal } from '../../server/storage/journal.ts';
import type { Audience } from '../../protocol/ticket.ts';
import { faultyJournal } from '../support/faulty-journal.ts';
import { Story, archiving, closing, noted, receiptOf, reopening, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';

const hour_ms = 3_600_000;

/** What every journal does, whatever it keeps its facts in. `open` gives an empty one. */
export function contract(
  name: string,
  open: () => Promise<Journal>,
  cleanUp: () => void = () => {},
): void {
  const test = suite(`the journal on ${name}`);
  let journal: Journal;
  test.before.each(async () => void (journal = await open()));
  test.after.each(() => journal.close());
  test.after(cleanUp);

  test('[J1] what was committed last is what is loaded, under a head that moved', async () => {
    assert.equal(await journal.load('t1'), { state: undefined, head: 0 });
    const story = new Story('t1', 1);
    await story.open(journal);
    const first = story.head;
    await story.commit(journal, said('Where?'));
    assert.is.not(story.head, first);
    assert.equal(await journal.load('t1'), { state: story.state, head: story.head });
  });

  test('[J2] a commit on a head that is not the last is fenced and writes nothing', async () => {
    const story = new Story('t1', 1);
    await story.open(journal);
    const stale = story.head;
    const record = story.record([said('too late')], [receiptOf('11/c9', 1)]);
    await story.commit(journal, said('Where?'));
    assert.equal(await journal.commit('t1', stale, record), { kind: 'fenced' });
    assert.equal(await journal.commit('t1', story.head + 1, record), { kind: 'fenced' });
    assert.equal(await journal.load('t1'), { state: story.state, head: story.head });
    assert.equal(journal.history('t1', 'support', { limit: 9 }), story.events);
    assert.is(journal.receipt('t1', '11/c9'), undefined);
    assert.is(journal.feed(0, 9).length, 2);
  });

  test('[J3] of two commits of one turn on one head, one is durable and one fenced', async () => {
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

  test('[J5] a record above record_bytes_max is rejected with a cause and writes nothing', async () => {
    const story = new Story('t1', 1);
    await story.open(journal);
    const body = (bytes: number): Change => said('x'.repeat(bytes));
    const large = story.record([body(journalLimits.record_bytes_max)]);
    const outcome = await journal.commit('t1', story.head, large);
    assert.is(outcome.kind, 'rejected');
    assert.match(String((outcome as { cause: unknown }).cause), 'record_bytes_max');
    assert.equal(await journal.load('t1'), { state: story.state, head: story.head });
    await story.commit(journal, body(journalLimits.record_bytes_max - 2_000));
    assert.equal(journal.history('t1', 'public', { limit: 1 }), story.events.slice(-1));
  });

  test('[J6] what is no plain data is rejected, with the commits beside it untouched', async () => {
    const story = new Story('t1', 1);
    const other = new Story('t2', 2);
    const record = story.record([story.opening]);
    const bad = {
      ...record,
      snapshot: { ...record.snapshot, subject: Symbol('no data') as never },
    };
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

  test('[J7] each audience pages through its own numbers, whatever the other one sees', async () => {
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
        await story.open(journal);
        for (const turn of written) {
          const changes = turn.map((note, i) => (note ? noted(`note ${i}`) : said(`words ${i}`)));
          await story.commit(journal, ...changes);
        }
        for (const { after, before, limit } of ranges) {
          for (const audience of ['public', 'support'] as const) {
            const query = {
              limit,
              ...(after === undefined ? {} : { after }),
              ...(before === undefined ? {} : { before }),
            };
            const page = journal.history(story.id, audience, query);
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
    const story = new Story('t1', 1);
    await story.commitWith(journal, [receiptOf('11/c1', 1), receiptOf('11/c2', 1)], story.opening);
    assert.equal(journal.receipt('t1', '11/c1'), {
      hash: 'hash of 11/c1',
      answer: { done: '11/c1' },
    });
    assert.equal(journal.receipt('t1', '11/c2')?.hash, 'hash of 11/c2');
    assert.is(journal.receipt('t2', '11/c1'), undefined);
    assert.is(journal.receipt('t1', '11/c'), undefined);
  });

  test('[J9] receipts are dropped after 24 h, however many, and not before', async () => {
    const now = 1_700_000_000_000;
    const old = now - journalLimits.receipt_keep_ms;
    const stories = Array.from({ length: 1_200 }, (_, i) => new Story(`t${i}`, i + 1));
    await Promise.all(
      stories.map((story) => story.commitWith(journal, [receiptOf('c1', old)], story.opening)),
    );
    for (const story of stories.slice(0, 3)) {
      await story.commitWith(journal, [receiptOf('c2', old + 1)], said('later'));
    }
    await journal.prune(now - 1);
    assert.is(stories.filter(({ id }) => journal.receipt(id, 'c1') === undefined).length, 0);
    await journal.prune(now);
    assert.is(stories.filter(({ id }) => journal.receipt(id, 'c1') !== undefined).length, 0);
    assert.is(stories.filter(({ id }) => journal.receipt(id, 'c2') !== undefined).length, 3);
    await journal.prune(now + hour_ms);
    assert.is(stories.filter(({ id }) => journal.receipt(id, 'c2') !== undefined).length, 0);
  });

  test('[J10] receipts written while the clock was far ahead do not stay for ever', async () => {
    const now = 1_700_000_000_000;
    const story = new Story('t1', 1);
    await story.commitWith(journal, [receiptOf('ahead', now + 1_000 * hour_ms)], story.opening);
    await story.commitWith(journal, [receiptOf('old', now - 48 * hour_ms)], said('again'));
    await journal.prune(now);
    assert.is(journal.receipt('t1', 'ahead'), undefined);
    assert.is(journal.receipt('t1', 'old'), undefined);
  });

  test('[J11] the feed points at every commit once, in order, with its entries', async () => {
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

  test('[J14] active tickets are listed whole, the others newest number first', async () => {
    const stories = [1, 2, 3, 4, 5].map(
      (n) => new Story(`t${9 - n}`, n, n % 2 ? ['11'] : ['11', '12']),
    );
    await Promise.all(stories.map((story) => story.open(journal)));
    const summary = (n: number) => summarize(stories[n - 1]!.state!);
    assert.equal(byNumber([...journal.active()]), [1, 2, 3, 4, 5].map(summary));
    assert.is(journal.settledCount(), 0);

    for (const n of [1, 2, 4, 5]) await stories[n - 1]!.commit(journal, closing);
    await stories[1]!.commit(journal, archiving);
    assert.equal([...journal.active()], [summary(3)]);
    assert.equal(journal.settled({ limit: 9 }), [5, 4, 2, 1].map(summary));
    assert.equal(journal.settled({ limit: 2, before: 5 }), [4, 2].map(summary));
    assert.equal(journal.settled({ limit: 9, participant: '12' }), [4, 2].map(summary));
    assert.equal(journal.settled({ limit: 9, participant: '12', before: 4 }), [summary(2)]);
    assert.equal(journal.settled({ limit: 9, participant: '13' }), []);
    assert.equal(
      [undefined, '11', '12', '13'].map((who) => journal.settledCount(who)),
      [4, 4, 2, 0],
    );

    await stories[3]!.commit(journal, noted('of a closed one'));
    assert.equal(journal.settled({ limit: 1, participant: '12' }), [summary(4)]);
    await stories[3]!.commit(journal, reopening);
    assert.equal(byNumber([...journal.active()]), [summary(3), summary(4)]);
    assert.equal(journal.settled({ limit: 9 }), [5, 2, 1].map(summary));
    assert.equal(
      [undefined, '11', '12'].map((who) => journal.settledCount(who)),
      [3, 3, 1],
    );
    assert.equal((await journal.load(stories[3]!.id)).state, stories[3]!.state);
  });

  test('[J15] tickets that settle in one turn are all counted', async () => {
    const stories = Array.from({ length: 40 }, (_, i) => new Story(`t${i}`, i + 1));
    await Promise.all(stories.map((story) => story.open(journal)));
    await Promise.all(stories.map((story) => story.commit(journal, closing)));
    await Promise.all(stories.slice(0, 15).map((story) => story.commit(journal, reopening)));
    assert.is(journal.settledCount(), 25);
    assert.is(journal.settledCount('11'), 25);
    assert.is(journal.settled({ limit: 99 }).length, 25);
    assert.is([...journal.active()].length, 15);
  });

  test('[J16] many active tickets are listed while others are written', async () => {
    const stories = Array.from({ length: 600 }, (_, i) => new Story(`t${i}`, i + 1));
    await Promise.all(stories.map((story) => story.open(journal)));
    const listed: string[] = [];
    for (const { id } of journal.active()) {
      if (listed.length % 100 === 0) await stories[0]!.commit(journal, said('meanwhile'));
      listed.push(id);
    }
    assert.equal(listed.toSorted(), stories.map(({ id }) => id).toSorted());
  });

  test('[J17] a participant who came or went after closing changes both lists', async () => {
    const story = new Story('t1', 1, ['11', '12']);
    await story.commit(journal, story.opening, closing);
    const record = story.record([noted('12 goes, 13 comes')]);
    const participants = story.participants.map((person) =>
      person.account === '12' ? { ...person, account: '13' } : person,
    );
    const snapshot = { ...record.snapshot, participants };
    const moved = { ...record, snapshot, summary: summarize(snapshot) };
    assert.is((await journal.commit('t1', story.head, moved)).kind, 'durable');
    const has = (participant: string) => [
      journal.settledCount(participant),
      journal.settled({ limit: 9, participant }).length,
    ];
    assert.equal(['11', '12', '13'].map(has), [
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
    assert.is(journal.settledCount(), 1);
  });

  test('[J18] a number stands for the ticket that was stored with it', async () => {
    const number = await journal.claimNumber('t1');
    assert.is(journal.idOfNumber(number as number), undefined);
    await new Story('t1', number as number).open(journal);
    assert.is(journal.idOfNumber(number as number), 't1');
    assert.is(journal.idOfNumber(99), undefined);
  });

  test('[J19] every claimed number is new, also among those claimed at once', async () => {
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
    const claims = await Promise.all([
      journal.claim('user_name', 'ada', '1'),
      journal.claim('user_name', 'ada', '2'),
      journal.claim('discord', 'ada', '2'),
    ]);
    assert.equal(claims, ['claimed', 'taken', 'claimed']);
    assert.is(await journal.claim('user_name', 'ada', '1'), 'claimed');
    assert.is(await journal.claim('user_name', 'ada', '3'), 'taken');
  });

  test('[J21] records are listed by prefix in the order of their code points', async () => {
    const keys = ['a/1', 'a/10', 'a/2', 'a/é', 'a/\u{1f514}', 'a/\uffee', 'a', 'b/1', 'A/1', 'a0'];
    await journal.write(keys.map((key) => ({ space: 'roster', key, value: { key } })));
    await journal.write([{ space: 'settings', key: 'a/3', value: 1 }]);
    const list = (prefix: string, from?: string, limit = 99) =>
      journal
        .list('roster', { prefix, limit, ...(from === undefined ? {} : { from }) })
        .map(({ key }) => key);
    const sorted = ['a/1', 'a/10', 'a/2', 'a/é', 'a/\uffee', 'a/\u{1f514}'];
    assert.equal(list('a/'), sorted);
    assert.equal(list('a/', 'a/10'), sorted.slice(1));
    assert.equal(list('a/', 'a/11', 2), sorted.slice(2, 4));
    assert.equal(list('a/', 'A'), sorted);
    assert.equal(list('a/', 'b'), []);
    assert.equal(list('', undefined, 3), ['A/1', 'a', 'a/1']);
    assert.is(list('').length, keys.length);
    assert.equal(journal.list('roster', { prefix: 'b', limit: 9 }), [
      { key: 'b/1', value: { key: 'b/1' } },
    ]);
    await journal.write([{ space: 'roster', key: 'a/1', value: undefined }]);
    assert.is(journal.get('roster', 'a/1'), undefined);
    assert.equal(list('a/'), sorted.slice(1));
  });

  test('[J22] a write is all there or not at all, and the last put of a key counts', async () => {
    const put = (key: string, value: unknown) => ({ space: 'settings', key, value }) as const;
    assert.equal(await journal.write([put('a', 1), put('b', 2), put('a', 3)]), { kind: 'durable' });
    assert.equal([journal.get('settings', 'a'), journal.get('settings', 'b')], [3, 2]);
    const large = 'x'.repeat(journalLimits.write_bytes_max);
    const outcomes = await Promise.all([
      journal.write([put('a', 4), put('c', large)]),
      journal.write([put('a', 4), put('c', Symbol('no data'))]),
    ]);
    assert.equal(
      outcomes.map(({ kind }) => kind),
      ['rejected', 'rejected'],
    );
    assert.is(journal.get('settings', 'a'), 3);
    assert.equal(await journal.write([]), { kind: 'durable' });
  });

  test('[J23] keys that are not stored faithfully are refused, and nothing is found by them', async () => {
    const long = 'k'.repeat(journalLimits.key_chars_max);
    for (const key of ['', 'a\0b', 'a\nb', '\ud800', `${long}k`]) {
      const story = new Story(key, 1);
      const record = story.record([story.opening]);
      assert.is((await journal.commit(key, 0, record)).kind, 'rejected');
      assert.is((await journal.write([{ space: 'web', key, value: 1 }])).kind, 'rejected');
      assert.is(await journal.claim('account', key, '1'), 'rejected');
      assert.is((await journal.load(key)).state, undefined);
      assert.is(journal.receipt(key, key), undefined);
      assert.is(journal.get('web', key), undefined);
      assert.equal(journal.history(key, 'support', { limit: 1 }), []);
    }
    const fits = '\u{1f514}'.repeat(journalLimits.key_chars_max / 2);
    const story = new Story(fits, 1, [fits]);
    await story.commitWith(journal, [receiptOf(fits, 1)], story.opening, closing);
    assert.is(journal.receipt(fits, fits)?.hash, `hash of ${fits}`);
    assert.is(journal.settledCount(fits), 1);
    assert.is(await journal.claim('account', fits, '1'), 'claimed');
    assert.is((await journal.write([{ space: 'web', key: fits, value: 1 }])).kind, 'durable');
  });

  test('[J24] stored values are the writer’s no longer', async () => {
    const value = { list: [1, 2] };
    const write = journal.write([{ space: 'settings', key: 'a', value }]);
    value.list.push(3);
    await write;
    assert.equal(journal.get('settings', 'a'), { list: [1, 2] });
    (journal.get('settings', 'a') as typeof value).list.pop();
    assert.equal(journal.get('settings', 'a'), { list: [1, 2] });
  });

  test('[J25] plain data comes back as it was', async () => {
    const value = {
      text: 'ü \u{1f514} line\nline',
      numbers: [0, -1, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER, 1.5],
      none: null,
      yes: true,
      empty: { list: [], map: {} },
      keys: { '': 1, 'a b': 2 },
    };
    await journal.write([{ space: 'web', key: 'a', value }]);
    assert.equal(journal.get('web', 'a'), value);
    assert.equal(journal.list('web', { prefix: '', limit: 1 }), [{ key: 'a', value }]);
  });

  test('[J26] nothing is taken after close, and closing waits for what was taken', async () => {
    const story = new Story('t1', 1);
    const taken = journal.commit('t1', 0, story.record([story.opening]));
    const closed = journal.close();
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
    journal = await open();
  });

  test('[J27] a commit whose outcome is unknown is resolved to what really happened', async () => {
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
    if (resolved.kind === 'durable') story.wrote(record, resolved.head, resolved.offset);
    assert.equal(await faulty.load('t1'), { state: story.state, head: story.head });
    assert.is(faulty.feed(0, 9).at(-1)?.offset, story.offset);
    await story.commit(faulty, said('and on'));
    assert.equal(journal.history('t1', 'public', { limit: 9 }), story.events);
  });
}

function pageOf(story: Story, audience: Audience, after: number, before: number, limit: number) {
  const inRange = story.events.filter((event) => {
    const seq = audience === 'public' ? event.publicSeq : event.supportSeq;
    return seq !== null && seq > after && seq < before;
  });
  return inRange.slice(Math.max(0, inRange.length - limit));
}

function byNumber<T extends { readonly number: number }>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => a.number - b.number);
}
