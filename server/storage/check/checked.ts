import type { Databases } from '../rows/rows.ts';
import type { Position } from '../log.ts';
import type { Findings } from './findings.ts';
import { PairSums } from './sums.ts';

/** What is checked, as it is at one moment: the tables with all that the log has beyond them. */
export interface Checked {
  /** The folder: of the data, or of a backup. */
  readonly path: string;
  readonly dbs: Databases;
  readonly position: Position;
  readonly findings: Findings;
  /** Called with how many rows were looked at since. */
  readonly onRows: (count: number) => void;
  /** What the checks learn from each other, in their order. */
  readonly learnt: Learnt;
}

interface Learnt {
  tickets: number;
  /** The highest number of a ticket. */
  number: number;
  /** What belongs in lists and is not there, or the other way round. */
  readonly lists: PairSums;
}

export function nothingLearnt(): Learnt {
  return { tickets: 0, number: 0, lists: new PairSums() };
}

/** Looks at one thing, and adds what is wrong. */
export type Check = (checked: Checked) => Promise<void>;
