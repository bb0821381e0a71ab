import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageRun } from './fixtures/runner/stage-run.ts';
import { TestFolder } from './support/folder.ts';
import { assert, suite } from './support/suite.ts';

const test = suite('runner', { limit_ms: 60_000 });

/** What the runner makes of one fixture. */
async function runner(
  fixture: string,
  { seed = 1, file_ms = 20_000, jobs = 2, limit_ms = 300, env: more = {} } = {},
) {
  const args = [
    join(import.meta.dirname, 'run.js'),
    '--in',
    join(import.meta.dirname, 'fixtures', 'runner'),
    fixture,
  ];
  const env = {
    ...process.env,
    SHARDBELL_TEST_SEED: String(seed),
    SHARDBELL_TEST_LIMIT_MS: String(limit_ms),
    SHARDBELL_TEST_GRACE_MS: '300',
    SHARDBELL_TEST_FILE_MS: String(file_ms),
    SHARDBELL_TEST_JOBS: String(jobs),
    ...more,
  };
  return new Promise<{ code: number; out: string; last: string }>((resolve) => {
    execFile(process.execPath, args, { env }, (error, out) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, out, last: out.trimEnd().split('\n').at(-1) ?? '' });
    });
  });
}

const refused: [fixture: string, what: string, said: RegExp, last: string][] = [
  [
    'before-throws',
    'a throwing before hook',
    /the before hook threw: no database/,
    '0 passed, 2 failed',
  ],
  [
    'before-each-throws',
    'a throwing before.each hook',
    /a before.each hook threw: no database/,
    '0 passed, 1 failed',
  ],
  [
    'after-each-throws',
    'a throwing after.each hook',
    /an after.each hook threw: still busy/,
    '0 passed, 1 failed',
  ],
  [
    'after-throws',
    'a throwing after hook',
    /the after hook threw: still busy/,
    '1 passed, 1 failed',
  ],
  [
    'non-error',
    'a thrown string',
    /threw something that is no Error: 'a string'/,
    '0 passed, 1 failed',
  ],
  [
    'undefined-thrown',
    'a rejection with nothing',
    /threw something that is no Error: undefined/,
    '0 passed, 1 failed',
  ],
  [
    'raw-forgotten-run',
    'uvu itself, with its run forgotten',
    /registered no test: it must use suite\(\)/,
    '0 passed, 1 failed',
  ],
  ['raw-beside', 'uvu itself beside ours', /it runs suites of raw uvu/, '1 passed, 1 failed'],
  ['only', 'a left-in only', /"fixture: one" is marked \.only/, '1 passed, 1 failed'],
  [
    'skip-silently',
    'a skip without a reason',
    /"fixture: two" is skipped without a reason/,
    '1 passed, 1 failed',
  ],
  [
    'skips-all',
    'a run in which nothing ran',
    /there is no printer here/,
    '0 passed, 0 failed, 1 skipped',
  ],
  ['no-test', 'a file without tests', /registered no test/, '0 passed, 1 failed'],
  [
    'never-settles',
    'a promise that never settles',
    /the test did not end within 300 ms/,
    '1 passed, 1 failed',
  ],
  [
    'never-loads',
    'a top-level await that never settles',
    /\(a top-level await never settled\) before its tests/,
    '0 passed, 1 failed',
  ],
  [
    'open-handle',
    'a handle left open',
    /did not exit within 300 ms after its last test; still open: .*Server/,
    '1 passed, 1 failed',
  ],
  [
    'exits-early',
    'an exit with code 0 from inside a test',
    /ended \(exit code \d\) before .*, during "fixture: one"/,
    '0 passed, 1 failed',
  ],
  [
    'rejects-unheard',
    'an unhandled rejection after the tests',
    /ended with exit code 1 after its tests/,
    '1 passed, 1 failed',
  ],
  [
    'late-test',
    'a test registered by another',
    /registered after the tests began/,
    '0 passed, 1 failed',
  ],
  [
    'no-such-file',
    'a filter that matches no file',
    /No test file matches no-such-file/,
    '0 passed, 1 failed',
  ],
];

for (const [fixture, what, said, last] of refused) {
  test(`${what} fails the run`, async () => {
    const result = await runner(fixture);
    assert.match(result.out, said);
    assert.is(result.last, last);
    assert.is(result.code, 1);
  });
}

test('a file that passes takes one line', async () => {
  const result = await runner('passes');
  assert.match(
    result.out,
    /^1 files, SHARDBELL_TEST_SEED=1\nok {4}passes {2}2 {2}[\d.]+ s\n2 passed, 0 failed\n$/,
  );
  assert.is(result.code, 0);
});

test('a skip with a reason is counted and shown, and fails nothing', async () => {
  const result = await runner('skip-with-reason');
  assert.match(result.out, /skip {2}skip-with-reason {2}fixture: two: there is no printer here/);
  assert.is(result.last, '1 passed, 0 failed, 1 skipped');
  assert.is(result.code, 0);
});

test('a test that never gives way is killed, and named', async () => {
  const result = await runner('never-yields', { file_ms: 2_500 });
  assert.match(result.out, /was killed: .* within 2500 ms, during "fixture: one"/);
  assert.is(result.last, '0 passed, 1 failed');
  assert.is(result.code, 1);
});

test('the processes of a killed file die with it, whatever group they are in', async () => {
  const result = await runner('leaves-processes', { file_ms: 2_500 });
  const left = [...result.out.matchAll(/left (\d+)/g)].map((match) => match[1]);
  assert.is(left.length, 2);
  // A zombie that nobody reaps still has its folder, but no memory.
  for (const pid of left) assert.not(existsSync(`/proc/${pid}/exe`));
  assert.is(result.last, '0 passed, 1 failed');
});

test('a seed repeats the order of the files, another gives another', async () => {
  const order = async (seed: number): Promise<string[]> => {
    // Two files at once may end in either order.
    const { out } = await runner('throws', { seed, jobs: 1 });
    return [...out.matchAll(/^FAIL {2}(\S+)/gm)].map((match) => match[1] ?? '');
  };
  const first = await order(7);
  assert.is(first.length, 4);
  assert.equal(await order(7), first);
  const others = await Promise.all([1, 2, 3].map(order));
  assert.ok(others.some((other) => other.join() !== first.join()));
});

test('files with a browser or servers run side by side before the others, and serial ones alone at the end', async () => {
  const folder = new TestFolder();
  const log = join(folder.path, 'runs');
  const { last } = await runner('stage-', { limit_ms: 20_000, env: { STAGE_RUNS: log } });
  assert.is(last, '6 passed, 0 failed');
  const runs = readFileSync(log, 'utf8').trim().split('\n');
  const told = new Map(
    runs.map((line) => JSON.parse(line) as StageRun).map((run) => [run.name, run]),
  );
  folder.remove();
  const names = ['plain', 'page-one', 'page-two', 'live', 'serial-one', 'serial-two'];
  const [plain, one, two, live, ...serial] = names.map((name) => told.get(name)!);
  const heavy = [one!, two!, live!].toSorted((a, b) => a.began - b.began);
  const [first, second] = serial.toSorted((a, b) => a.began - b.began);
  // Two at once: the second begins before the first has ended, whatever comes next after one of them.
  assert.ok(heavy[1]!.began < heavy[0]!.ended);
  assert.ok(heavy[2]!.began > Math.min(heavy[0]!.ended, heavy[1]!.ended));
  assert.ok(plain!.began > heavy[2]!.began);
  const ends = [...heavy, plain!].map(({ ended }) => ended);
  assert.ok(first!.began > Math.max(...ends));
  assert.ok(second!.began > first!.ended);
});
