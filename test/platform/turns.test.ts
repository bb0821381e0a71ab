import { setImmediate as nextTurn } from 'node:timers/promises';
import { Turns } from '../../server/platform/turns.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('turns of the event loop');

/** Turns whose clock is told how long each step takes, and that end when the test says so. */
function stage() {
  let now = 0;
  const soon: Array<() => void> = [];
  const turns = new Turns({ soon: (run) => soon.push(run), now: () => now });
  const done: string[] = [];
  const ask = (who: string, name: string, took_ms = 1): Promise<void> =>
    turns.run(who, () => {
      now += took_ms;
      done.push(name);
    });
  const end = async (): Promise<void> => {
    for (const run of soon.splice(0)) run();
    await nextTurn();
  };
  return { turns, done, ask, end };
}

// [W85] A turn of the event loop takes a bounded time for reading; who has more to read waits for
// the next, and those who wait are served in rounds.
test('[W85] what fits the turn is done at once, the rest in the next ones', async () => {
  const { done, ask, end } = stage();
  for (const name of ['a', 'b', 'c', 'd', 'e']) void ask('1', name, 0.5);
  assert.equal(done, ['a', 'b']);
  await end();
  assert.equal(done, ['a', 'b', 'c', 'd']);
  await end();
  await end();
  void ask('1', 'f');
  assert.equal(done, ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('[W85] who wants much waits for those who want little, and not the other way round', async () => {
  const { done, ask, end } = stage();
  for (let i = 0; i < 100; i++) void ask('greedy', `greedy ${i}`);
  void ask('modest', 'modest');
  void ask('other', 'other');
  for (let turn = 0; turn < 3; turn++) await end();
  assert.equal(done, ['greedy 0', 'greedy 1', 'modest', 'other']);
});

test('[W85] a step that fails ends what it belongs to, and no other', async () => {
  const { turns, done, ask, end } = stage();
  const fails = turns.run('1', () => {
    throw new Error('planned');
  });
  await fails.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'planned'),
  );
  void ask('1', 'a');
  await end();
  assert.equal(done, ['a']);
});

test('[W85] long work is given up between two steps when nobody wants it any more', async () => {
  const { turns, end } = stage();
  let taken = 0;
  function* steps(): Generator<void, string> {
    for (;;) {
      taken += 1;
      yield;
    }
  }
  const result = turns.allWhile(() => taken < 3, '1', steps());
  await end();
  assert.is(await result, undefined);
  assert.is(taken, 3);
});
