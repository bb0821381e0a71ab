import { Head } from '../../server/head.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the end of the log as it was');

test('[Y4] where nothing is behind nobody waits at all', () => {
  assert.is(new Head({ caughtUp: () => undefined }).reached(), undefined);
});

test('[Y4] who waits is told whether it was in time, also where it never will be', async () => {
  const never = new Promise<void>(() => {});
  assert.is(await new Head({ caughtUp: () => Promise.resolve() }).reached(), true);
  assert.is(await new Head({ caughtUp: () => never }, 1).reached(), false);
  const broken = Promise.reject(new Error('followed no further'));
  assert.is(await new Head({ caughtUp: () => broken }).reached(), false);
});

test('[Y4] no more wait than may, and the others are told at once', async () => {
  let done = (): void => {};
  const comes = new Promise<void>((resolve) => (done = resolve));
  const head = new Head({ caughtUp: () => comes });
  const waits = Array.from({ length: 10_001 }, async () => head.reached());
  assert.is(await waits.pop(), false);
  done();
  assert.ok((await Promise.all(waits)).every((inTime) => inTime));
  assert.is(await head.reached(), true, 'there is room again');
});
