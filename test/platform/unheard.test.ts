import fc from 'fast-check';
import { Unheard } from '../../server/platform/unheard.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('unheard');

test('[W73] a network at its bound loses its oldest, and in all the one with the most does', () => {
  const unheard = new Unheard<string>({ per_network_max: 3, in_all_max: 5 });
  const gone = (one: string, network: string) => unheard.add(one, network);
  assert.equal(
    ['a1', 'a2', 'a3'].map((one) => gone(one, 'a')),
    [undefined, undefined, undefined],
  );
  assert.is(gone('a4', 'a'), 'a1');
  assert.equal([gone('b1', 'b'), gone('b2', 'b')], [undefined, undefined]);
  assert.is(gone('c1', 'c'), 'a2');
  unheard.delete('a3');
  assert.is(gone('d1', 'd'), undefined);
  assert.is(gone('e1', 'e'), 'b1');
});

test('[W73] whatever comes and goes, bounds hold and whoever just came is never the one to go', () => {
  const bounds = { per_network_max: 3, in_all_max: 7 };
  const step = fc.record({ network: fc.constantFrom('a', 'b', 'c', 'd', 'e'), heard: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const unheard = new Unheard<number>(bounds);
      const here = new Map<number, string>();
      steps.forEach(({ network, heard }, i) => {
        const gone = unheard.add(i, network);
        here.set(i, network);
        assert.is.not(gone, i);
        if (gone !== undefined) assert.ok(here.delete(gone));
        assert.is(unheard.size, here.size);
        assert.ok(here.size <= bounds.in_all_max);
        assert.ok([...here.values()].filter((one) => one === network).length <= 3);
        const [said] = [...here.keys()].slice(heard);
        if (said !== undefined) {
          unheard.delete(said);
          here.delete(said);
        }
      });
    }),
  );
});
