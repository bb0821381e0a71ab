/**
 * What every test imports: uvu, made safe. uvu alone ends with exit code 0 when a hook throws, when a
 * non-Error is thrown, when `.run()` is forgotten or `.only` left in, and waits for ever on a promise
 * that never settles. Here hooks and tests run inside one handler of ours, each against a time limit,
 * and `run()` is called for the file once it has loaded. `runner.test.ts` proves each of these.
 */
import { inspect, types } from 'node:util';
import type { ReportLine } from './report.ts';

export * as assert from 'uvu/assert';

type Body = () => unknown;
type Limit = { limit_ms?: number };
interface HookRegistrar {
  (hook: Body): void;
  each(hook: Body): void;
}
export interface Suite {
  (name: string, body: Body, options?: Limit): void;
  /** For the moment of debugging: the rest of the suite does not run, and the run as a whole fails. */
  only(name: string, body: Body, options?: Limit): void;
  /** Counted as skipped. The reason is not optional: a test that is off without one is a test lost. */
  skip(name: string, reason: string, body?: Body): void;
  before: HookRegistrar;
  after: HookRegistrar;
}

const test_limit_ms = Number(process.env.SHARDBELL_TEST_LIMIT_MS ?? 20_000);

// UVU_DEFER keeps uvu from starting by itself, so it has to be set before uvu is loaded.
const uvuQueue: unknown[][] = [[null]];
Object.assign(globalThis, { UVU_DEFER: true, UVU_QUEUE: uvuQueue });
const uvu = await import('uvu');

const runs: (() => void)[] = [];
let report: (line: ReportLine) => void = () => {};
let registered = 0;
let failures = 0;
let state: 'loading' | 'scheduled' | 'running' = 'loading';

export function suite(name: string, options: Limit = {}): Suite {
  const inner = uvu.suite(name);
  const before: Body[] = [];
  const beforeEach: Body[] = [];
  const afterEach: Body[] = [];
  const suite_limit_ms = options.limit_ms ?? test_limit_ms;
  let prepared: Promise<void> | undefined;

  const prepare = async (): Promise<void> => {
    for (const hook of before) await within(suite_limit_ms, 'the before hook', hook);
  };

  const handler = (test: string, body: Body, limit_ms: number) => async (): Promise<void> => {
    report({ kind: 'started', test });
    const errors: Error[] = [];
    const attempt = async (what: string, run: Body): Promise<void> => {
      try {
        await within(limit_ms, what, run);
      } catch (error) {
        errors.push(asError(error, what));
      }
    };
    prepared ??= prepare();
    await attempt('the before hook', () => prepared);
    for (const hook of beforeEach) if (!errors.length) await attempt('a before.each hook', hook);
    if (!errors.length) await attempt('the test', body);
    for (const hook of afterEach) await attempt('an after.each hook', hook);
    const [first, ...others] = errors;
    if (!first) return report({ kind: 'passed', test });
    failures += 1;
    report({ kind: 'failed', test, why: first.message });
    // uvu prints one error a test, and not its cause.
    for (const other of others) console.log(`\n  ${test}, also: ${inspect(other)}`);
    if (first.cause !== undefined) console.log(`\n  ${test}, cause: ${inspect(first.cause)}`);
    throw first;
  };

  const register =
    (how: 'all' | 'only') =>
    (test: string, body: Body, own: Limit = {}) => {
      if (state === 'running') throw new Error(`"${test}" was registered after the tests began`);
      registered += 1;
      const run = handler(`${name}: ${test}`, body, own.limit_ms ?? suite_limit_ms);
      if (how === 'all') return inner(test, run);
      fault(`"${name}: ${test}" is marked .only, so the others beside it did not run`);
      inner.only(test, run);
    };

  const skip = (test: string, reason: unknown): void => {
    registered += 1;
    // Checked while running too: `test.skip(name, body)` is what one writes by habit.
    if (typeof reason === 'string' && reason.trim() !== '') {
      report({ kind: 'skipped', test: `${name}: ${test}`, reason });
    } else fault(`"${name}: ${test}" is skipped without a reason: test.skip(name, reason)`);
  };

  const after = (hook: Body): void => {
    inner.after(async () => {
      try {
        // Its own failure only: a throw here would keep the suites that follow from running.
        await within(suite_limit_ms, 'the after hook', hook);
      } catch (error) {
        fault(`${name}: ${inspect(asError(error, 'the after hook'))}`);
      }
    });
  };

  runs.push(() => inner.run());
  if (state === 'loading' && !runner) {
    state = 'scheduled';
    setImmediate(() => void runRegistered());
  }
  return Object.assign(register('all'), {
    only: register('only'),
    skip,
    before: Object.assign((hook: Body) => void before.push(hook), {
      each: (hook: Body) => void beforeEach.push(hook),
    }),
    after: Object.assign(after, { each: (hook: Body) => void afterEach.push(hook) }),
  });
}

/** Like `assert.throws`, for a promise; gives the error for further looks. */
export async function rejects(promise: Promise<unknown>, expected?: RegExp): Promise<Error> {
  let error: Error;
  try {
    await promise;
  } catch (thrown) {
    error = asError(thrown, 'the promise');
    if (expected && !expected.test(error.message)) {
      throw new Error(`rejected, but not with ${expected}`, { cause: thrown });
    }
    return error;
  }
  throw new Error('the promise was expected to reject, and did not');
}

let runner = false;

/** Called by the runner's process before it loads the file: it will say when loading is over. */
export function underRunner(to: (line: ReportLine) => void): void {
  runner = true;
  report = to;
}

/** Runs what the file registered. A file started by hand, with `node`, comes here by itself. */
export async function runRegistered(): Promise<void> {
  state = 'running';
  if (uvuQueue.length !== 1 || uvuQueue[0]?.length !== 1) fault('it runs suites of raw uvu');
  for (const run of runs) run();
  await uvu.exec();
  if (failures) process.exitCode = 1;
  report({ kind: 'done', registered });
}

function fault(why: string): void {
  failures += 1;
  report({ kind: 'fault', why });
  console.log(`\n  ${why}`);
}

async function within(limit_ms: number, what: string, run: Body): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // Not unref'd: it is what keeps the process alive while nothing else does.
    timer = setTimeout(
      () => reject(new Error(`${what} did not end within ${limit_ms} ms`)),
      limit_ms,
    );
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function asError(thrown: unknown, what: string): Error {
  if (types.isNativeError(thrown) || thrown instanceof Error) {
    if (what === 'the test' || what === 'the promise') return thrown;
    return new Error(`${what} threw: ${thrown.message}`, { cause: thrown });
  }
  return new Error(`${what} threw something that is no Error: ${inspect(thrown)}`);
}
