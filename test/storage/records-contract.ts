import type { Marker } from '../../actors/records/marker.ts';
import type { MarkerPut } from '../../actors/records/store.ts';
import { storageLimits } from '../../server/storage/storage-limits.ts';
import { logLimits } from '../../server/storage/log.ts';
import { RecordLog } from '../../server/storage/replica/record-log.ts';
import { Story, closing, receiptOf } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';
import type { Stage } from './stage.ts';

/** Records and keys beside the tickets. `now` gives the stage of the test. */
export function recordsContract(test: Suite, now: () => Stage): void {
  test('[J21] records are listed by prefix in the order of their code points', async () => {
    const stage = now();
    const keys = ['a/1', 'a/10', 'a/2', 'a/é', 'a/\u{1f514}', 'a/\uffee', 'a', 'b/1', 'A/1', 'a0'];
    await stage.write(keys.map((key) => ({ space: 'roster', key, value: { key } })));
    await stage.write([{ space: 'settings', key: 'a/3', value: 1 }]);
    const list = (prefix: string, from?: string, limit = 99) =>
      stage.tables
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
    assert.equal(stage.tables.list('roster', { prefix: 'b', limit: 9 }), [
      { key: 'b/1', value: { key: 'b/1' } },
    ]);
    await stage.write([{ space: 'roster', key: 'a/1', value: undefined }]);
    assert.is(stage.tables.get('roster', 'a/1'), undefined);
    assert.equal(list('a/'), sorted.slice(1));
  });

  test('[J22] a write is all there or not at all, and the last put of a key counts', async () => {
    const stage = now();
    const put = (key: string, value: unknown) => ({ space: 'settings', key, value }) as const;
    assert.is((await stage.write([put('a', 1), put('b', 2), put('a', 3)])).kind, 'durable');
    assert.equal([stage.tables.get('settings', 'a'), stage.tables.get('settings', 'b')], [3, 2]);
    const large = 'x'.repeat(logLimits.entry_bytes_max);
    const outcomes = await Promise.all([
      stage.write([put('a', 4), put('c', large)]),
      stage.write([put('a', 4), put('c', Symbol('no data'))]),
    ]);
    assert.equal(
      outcomes.map(({ kind }) => kind),
      ['rejected', 'rejected'],
    );
    assert.is(stage.tables.get('settings', 'a'), 3);
    assert.is((await stage.write([])).kind, 'durable');
  });

  test('[J23] keys that are not stored faithfully are refused, and nothing is found by them', async () => {
    const stage = now();
    const long = 'k'.repeat(storageLimits.key_chars_max);
    for (const key of ['', 'a\0b', 'a\nb', '\ud800', `${long}k`]) {
      const story = new Story(key, 1);
      const record = story.record([story.opening]);
      assert.is((await stage.commit(key, 0, record)).kind, 'rejected');
      assert.is((await stage.write([{ space: 'web', key, value: 1 }])).kind, 'rejected');
      assert.is(stage.tables.ticket(key).state, undefined);
      assert.is(stage.tables.receipt(key, key), undefined);
      assert.is(stage.tables.get('web', key), undefined);
      assert.equal(stage.tables.history(key, 'support', { limit: 1 }), []);
    }
    const fits = '\u{1f514}'.repeat(storageLimits.key_chars_max / 2);
    const story = new Story(fits, 1, [fits]);
    await story.commitWith(stage, [receiptOf(fits, 1)], story.opening, closing);
    assert.is(stage.tables.receipt(fits, fits)?.hash, `hash of ${fits}`);
    assert.is(stage.tables.closedCount({ participant: fits }), 1);
    assert.is((await stage.write([{ space: 'web', key: fits, value: 1 }])).kind, 'durable');
  });

  test('[J24] stored values are the writer’s no longer', async () => {
    const stage = now();
    const value = { list: [1, 2] };
    const write = stage.write([{ space: 'settings', key: 'a', value }]);
    value.list.push(3);
    await write;
    assert.equal(stage.tables.get('settings', 'a'), { list: [1, 2] });
    (stage.tables.get('settings', 'a') as typeof value).list.pop();
    assert.equal(stage.tables.get('settings', 'a'), { list: [1, 2] });
  });

  test('[J25] plain data comes back as it was', async () => {
    const stage = now();
    const value = {
      text: 'ü \u{1f514} line\nline',
      numbers: [0, -1, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER, 1.5],
      none: null,
      yes: true,
      empty: { list: [], map: {} },
      keys: { '': 1, 'a b': 2 },
    };
    await stage.write([{ space: 'web', key: 'a', value }]);
    assert.equal(stage.tables.get('web', 'a'), value);
    assert.equal(stage.tables.list('web', { prefix: '', limit: 1 }), [{ key: 'a', value }]);
  });

  // [J79] Markers are merged with what is there and with what shares their write, and told as what
  // came of it; what is no marker is refused.
  test('[J79] markers are merged with what is there, and with what shares their write, and told as what came of it', async () => {
    const records = new RecordLog(now().replica);
    const told: string[] = [];
    const stop = records.onPuts(
      (puts) => told.push(...puts.map(({ key, value }) => `${key} ${JSON.stringify(value)}`)),
      () => {},
    );
    const mark = (key: string, value: Marker | undefined): MarkerPut => ({
      space: 'seen',
      key,
      value,
    });
    const read = { public: 1, support: 0, at: 5 };
    const merged = await Promise.all([
      records.merge([mark('a', 3), mark('b', read)]),
      records.merge([mark('a', 2), mark('b', { public: 0, support: 7, at: 4 })]),
      records.merge([mark('a', 1), mark('a', 4), mark('a', 3)]),
      records.merge([mark('b', read)]),
    ]);
    assert.equal(
      merged.map(({ kind }) => kind),
      ['durable', 'durable', 'durable', 'durable'],
    );
    const both = { public: 1, support: 7, at: 5 };
    assert.equal([records.get('seen', 'a'), records.get('seen', 'b')], [4, both]);
    // What moved nothing is told to nobody.
    assert.equal(told.splice(0), [
      'a 3',
      `b ${JSON.stringify(read)}`,
      `b ${JSON.stringify(both)}`,
      'a 4',
    ]);
    await Promise.all([
      records.append('settings', 0, [{ space: 'seen', key: 'a', value: undefined }]),
      records.merge([mark('a', 2), mark('c', undefined), mark('b', undefined), mark('b', read)]),
    ]);
    assert.equal([records.get('seen', 'a'), records.get('seen', 'b')], [2, read]);
    assert.equal(told, ['a undefined', 'a 2', `b ${JSON.stringify(read)}`]);
    stop();
  });

  test('[J79] what is no marker is refused, and nothing beside it is written', async () => {
    const records = new RecordLog(now().replica);
    const fine: MarkerPut = { space: 'seen', key: 'a', value: 1 };
    for (const value of ['1', null, [1], NaN, { a: '1' }] as unknown[] as Marker[]) {
      const merged = await records.merge([fine, { space: 'seen', key: 'b', value }]);
      assert.is(merged.kind, 'rejected', JSON.stringify(value));
    }
    assert.is((await records.merge([fine, { ...fine, key: '' }])).kind, 'rejected');
    assert.is(records.get('seen', 'a'), undefined);
  });
}
