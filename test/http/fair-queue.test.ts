import { FairQueue, type Turn } from '../../server/platform/fair-queue.ts';
import { assert, rejects, suite } from '../support/suite.ts';

const test = suite('fair queue');

/** Adds all at once behind one that is under way, and gives the order in which they were done. */
async function order(
  turns: ReadonlyArray<readonly [what: string, name: string, behind: number, rank?: Turn['rank']]>,
  jobs_max = 100,
): Promise<{ done: string[]; busy: string[] }> {
  const queue = new FairQueue(jobs_max);
  const done: string[] = [];
  const busy: string[] = [];
  let begin = (): void => {};
  const first = queue.add(
    { name: 'first', behind: 0, rank: 'stranger' },
    () => new Promise<void>((go) => (begin = go)),
  );
  const all = turns.map(async ([what, name, behind, rank = 'stranger']) => {
    const turn = { name, behind, rank };
    const outcome = await queue.add(turn, async () => void done.push(what));
    if (outcome === 'busy') busy.push(what);
  });
  begin();
  await Promise.all([first, ...all]);
  return { done, busy };
}

// [H23] One password at a time is tried, an unknown user's too: first of an account that signed in
// from that network before, which leaves strangers one of four turns, then of the network with the
// least against it, and names take turns; nobody waits for ever. A bounded number wait, and where
// there are too many the one that would come last is refused.
test('[H23] whoever has the least against them is first, then those of another name, then who came first', async () => {
  const { done } = await order([
    ['a0', 'a', 0],
    ['a1', 'a', 1],
    ['a2', 'a', 0],
    ['b3', 'b', 0],
    ['c0', 'c', 3],
    ['operator', '', 0, 'operator'],
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

test('[H23] whoever signed in from their network before comes ahead of strangers, also where too many wait', async () => {
  const flood = Array.from({ length: 10 }, (_, i) => [`wrong ${i}`, `made up ${i}`, 0] as const);
  const { done, busy } = await order([...flood, ['right', 'mo', 3, 'known']], 4);
  assert.equal(done, ['right', 'wrong 0', 'wrong 1', 'wrong 2']);
  assert.not(busy.includes('right'));
});

test('[H23] known ones, however many, leave one of four turns to strangers', async () => {
  const known = Array.from({ length: 8 }, (_, i) => [`known ${i}`, `k${i}`, 0, 'known'] as const);
  const { done } = await order([['a', 'a', 0], ['b', 'b', 0], ...known]);
  assert.equal([done.indexOf('a'), done.indexOf('b')], [3, 7]);
});

test('[H23] a name that was served, or tried wrongly, is not overtaken by new names for ever', async () => {
  const queue = new FairQueue(4);
  const done: string[] = [];
  const waiting: Array<Promise<unknown>> = [];
  const add = (name: string, behind: number, then = (): void => {}): void => {
    const run = async (): Promise<void> => {
      done.push(name);
      then();
    };
    waiting.push(queue.add({ name, behind, rank: 'stranger' }, run));
  };
  /** Two wait at any time: each that is served makes room for a name that never was. */
  const flood = (n: number): void =>
    add(`made up ${n}`, 0, () => {
      if (n < 40) flood(n + 2);
    });
  add('mo', 0);
  flood(0);
  flood(1);
  add('mo', 0);
  add('iris', 1);
  while (done.length < 45) await waiting[done.length];
  assert.ok(done.lastIndexOf('mo') < 12, done.join());
  assert.ok(done.indexOf('iris') < 30, done.join());
});

test('[H23] a job that fails lets the next one run', async () => {
  const queue = new FairQueue(3);
  const failing = queue.add({ name: 'a', behind: 0, rank: 'stranger' }, () =>
    Promise.reject(new Error('a bug')),
  );
  const next = queue.add({ name: 'b', behind: 0, rank: 'stranger' }, async () => 'done');
  await rejects(failing, /a bug/u);
  assert.is(await next, 'done');
});
