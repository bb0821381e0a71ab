import { Rate } from '../../server/platform/rate.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('pace');

const take = (rate: Rate, count: number, now: number, key = 'a') =>
  Array.from({ length: count }, () => rate.take(key, now));

// [W8] All connections of a principal share one pace: commands over it are refused as retryable,
// other frames and a flood close the connection.
test('[W8] a burst passes, then only as much as time brings', () => {
  const rate = new Rate({ per_second: 10, burst: 3 }, 10);
  assert.equal(take(rate, 4, 0), ['within', 'within', 'within', 'over']);
  assert.equal(take(rate, 2, 200), ['within', 'over']);
  assert.equal(take(rate, 4, 60_000), ['within', 'within', 'within', 'over']);
});

test('[W8] who goes on in spite of refusals is a flood, until time has passed', () => {
  const rate = new Rate({ per_second: 10, burst: 2 }, 10);
  assert.equal(take(rate, 6, 0), ['within', 'within', 'over', 'over', 'flood', 'flood']);
  assert.equal(take(rate, 2, 300), ['within', 'over']);
});

test('[W8] a clock that goes back gives nothing and takes nothing', () => {
  const rate = new Rate({ per_second: 10, burst: 1 }, 10);
  assert.equal(take(rate, 1, 10_000), ['within']);
  assert.equal(take(rate, 1, 5_000), ['over']);
  assert.equal(take(rate, 1, 5_200), ['within']);
});

test('[W8] only so many are remembered; who was quiet the longest is forgotten first', () => {
  const rate = new Rate({ per_second: 1, burst: 1 }, 2);
  for (const key of ['a', 'b']) assert.is(rate.take(key, 0), 'within');
  assert.is(rate.take('a', 1), 'over');
  assert.is(rate.take('c', 2), 'within');
  assert.is(rate.size, 2);
  assert.is(rate.isSpent('a', 3), true);
  assert.is(rate.isSpent('b', 3), false);
});
