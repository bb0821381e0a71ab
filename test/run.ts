/**
 * Runs the compiled test files below its own folder, or below DIR:
 *
 *     node dist/test/run.js [--in DIR] [PART_OF_A_PATH …]
 *
 * Each file has a process of its own. Those that keep more processes busy come first, and no more of
 * them run at once than there are cores: `*.page.test.ts` (browsers) and `*.live.test.ts` (servers that
 * are started and killed). `*.serial.test.ts` (disks that hang or fill up) run alone, at the end.
 * Settings are in the environment: SHARDBELL_TEST_SEED (order of the files), _JOBS (files at once),
 * _FILE_MS (limit of a file), _GRACE_MS (to exit after its tests), _LIMIT_MS (limit of a test).
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

const cores = availableParallelism();
/** Files often wait, for a disk or for a process: one more than there are cores keeps those busy. */
const jobs = setting('JOBS', cores + 1);
const heavy_max = setting('JOBS', cores);
const plain_ms = setting('FILE_MS', 120_000);
const heavy_ms = setting('FILE_MS', 300_000);
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
await runTogether(files.filter(isHeavy), files.filter(isPlain));
for (const file of files.filter(isSerial)) await runOne(file, heavy_ms);

if (total.passed === 0) process.exitCode = 1;
if (total.failed > 0) process.exitCode = 1;
const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);

function isSerial(file: string): boolean {
  return file.endsWith('.serial.test.js');
}

function isHeavy(file: string): boolean {
  return file.endsWith('.page.test.js') || file.endsWith('.live.test.js');
}

function isPlain(file: string): boolean {
  return !isSerial(file) && !isHeavy(file);
}

/** The long ones first, so that no core is left without work while another ends the last of them. */
async function runTogether(heavy: string[], plain: string[]): Promise<void> {
  const more: Promise<void>[] = [];
  let spare = jobs - heavy_max;
  const worker = async (): Promise<void> => {
    for (;;) {
      const long = heavy.shift();
      // Only beside plain ones: a browser that gets no processor in time fails.
      if (long === undefined && spare > 0) {
        spare -= 1;
        more.push(worker());
      }
      const file = long ?? plain.shift();
      if (file === undefined) return;
      await runOne(file, long === undefined ? plain_ms : heavy_ms);
    }
  };
  await Promise.all(Array.from({ length: heavy_max }, worker));
  await Promise.all(more);
}

async function runOne(file: string, limit_ms: number): Promise<void> {
  tell(file, await runFile(join(root, file), limit_ms, grace_ms));
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
