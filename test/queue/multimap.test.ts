import fc from 'fast-check';
import { Multimap } from '../../actors/queue/multimap.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('items by key and id');

test('[Q62] which active tickets an account has is kept by account and id, whether it has one or many', () => {
  const step = fc.record({
    isPut: fc.boolean(),
    key: fc.constantFrom('a', 'b'),
    id: fc.constantFrom('1', '2', '3'),
    item: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const items = new Multimap<number>();
      const expected = { a: new Map<string, number>(), b: new Map<string, number>() };
      for (const { isPut, key, id, item } of steps) {
        if (isPut) {
          items.put(key, id, item);
          expected[key].set(id, item);
        } else {
          items.remove(key, id);
          expected[key].delete(id);
        }
      }
      for (const key of ['a', 'b'] as const) {
        assert.equal(items.of(key), [...expected[key].values()]);
        assert.is(items.sizeOf(key), expected[key].size);
      }
      items.clear();
      assert.equal([items.of('a'), items.sizeOf('b')], [[], 0]);
    }),
  );
});
