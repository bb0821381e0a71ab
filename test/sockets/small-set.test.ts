import fc from 'fast-check';
import { SmallSet } from '../../server/sockets/watches/small-set.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('a small set');
const items = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

// [W95] Those who watch one thing are told once each, also where it is one alone, and who leaves
// while the others are told is not.
test('[W95] a small set holds what was added and not deleted, once, in the order of its coming', () => {
  const step = fc.record({ isAdd: fc.boolean(), item: fc.constantFrom(...items) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const small = new SmallSet<object>();
      const expected = new Set<object>();
      for (const { isAdd, item } of steps) {
        if (isAdd) {
          small.add(item);
          expected.add(item);
        } else assert.is(small.delete(item), expected.delete(item));
        assert.is(small.size, expected.size);
      }
      assert.equal([...small.values()], [...expected]);
    }),
  );
});

test('[W95] what is deleted while a small set is walked through is not come to', () => {
  const [a, b, c] = items as [object, object, object];
  const small = new SmallSet<object>();
  for (const item of [a, b, c]) small.add(item);
  const seen: object[] = [];
  for (const item of small.values()) {
    seen.push(item);
    small.delete(b);
  }
  assert.equal(seen, [a, c]);
});
