import fc from 'fast-check';
import type { Key } from 'lmdb';
import { Layers } from '../../../server/storage/behind/layers.ts';
import { MemoryRows } from '../../../server/storage/tables/memory-rows.ts';
import type { RowRange } from '../../../server/storage/rows/rows.ts';
import { BehindFolder } from '../../support/behind-folder.ts';
import { TestFolder } from '../../support/folder.ts';
import { testSeed } from '../../support/seed.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('rows with what is pending over them');
const seed = testSeed();

/** Few texts, so that ranges meet what was put; the last two are in another order for JavaScript. */
const text = fc.constantFrom('', 'a', 'a/b', 'ab', 'b', '\u{ff5e}', '\u{1f514}');
const number = fc.oneof(fc.nat(3), fc.nat(400));
const key: fc.Arbitrary<Key> = fc.oneof(
  fc.tuple(text, number),
  fc.tuple(text, text),
  fc.tuple(text, text, number),
  // Where most lie in one group, much of it is skipped at once.
  { weight: 6, arbitrary: fc.tuple(fc.constant('many'), number) },
);
const bound: fc.Arbitrary<Key> = fc.oneof(
  key,
  fc.tuple(text),
  fc.constantFrom<Key>(['many'], ['many', Infinity], ['many', 0], ['a', Infinity], ['b', -1]),
);
const range: fc.Arbitrary<RowRange> = fc.record(
  {
    start: bound,
    end: bound,
    exclusiveStart: fc.boolean(),
    reverse: fc.boolean(),
    offset: fc.oneof(fc.nat(3), fc.nat(300)),
    limit: fc.oneof(fc.nat(4), fc.nat(400)),
  },
  { requiredKeys: [] },
);

type Step =
  | { readonly kind: 'put'; readonly key: Key; readonly value: string | undefined }
  /** From one number to another, so that there are many. */
  | { readonly kind: 'fill'; readonly from: number; readonly to: number }
  /** The same of an entry that could not be applied. */
  | { readonly kind: 'undo'; readonly keys: readonly Key[] }
  | { readonly kind: 'seal' | 'write' | 'written' }
  | { readonly kind: 'read'; readonly range: RowRange; readonly key: Key };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('put'),
      key,
      value: fc.option(fc.string({ maxLength: 3 }), { nil: undefined }),
    }),
  },
  fc.record({ kind: fc.constant('fill'), from: number, to: number }),
  fc.record({ kind: fc.constant('undo'), keys: fc.array(key, { maxLength: 6 }) }),
  fc.record({ kind: fc.constantFrom('seal', 'write', 'written') }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('read'), range, key }) },
);

test('[J96] every key and every range of rows is read as if what is pending was written', async () => {
  const folder = new TestFolder();
  const opened = await BehindFolder.open(folder.path);
  const base = opened.dbs.index;
  let reads = 0;
  let merged = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
      async (steps) => {
        await base.clearAsync();
        const layers = new Layers(opened.dbs, 0);
        const rows = layers.dbs.index;
        const model = new MemoryRows();
        const put = (at: Key, value: string | undefined): void => {
          const bytes = value === undefined ? undefined : Buffer.from(value);
          // In half of the cases it is made when it is read.
          rows.put(at, bytes === undefined || bytes.length % 2 === 0 ? bytes : () => bytes);
          model.put(at, bytes);
        };
        for (const one of steps) {
          switch (one.kind) {
            case 'put':
              put(one.key, one.value);
              break;
            case 'fill':
              for (let n = one.from; n < one.to; n += 1) put(['many', n], `${n}`);
              break;
            case 'undo': {
              const { length } = layers.open.writes;
              layers.begin();
              for (const at of one.keys) rows.put(at, Buffer.from('half'));
              layers.undo();
              assert.is(layers.open.writes.length, length);
              break;
            }
            case 'seal':
              layers.seal();
              break;
            case 'write':
            case 'written':
              // A layer is seen in LMDB before it is forgotten here.
              for (const { key: at, value } of layers.first?.writes ?? []) {
                const bytes = typeof value === 'function' ? value() : value;
                void (bytes === undefined ? base.remove(at) : base.put(at, bytes));
              }
              await base.committed;
              if (one.kind === 'written') layers.written();
              break;
            case 'read': {
              const expected = [...model.getRange(one.range)];
              const label = JSON.stringify(one.range);
              assert.equal(Array.from(rows.getRange(one.range), plain), expected.map(plain), label);
              assert.equal(
                [...rows.getKeys(one.range)],
                expected.map((row) => row.key),
                label,
              );
              assert.equal(rows.get(one.key)?.toString(), model.get(one.key)?.toString());
              assert.equal(rows.look(one.key)()?.toString(), model.get(one.key)?.toString());
              assert.is(rows.doesExist(one.key), model.doesExist(one.key));
              reads += expected.length;
              if (layers.waiting + layers.open.writes.length > 0) merged += 1;
            }
          }
        }
      },
    ),
    { numRuns: 200, seed },
  );
  assert.ok(reads > 1_000 && merged > 500, `${reads} rows, ${merged} with something pending`);
  await opened.close();
  folder.remove();
});

function plain({ key: at, value }: { readonly key: Key; readonly value: Buffer }) {
  return [at, value.toString()];
}
