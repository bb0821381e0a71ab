import { contenderKinds } from './contenders.ts';
import type { DiskFigure } from './disk.ts';
import { machineLines, type Machine } from './machine.ts';
import type { Micro } from './micro.ts';
import type { Measure } from './questions.ts';
import type { Ratio, Standing } from './rounds.ts';
import type { CostFigure } from './cost/cost.ts';
import { costTable } from './cost/table.ts';
import type { MemoryFigure } from './memory/memory.ts';
import { memoryTable } from './memory/table.ts';
import type { QueueFigure } from './queue/queue.ts';
import { queueTable } from './queue/table.ts';
import type { StartFigure } from './start/plan.ts';
import { startTable } from './start/table.ts';
import { aligned, number } from './tables.ts';
import type { WebFigure } from './web/web.ts';
import { webTable } from './web/table.ts';
import type { Work } from './work.ts';

/** The figures of a run, as `--json` writes them. */
export interface Report {
  readonly machine: Machine;
  readonly work: Work;
  readonly rounds: number;
  readonly results: readonly Result[];
  readonly micro: readonly Micro[];
  readonly web: readonly WebFigure[];
  readonly cost: readonly CostFigure[];
  readonly memory: readonly MemoryFigure[];
  readonly queue: readonly QueueFigure[];
  readonly start: readonly StartFigure[];
}

export interface Result {
  readonly measure: Measure;
  readonly standings: readonly Standing[];
  /** Around the rounds of this measure. */
  readonly disk: { readonly before: DiskFigure; readonly after: DiskFigure };
}

/** The report as Markdown that is also readable as it stands: one table for each figure. */
export function table(report: Report): string {
  const { machine, work, rounds, results, micro, web, cost, memory, queue, start } = report;
  const figures = new Set(results.map(({ measure }) => measure.figure.name));
  return [
    ...machineLines(machine).map((line) => `- ${line}`),
    ...(results.length === 0
      ? []
      : [
          `- one post: ${workText(work)}`,
          `- medians of ${rounds} rounds; ratios are Shardbell's figure to the peer's, with those of all rounds`,
          '- tables: how long they took after the last post, which is in the figure; disk: 4 KiB in ms, p50 / p99, around the row',
        ]),
    ...[...figures].flatMap((name) => {
      const rows = results.filter(({ measure }) => measure.figure.name === name).flatMap(rowsOf);
      return [
        '',
        ...aligned([
          [name, 'who', 'figure', 'ratio', 'target', 'p50 ms', 'p99 ms', ...around],
          ...rows,
        ]),
      ];
    }),
    ...(micro.length === 0 ? [] : ['', ...microTable(micro)]),
    ...(web.length === 0 ? [] : ['', ...webTable(web)]),
    ...(cost.length === 0 ? [] : ['', ...costTable(cost)]),
    ...(memory.length === 0 ? [] : ['', ...memoryTable(memory)]),
    ...(queue.length === 0 ? [] : ['', ...queueTable(queue)]),
    ...(start.length === 0 ? [] : ['', ...startTable(start)]),
  ].join('\n');
}

/** What is told once for each measure, beside Shardbell. */
const around = ['tables ms', 'disk before', 'disk after'];

function microTable(micro: readonly Micro[]): string[] {
  const rows = micro.map(({ step, p50_us, p99_us }) => [step, '', number(p50_us), number(p99_us)]);
  return aligned([['one post, in the process alone', '', 'p50 µs', 'p99 µs'], ...rows]);
}

function rowsOf({ measure, standings, disk }: Result): string[][] {
  return standings.map(({ name, figure, ratio, p50_ms, p99_ms, caught_up_ms }) => [
    ratio === undefined ? measure.name : '',
    contenderKinds[name].label,
    number(figure),
    ratio === undefined ? '' : ratioText(ratio),
    ratio === undefined ? '' : targetText(ratio, measure),
    number(p50_ms),
    number(p99_ms),
    ...(ratio === undefined
      ? [number(caught_up_ms), diskText(disk.before), diskText(disk.after)]
      : around.map(() => '')),
  ]);
}

function diskText({ p50_ms, p99_ms }: DiskFigure): string {
  return `${p50_ms.toFixed(2)} / ${p99_ms.toFixed(2)}`;
}

/** What one post alone puts into the store. */
function workText(work: Work): string {
  const keys = work.reduce((sum, kind) => sum + kind.keys, 0);
  const bytes = work.reduce((sum, kind) => {
    const value = kind.base_bytes + kind.ticket_bytes + kind.post_bytes;
    return sum + kind.keys * (kind.key_bytes + value);
  }, 0);
  return `${keys} keys in ${new Set(work.map((kind) => kind.db)).size} databases, ${Math.round(bytes)} bytes`;
}

function ratioText({ median, least, most }: Ratio): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

function targetText({ target, reached }: Ratio, { figure }: Measure): string {
  if (target === undefined) return '';
  const sign = figure.better === 'more' ? '≥' : '≤';
  return `${sign} ${target} ${reached === true ? 'reached' : 'MISSED'}`;
}
