import { contenderKinds } from './contenders.ts';
import { machineLines, type Machine } from './machine.ts';
import type { Measure } from './questions.ts';
import type { Ratio, Standing } from './rounds.ts';
import type { Work } from './work.ts';

/** The figures of a run, as `--json` writes them. */
export interface Report {
  readonly machine: Machine;
  readonly work: Work;
  readonly rounds: number;
  readonly results: readonly Result[];
}

export interface Result {
  readonly measure: Measure;
  readonly standings: readonly Standing[];
}

const columns = ['measure', 'who', 'figure', 'ratio (of all rounds)', 'target', 'p50 ms', 'p99 ms'];
const left_columns = 2;

/** The report as Markdown that is also readable as it stands. */
export function table({ machine, work, rounds, results }: Report): string {
  const rows = results.flatMap(({ measure, standings }) =>
    standings.map((standing, i) => [
      i === 0 ? measure.name : '',
      contenderKinds[standing.name].label,
      number(standing.figure),
      standing.ratio === undefined ? '' : ratioText(standing.ratio),
      standing.ratio === undefined ? '' : targetText(standing.ratio, measure),
      number(standing.p50_ms),
      number(standing.p99_ms),
    ]),
  );
  const figures = new Map(results.map(({ measure }) => [measure.name.split('-')[0], measure.figure.name]));
  return [
    ...machineLines(machine),
    `One post: ${workText(work)}`,
    `Medians of ${rounds} rounds. Figures: ${[...figures].map(([of, name]) => `${of}: ${name}`).join('; ')}.`,
    '',
    ...aligned([columns, ...rows]),
  ].join('\n');
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

function number(value: number): string {
  return value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en');
}

function aligned([head = [], ...rows]: readonly string[][]): string[] {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, i) =>
      i < left_columns ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, i) => (i < left_columns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)];
}
