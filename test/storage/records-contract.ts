import { storageLimits } from '../../server/storage/limits.ts';
import type { Journal } from '../../server/storage/journal.ts';
import { logLimits } from '../../server/storage/log.ts';
import { Story, closing, receiptOf } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';

/** Records, cursors, claims and keys beside the tickets. `now` gives the journal of the test. */
export function recordsContract(test: Suite, now: () => Journal): void {
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

  test('[J21] records are listed by prefix in the order of their code points', async () => {
    const journal = now();
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
    const journal = now();
    const put = (key: string, value: unknown) => ({ space: 'settings', key, value }) as const;
    assert.equal(await journal.write([put('a', 1), put('b', 2), put('a', 3)]), { kind: 'durable' });
    assert.equal([journal.get('settings', 'a'), journal.get('settings', 'b')], [3, 2]);
    const large = 'x'.repeat(logLimits.records_bytes_max);
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
    const journal = now();
    const long = 'k'.repeat(storageLimits.key_chars_max);
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
    const fits = '\u{1f514}'.repeat(storageLimits.key_chars_max / 2);
    const story = new Story(fits, 1, [fits]);
    await story.commitWith(journal, [receiptOf(fits, 1)], story.opening, closing);
    assert.is(journal.receipt(fits, fits)?.hash, `hash of ${fits}`);
    assert.is(journal.settledCount({ participant: fits }), 1);
    assert.is(await journal.claim('account', fits, '1'), 'claimed');
    assert.is((await journal.write([{ space: 'web', key: fits, value: 1 }])).kind, 'durable');
  });

  test('[J24] stored values are the writer’s no longer', async () => {
    const journal = now();
    const value = { list: [1, 2] };
    const write = journal.write([{ space: 'settings', key: 'a', value }]);
    value.list.push(3);
    await write;
    assert.equal(journal.get('settings', 'a'), { list: [1, 2] });
    (journal.get('settings', 'a') as typeof value).list.pop();
    assert.equal(journal.get('settings', 'a'), { list: [1, 2] });
  });

  test('[J25] plain data comes back as it was', async () => {
    const journal = now();
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
}
