/**
 * Runs the compiled test files below its own folder, or below DIR:
 *
 *     node dist/test/run.js [--in DIR] [PART_OF_A_PATH …]
 *
 * Each file has a process of its own. Of those with a browser, `*.page.test.ts`, no more run at once
 * than there are cores, after the others; and `*.serial.test.ts` (killed servers) run alone, at the
 * end. Settings are in the environment: SHARDBELL_TEST_SEED (order of the files), _JOBS (files at
 * once), _FILE_MS (limit of a file), _GRACE_MS (to exit after its tests), _LIMIT_MS (limit of a test).
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { killRunning, runFile, type Outcome } from './support/run-file.ts';

const { values, positionals: filters } = parseArgs({
  options: { in: { type: 'string', default: import.meta.dirname } },
  allowPositionals: true,
});
const root = resolve(values.in);
const setting = (name: string, otherwise: number): number =>
  Number(process.env[`SHARDBELL_TEST_${name}`] ?? otherwise);
const seed = setting('SEED', Math.floor(Math.random() * 1e9));
const grace_ms = setting('GRACE_MS', 3_000);

/** Files often wait, for a disk or for a process: one more than there are cores keeps those busy. */
const cores = availableParallelism();
const stages = [
  { has: isPlain, jobs: setting('JOBS', cores + 1), limit_ms: setting('FILE_MS', 120_000) },
  { has: isPage, jobs: setting('JOBS', cores), limit_ms: setting('FILE_MS', 300_000) },
  { has: isSerial, jobs: 1, limit_ms: setting('FILE_MS', 300_000) },
];
const total = { passed: 0, failed: 0, skipped: 0 };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    killRunning();
    process.exit(130);
  });
}

const files = shuffled(found(), seed);
console.log(`${files.length} files, SHARDBELL_TEST_SEED=${seed}`);
if (files.length === 0) {
  total.failed += 1;
  console.log(
    filters.length ? `No test file matches ${filters.join(' or ')}.` : `No test file in ${root}.`,
  );
}
for (const { has, jobs, limit_ms } of stages) await runAll(files.filter(has), jobs, limit_ms);

if (total.passed === 0) process.exitCode = 1;
if (total.failed > 0) process.exitCode = 1;
const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);

function isSerial(file: string): boolean {
  return file.endsWith('.serial.test.js');
}

function isPage(file: string): boolean {
  return file.endsWith('.page.test.js');
}

function isPlain(file: string): boolean {
  return !isSerial(file) && !isPage(file);
}

async function runAll(queue: string[], jobs: number, limit_ms: number): Promise<void> {
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      tell(file, await runFile(join(root, file), limit_ms, grace_ms));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

function tell(file: string, outcome: Outcome): void {
  total.passed += outcome.passed;
  total.failed += outcome.failures.length;
  total.skipped += outcome.skipped;
  const name = file.replace(/\.test\.js$/, '');
  const time = `${(outcome.ms / 1000).toFixed(1)} s`;
  if (outcome.failures.length === 0) {
    console.log(`ok    ${name}  ${outcome.passed}  ${time}`);
  } else {
    console.log(`\nFAIL  ${name}  ${time}\n${outcome.output.trimEnd()}`);
    for (const why of outcome.failures) console.log(`  ✘ ${name}: ${why}`);
    console.log('');
  }
  for (const skip of outcome.skips) console.log(`skip  ${name}  ${skip}`);
}

function found(): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.js'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split('/').includes('fixtures'))
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
    .toSorted();
}

/** Fisher–Yates on a small generator (mulberry32), so that a seed gives the same order anywhere. */
function shuffled<T>(items: T[], from: number): T[] {
  let a = from >>> 0;
  const random = (): number => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const result = [...items];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
