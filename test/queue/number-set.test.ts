import fc from 'fast-check';
import { NumberSet } from '../../actors/queue/number-set.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('a set of numbers');

test('[Q50] a set of numbers holds what was put in, in either order', () => {
  const number = fc.oneof(fc.nat(70_000), fc.nat(300_000), fc.constantFrom(1, 65_535, 65_536));
  fc.assert(
    fc.property(fc.array(number), number, (numbers, from) => {
      const set = new NumberSet();
      for (const one of numbers) set.add(one);
      const expected = [...new Set(numbers)].toSorted((a, b) => a - b);
      assert.is(set.size, expected.length);
      assert.equal([...set.inOrder(false)], expected);
      assert.equal([...set.inOrder(true)], expected.toReversed());
      assert.equal(
        [...set.inOrder(false, from)],
        expected.filter((one) => one > from),
      );
      assert.equal(
        [...set.inOrder(true, from)],
        expected.toReversed().filter((one) => one < from),
      );
      assert.is(set.has(from), expected.includes(from));
    }),
  );
});
