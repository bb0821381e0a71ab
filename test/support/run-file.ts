import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { killTree } from './processes.ts';
import { report_fd, type ReportLine } from './report.ts';

const output_chars_max = 4 * 1024 * 1024;
/** What a process that has ended may take to deliver the rest of its output. */
const drain_ms = 1_000;
const child = fileURLToPath(new URL('./child.js', import.meta.url));

export interface Outcome {
  passed: number;
  skipped: number;
  /** One sentence for each failed test, and for each way in which the file as a whole failed. */
  failures: string[];
  skips: string[];
  output: string;
  ms: number;
}

const running = new Set<number>();

/** The processes lead groups of their own, so a Ctrl-C at the terminal does not reach them. */
export function killRunning(): void {
  for (const pid of running) killTree(pid);
}

/** Runs one compiled test file in a process of its own and judges it by its report. */
export async function runFile(file: string, limit_ms: number, grace_ms: number): Promise<Outcome> {
  const began = performance.now();
  const node = spawn(process.execPath, ['--enable-source-maps', child, file, String(grace_ms)], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const pid = node.pid;
  if (pid === undefined) throw new Error(`no process could be started for ${file}`);
  running.add(pid);

  let output = '';
  let report = '';
  let late = false;
  for (const stream of [node.stdout, node.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < output_chars_max) output += text;
    });
  }
  const pipe = node.stdio[report_fd] as NodeJS.ReadableStream;
  pipe.setEncoding('utf8').on('data', (text: string) => (report += text));

  const limit = setTimeout(() => {
    late = true;
    killTree(pid);
  }, limit_ms);
  const closed = new Promise<void>((resolve) => node.once('close', () => resolve()));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    node.once('exit', (...how) => resolve(how)),
  );
  clearTimeout(limit);
  // What it left behind holds ports, files and the pipes that are waited for next.
  killTree(pid);
  running.delete(pid);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, drain_ms).unref())]);
  // Something that outlived the kill may still hold the pipes; the runner does not wait for it.
  for (const stream of node.stdio) stream?.destroy();

  const how = late ? ({ late: limit_ms } as const) : { code, signal };
  return { ...judge(lines(report), how), output, ms: performance.now() - began };
}

type Ending = { late: number } | { code: number | null; signal: string | null };

function judge(report: ReportLine[], ending: Ending): Omit<Outcome, 'output' | 'ms'> {
  const result = { passed: 0, skipped: 0, failures: [] as string[], skips: [] as string[] };
  let current: string | undefined;
  let registered: number | undefined;
  for (const line of report) {
    switch (line.kind) {
      case 'started':
        current = line.test;
        break;
      case 'passed':
        current = undefined;
        result.passed += 1;
        break;
      case 'failed':
        current = undefined;
        result.failures.push(`${line.test}: ${line.why}`);
        break;
      case 'skipped':
        result.skipped += 1;
        result.skips.push(`${line.test}: ${line.reason}`);
        break;
      case 'fault':
        result.failures.push(line.why);
        break;
      case 'done':
        registered = line.registered;
        break;
    }
  }
  const during = current === undefined ? '' : `, during "${current}"`;
  const told = result.failures.length > 0;
  if ('late' in ending) {
    result.failures.push(`was killed: it did not end within ${ending.late} ms${during}`);
  } else if (registered === undefined) {
    const code = ending.signal ?? `exit code ${ending.code}`;
    const hint = ending.code === 13 ? ' (a top-level await never settled)' : '';
    result.failures.push(`ended (${code})${hint} before its tests were done${during}`);
  } else if (registered === 0) {
    result.failures.push('registered no test: it must use suite() of test/support/suite.ts');
  } else if (!told && (ending.signal !== null || ending.code !== 0)) {
    result.failures.push(
      `ended with ${ending.signal ?? `exit code ${ending.code}`} after its tests`,
    );
  } else if (!told && result.passed + result.skipped !== registered) {
    const ran = result.passed + result.skipped;
    result.failures.push(`registered ${registered} tests, of which only ${ran} were heard of`);
  }
  return result;
}

function lines(report: string): ReportLine[] {
  // A killed process may leave half a line at the end.
  const whole = report.slice(0, report.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReportLine);
}
