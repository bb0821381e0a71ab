import fc from 'fast-check';
import { window_rows, windowFor } from '../../clients/web/queue/list-window.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('list window');

const total = 10_000;

// [U205] The window holds what is in view and what comes next, and moves seldom.
test('[U205] the window holds whatever is in view and what comes next, and rests while it does', () => {
  const anywhere = fc.record({
    first: fc.nat(total - 1),
    height: fc.integer({ min: 1, max: 60 }),
    isUp: fc.boolean(),
    offset: fc.nat(total),
    total: fc.constantFrom(total, 200, 40),
  });
  fc.assert(
    fc.property(anywhere, ({ first: wanted, height, isUp, offset, total: rows }) => {
      const first = Math.min(wanted, rows - 1);
      const last = Math.min(rows - 1, first + height);
      const at = windowFor({ first, last, isUp }, offset, rows);
      assert.ok(at >= 0 && at < rows, `begins at ${at}`);
      assert.ok(at <= first && at + window_rows > last, `${at} does not hold ${first}–${last}`);
      assert.is(windowFor({ first, last, isUp }, at, rows), at);
    }),
  );
  assert.ok(window_rows <= limits.window_rows_max);
});

test('[U205] who goes through all rows moves the window seldom, and always before its end is seen', () => {
  for (const isUp of [false, true]) {
    let offset = isUp ? total - window_rows : 0;
    let moves = 0;
    for (let step = 0; step < total - 20; step++) {
      const first = isUp ? total - 20 - step : step;
      const before = offset;
      offset = windowFor({ first, last: first + 19, isUp }, offset, total);
      if (offset === before) continue;
      moves += 1;
      // The rows in view were there before it was moved.
      assert.ok(before <= first && before + window_rows > first + 19);
    }
    assert.ok(moves > 0 && moves < total / 50, `${moves} moves`);
  }
});
