import { Head } from '../../server/projections/head.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the end of the log as it was');

/** Two positions behind, which come when that resolves. */
const behind = (comes: Promise<void>) => ({ behind: () => 2, caughtUp: () => comes });

// [Y4] Where nothing is behind nobody who comes waits; who waits is told in time whether all is
// known, and no more wait than may.
test('[Y4] where nothing is behind nobody waits at all', () => {
  const caughtUp = (): never => {
    throw new Error('nobody is to be asked');
  };
  assert.is(new Head({ behind: () => 0, caughtUp }).reached(), undefined);
});

test('[Y4] who waits is told whether it was in time, also where it never will be', async () => {
  const never = new Promise<void>(() => {});
  assert.is(await new Head(behind(Promise.resolve())).reached(), true);
  assert.is(await new Head(behind(never), 1).reached(), false);
  const broken = Promise.reject(new Error('followed no further'));
  assert.is(await new Head(behind(broken)).reached(), false);
});

test('[Y4] no more wait than may, and the others are told at once', async () => {
  let done = (): void => {};
  const comes = new Promise<void>((resolve) => (done = resolve));
  let waiters = 0;
  const head = new Head({
    behind: () => 2,
    caughtUp() {
      waiters += 1;
      return comes;
    },
  });
  const waits = Array.from({ length: 10_000 }, async () => head.reached());
  assert.is(await head.reached(), false);
  assert.is(waiters, waits.length, 'who is turned away leaves nothing behind');
  done();
  assert.ok((await Promise.all(waits)).every((inTime) => inTime));
  assert.is(await head.reached(), true, 'there is room again');
});

// [Y14] Figures say how many positions of the log are not known here yet, how many wait for them
// and how many did in vain.
test('[Y14] figures say how far the log is behind here, who waits for it and who did in vain', async () => {
  let done = (): void => {};
  const comes = new Promise<void>((resolve) => (done = resolve));
  const head = new Head(behind(comes), 1);
  const values = (): number[] => head.figures().map(({ value }) => value);
  assert.equal(values(), [2, 0, 0]);
  const waits = [head.reached(), head.reached()];
  assert.equal(values(), [2, 2, 0]);
  for (const wait of waits) assert.is(await wait, false);
  // They are waited for no more, but not before that comes is it forgotten.
  assert.equal(values(), [2, 2, 2]);
  done();
  await comes;
  await Promise.resolve();
  assert.equal(values(), [2, 0, 2]);
});
