import { circlesOf, importGraph } from './support/import-graph.ts';
import { assert, suite } from './support/suite.ts';

const test = suite('circles of imports');

test('[X7] no files import each other in a circle, not even for their types', () => {
  const graph = importGraph(['actors', 'bench', 'clients', 'protocol', 'server', 'test']);
  assert.ok(graph.size > 500);
  assert.equal(circlesOf(graph), []);
});

test('[X7] a circle of three files is found, and what only leads into it is no part of it', () => {
  const graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c', 'e'])],
    ['c', new Set(['d'])],
    ['d', new Set(['b'])],
    ['e', new Set<string>()],
  ]);
  assert.equal(circlesOf(graph), [['b', 'c', 'd']]);
});
