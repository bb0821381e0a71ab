import { NamedLines } from '../../server/cli/named-lines.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('lines that are named');

test('[V117] of many lines that do not fit for one reason the first are named, and how many more there are', () => {
  const said: string[] = [];
  const lines = new NamedLines((line) => said.push(line));
  for (let i = 1; i <= 10_000; i += 1) lines.tell({ at: `line ${i}`, why: 'no such shard' });
  lines.tell({ at: 'line 7', why: 'it has no id' });
  lines.end();
  assert.is(said.length, 22);
  assert.is(said[0], 'line 1: no such shard.');
  assert.equal(said.slice(-2), ['line 7: it has no id.', 'And 9980 more lines: no such shard.']);
});
