import { FairQueue } from '../../server/http/fair-queue.ts';
import { assert, rejects, suite } from '../support/suite.ts';

const test = suite('fair queue');

/** Adds all at once behind one that is under way, and gives the order in which they were done. */
async function order(
  turns: ReadonlyArray<readonly [what: string, name: string, behind: number]>,
  jobs_max = 100,
): Promise<{ done: string[]; busy: string[] }> {
  const queue = new FairQueue(jobs_max);
  const done: string[] = [];
  const busy: string[] = [];
  let begin = (): void => {};
  const first = queue.add(
    { name: 'first', behind: 0 },
    () => new Promise<void>((go) => (begin = go)),
  );
  const all = turns.map(async ([what, name, behind]) => {
    const outcome = await queue.add({ name, behind }, async () => void done.push(what));
    if (outcome === 'busy') busy.push(what);
  });
  begin();
  await Promise.all([first, ...all]);
  return { done, busy };
}

test('[H23] whoever has the least against them is first, then those of another name, then who came first', async () => {
  const { done } = await order([
    ['a0', 'a', 0],
    ['a1', 'a', 1],
    ['a2', 'a', 0],
    ['b3', 'b', 0],
    ['c0', 'c', 3],
    ['operator', '', -1],
  ]);
  assert.equal(done, ['operator', 'a0', 'b3', 'a2', 'a1', 'c0']);
});

test('[H23] where too many wait, the one that would come last is refused, not the one that came last', async () => {
  const flood = Array.from({ length: 10 }, (_, i) => [`wrong ${i}`, 'mo', i] as const);
  const { done, busy } = await order([...flood, ['right', 'iris', 0]], 4);
  assert.ok(done.indexOf('right') <= 1);
  assert.equal(done.length, 4);
  assert.ok(!busy.includes('right'));
});

test('[H23] a job that fails lets the next one run', async () => {
  const queue = new FairQueue(3);
  const failing = queue.add({ name: 'a', behind: 0 }, () => Promise.reject(new Error('a bug')));
  const next = queue.add({ name: 'b', behind: 0 }, async () => 'done');
  await rejects(failing, /a bug/u);
  assert.is(await next, 'done');
});
