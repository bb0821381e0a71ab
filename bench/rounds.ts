import type { Round } from './contender.ts';
import type { ContenderName, Contenders } from './contenders.ts';
import type { Measure } from './questions.ts';

/** How one contender did in one measure. */
export interface Standing {
  readonly name: ContenderName;
  /** Medians over the rounds. */
  readonly figure: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly caught_up_ms: number;
  readonly rounds: readonly Round[];
  /** Of Shardbell to this one; absent on Shardbell itself. */
  readonly ratio?: Ratio;
}

/** Shardbell's figure divided by the peer's, round by round. */
export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly target?: number;
  readonly reached?: boolean;
}

/**
 * All who compete take turns, so that whatever else the machine does meets all of them alike, and
 * what is compared is what was measured one after the other.
 */
export async function run(
  measure: Measure,
  contenders: Contenders,
  rounds: number,
): Promise<Standing[]> {
  const names: ContenderName[] = ['shardbell', ...measure.peers.map((peer) => peer.name)];
  const results = new Map<ContenderName, Round[]>(names.map((name) => [name, []]));
  for (let i = 0; i < rounds; i++) {
    for (const name of names) {
      const contender = await contenders.get(name);
      results.get(name)!.push(await contender.round(measure.plan));
    }
  }
  const ours = results.get('shardbell')!;
  return names.map((name) => {
    const theirs = results.get(name)!;
    const standing = {
      name,
      figure: median(theirs.map((round) => measure.figure.of(round))),
      p50_ms: median(theirs.map((round) => round.p50_ms)),
      p99_ms: median(theirs.map((round) => round.p99_ms)),
      caught_up_ms: median(theirs.map((round) => round.caught_up_seconds * 1000)),
      rounds: theirs,
    };
    return name === 'shardbell'
      ? standing
      : { ...standing, ratio: ratioOf(measure, name, ours, theirs) };
  });
}

function ratioOf(measure: Measure, name: ContenderName, ours: Round[], theirs: Round[]): Ratio {
  const { figure, peers } = measure;
  const ratios = ours.map((round, i) => figure.of(round) / figure.of(theirs[i]!));
  const ratio = { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  const target = peers.find((peer) => peer.name === name)?.target;
  if (target === undefined) return ratio;
  const reached = figure.better === 'more' ? ratio.median >= target : ratio.median <= target;
  return { ...ratio, target, reached };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
