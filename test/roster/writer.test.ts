import * as v from 'valibot';
import { Records } from '../../actors/records/records.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import { assert, suite } from '../support/suite.ts';
import { StageStore } from './stage.ts';

const test = suite('records');

const schema = v.strictObject({ n: v.number() });

function records(store: StageStore, records_max = 100): Records<{ n: number }> {
  return new Records(new RecordWriter(store), {
    space: 'roster',
    prefix: 'thing',
    schema,
    records_max,
  });
}

// [A35] Edits of one record are made in order, each on what the one before made of it; what comes
// during a write shares the next.
test('[A35] edits of one record are made in order, each on what the one before made of it', async () => {
  const store = new StageStore();
  const things = records(store);
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () =>
      things.edit('all', 'a', (before) => ({ n: (before?.n ?? 0) + 1 })),
    ),
  );
  assert.ok(outcomes.every((outcome) => outcome === 'durable'));
  assert.equal(things.get('a'), { n: 10 });
  assert.is(store.writes.length, 1);
});

test('[A35] what comes while a write is under way shares the next one', async () => {
  const store = new StageStore();
  const things = records(store);
  store.hold();
  const first = things.edit('all', 'a', () => ({ n: 1 }));
  while (store.writes.length === 0) await Promise.resolve();
  const rest = ['b', 'c', 'd'].map((id) => things.edit('all', id, () => ({ n: 1 })));
  assert.is(things.get('a'), undefined);
  store.release();
  await Promise.all([first, ...rest]);
  assert.equal(
    store.writes.map((puts) => puts.length),
    [1, 3],
  );
});

// [A36] One record more than there may be is refused; an edit that changes nothing writes nothing.
test('[A36] one record more than there may be is refused, and there is room again after one went', async () => {
  const things = records(new StageStore(), 2);
  const put = (id: string) => things.edit('all', id, () => ({ n: 1 }));
  assert.equal(await Promise.all(['a', 'b', 'c'].map(put)), ['durable', 'durable', 'full']);
  assert.is(await things.edit('all', 'a', () => ({ n: 2 })), 'durable');
  assert.is(await things.edit('all', 'a', () => 'remove'), 'durable');
  assert.is(await put('c'), 'durable');
});

test('[A36] an edit that would change nothing writes nothing', async () => {
  const store = new StageStore();
  const things = records(store);
  assert.is(await things.edit('all', 'a', () => 'keep'), 'kept');
  assert.is(await things.edit('all', 'a', () => 'remove'), 'kept');
  assert.is(store.writes.length, 0);
});

// [A104] An edit is told as done, as nothing to change or as one too many only once what it was
// decided on is on disk; where that is refused, so is it.
test('[A104] an edit that found nothing to change is refused with the write that it rests on', async () => {
  const store = new StageStore();
  const things = records(store);
  await things.edit('all', 'old', () => ({ n: 1 }));
  store.refuse = 1;
  const outcomes = await Promise.all([
    things.edit('all', 'new', () => ({ n: 1 })),
    things.edit('all', 'new', (before) => (before === undefined ? { n: 1 } : 'keep')),
    things.edit('all', 'old', () => 'keep'),
    things.edit('all', 'old', () => 'remove'),
    things.edit('all', 'old', () => 'remove'),
  ]);
  assert.equal(outcomes, ['rejected', 'rejected', 'kept', 'rejected', 'rejected']);
  assert.equal([things.get('new'), things.get('old')], [undefined, { n: 1 }]);
});

test('[A104] one too many beside a write that is refused is not told that there are too many', async () => {
  const store = new StageStore();
  const things = records(store, 2);
  const put = (id: string) => things.edit('all', id, () => ({ n: 1 }));
  await put('a');
  store.refuse = 1;
  assert.equal(await Promise.all([put('b'), put('c')]), ['rejected', 'rejected']);
  assert.equal(await Promise.all([put('b'), put('c')]), ['durable', 'full']);
  store.refuse = 1;
  const beside = await Promise.all([things.edit('all', 'a', () => ({ n: 2 })), put('c')]);
  assert.equal(beside, ['rejected', 'full']);
});
