import { contenderKinds } from './contenders.ts';
import type { DiskFigure } from './disk.ts';
import { machineLines, type Machine } from './machine.ts';
import type { Micro } from './micro.ts';
import type { Measure } from './questions.ts';
import type { Ratio, Standing } from './rounds.ts';
import type { BackupFigure } from './backup/backup.ts';
import type { ReplyTimes } from './load/replies.ts';
import type { UploadsFigure } from './uploads/uploads.ts';
import type { CostFigure } from './cost/cost.ts';
import type { MemoryFigure } from './memory/memory.ts';
import type { QueueFigure } from './queue/queue.ts';
import type { StartFigure } from './start/plan.ts';
import { aligned, atMost, number } from './tables.ts';
import type { WebFigure } from './web/web.ts';
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
  readonly backup: readonly BackupFigure[];
  readonly uploads: readonly UploadsFigure[];
}

export interface Result {
  readonly measure: Measure;
  readonly standings: readonly Standing[];
  /** Around the rounds of this measure. */
  readonly disk: { readonly before: DiskFigure; readonly after: DiskFigure };
}

/** The report as Markdown that is also readable as it stands: one table for each figure. */
export function table(report: Report): string {
  const {
    machine,
    work,
    rounds,
    results,
    micro,
    web,
    cost,
    memory,
    queue,
    start,
    backup,
    uploads,
  } = report;
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
    ...(backup.length === 0 ? [] : ['', ...backupTable(backup)]),
    ...(uploads.length === 0 ? [] : ['', ...uploadsTable(uploads)]),
  ].join('\n');
}

/** What is told once for each measure, beside Shardbell. */
const around = ['tables ms', 'disk before', 'disk after'];

function backupTable(figures: readonly BackupFigure[]): string[] {
  return asideTable(figures, ({ round, bytes }) =>
    bytes === undefined
      ? { quiet: `round ${round}, no backup` }
      : { busy: `a backup of ${Math.round(bytes / 2 ** 20)} MiB` },
  );
}

function uploadsTable(figures: readonly UploadsFigure[]): string[] {
  return asideTable(figures, ({ round, pictures }) =>
    pictures === undefined
      ? { quiet: `round ${round}, no uploads` }
      : { busy: `uploads of ${pictures} pictures` },
  );
}

/** Replies beside other work, each beside the same time without it before it. */
function asideTable<T extends ReplyTimes>(
  figures: readonly T[],
  named: (figure: T) => { readonly quiet: string } | { readonly busy: string },
): string[] {
  const rows = figures.map((figure, i) => {
    const { seconds, replies, p50_ms, p99_ms, max_ms } = figure;
    const name = named(figure);
    return [
      'quiet' in name ? name.quiet : name.busy,
      number(seconds),
      number(replies),
      ...[p50_ms, p99_ms, max_ms].map(number),
      'quiet' in name ? '' : timesText(p99_ms / figures[i - 1]!.p99_ms),
    ];
  });
  const head = ['replies meanwhile', 'seconds', 'replies', 'p50 ms', 'p99 ms', 'max ms'];
  return aligned([[...head, 'p99, times that without'], ...rows]);
}

function timesText(times: number): string {
  return `${times.toFixed(2)}, ${atMost(times, 2)}`;
}

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

function costTable(cost: readonly CostFigure[]): string[] {
  const rows = cost.map(({ name, who, per_second, refused, p50_ms, p99_ms, max_ms }) => [
    name,
    who,
    number(per_second),
    number(refused),
    ...[p50_ms, p99_ms, max_ms].map(number),
  ]);
  const head = ['one account asks for', 'who', 'a second', 'refused', "others' p50 ms", 'p99 ms'];
  return aligned([[...head, 'max ms'], ...rows]);
}

function memoryTable(memory: readonly MemoryFigure[]): string[] {
  const rows = memory.map(({ what, heap_bytes, resident_bytes, target_bytes }) => [
    what,
    atMost(heap_bytes, target_bytes, kilobytes(target_bytes ?? 0)),
    kilobytes(heap_bytes),
    kilobytes(resident_bytes),
  ]);
  return aligned([['memory of the server', 'target', 'heap KB', 'RSS KB'], ...rows]);
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(2);
}

function queueTable(queue: readonly QueueFigure[]): string[] {
  const rows = queue.map((figure) => {
    const { browsers, changes_per_second, deliveries_per_second, cores, us_per_delivery } = figure;
    return [
      `${browsers.toLocaleString('en')} browsers on the queue, ${changes_per_second} changes a second`,
      atMost(figure.p99_ms, queue_p99_ms_target),
      number(deliveries_per_second),
      number(cores * 100),
      number(us_per_delivery),
      ...[figure.p50_ms, figure.p99_ms, figure.max_ms].map(number),
    ];
  });
  const head = ['the live queue', 'p99 target', 'told a second', 'CPU % of a core', 'µs each'];
  return aligned([[...head, 'p50 ms', 'p99 ms', 'max ms'], ...rows]);
}

const queue_p99_ms_target = 200;

function startTable(start: readonly StartFigure[]): string[] {
  const rows = start.map(({ question, value, unit, target, beside = '' }) => [
    question,
    atMost(value, target),
    number(value),
    unit,
    beside,
  ]);
  return aligned([['starts and big folders', 'target', 'figure', '', 'beside'], ...rows]);
}

function webTable(web: readonly WebFigure[]): string[] {
  const rows = web.map(({ question, p50_ms, p99_ms, target_ms }) => {
    return [question, atMost(p50_ms, target_ms), number(p50_ms), number(p99_ms)];
  });
  return aligned([['the web client, in a real browser', 'target', 'p50 ms', 'p99 ms'], ...rows]);
}
