import fc from 'fast-check';
import { NameIndex } from '../../actors/roster/accounts/name-index.ts';
import { wordsOf } from '../../protocol/words.ts';
import { assert, suite } from '../support/suite.ts';
import { finished } from '../support/turns.ts';

const test = suite('the index of names');

test('[A103] after any names given and taken, also such as nobody had, it finds what a plain list would', () => {
  const id = fc.constantFrom('1', '2', '3', '10');
  const name = fc
    .array(fc.constantFrom('ann', 'Anna', 'b', 'Bo', 'cid', 'É', '1', '10'), { maxLength: 3 })
    .map((words) => words.join(' '));
  const step = fc.record({ id, name, taken: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const names = new Map<string, Set<string>>();
      const namesOf = (one: string) => [...(names.get(one) ?? [])];
      const index = new NameIndex(namesOf);
      for (const { id: one, name: called, taken } of steps) {
        const own = names.get(one) ?? new Set();
        names.set(one, own);
        if (taken) {
          own.delete(called);
          index.remove(one, called);
        } else {
          own.add(called);
          index.add(one, called);
        }
      }
      for (const words of ['a', 'ann', 'anna', 'b', 'bo', 'c', 'e', '1', '10', 'ann b']) {
        const expected = [...names.keys()].filter((one) => {
          const has = namesOf(one).flatMap(wordsOf);
          return wordsOf(words).every((wanted) => has.some((word) => word.startsWith(wanted)));
        });
        assert.equal(finished(index.find(words, 100)).toSorted(), expected.toSorted(), words);
        const numbers = [...finished(index.matching(words)).inOrder(true, Infinity)];
        const inOrder = expected.map(Number).toSorted((a, b) => b - a);
        assert.equal(numbers, inOrder, words);
      }
    }),
  );
});
