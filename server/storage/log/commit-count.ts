import type { Ended } from './in-flight-batch.ts';

type CommitEnd = Ended<unknown>['kind'];

export interface CommitFigure {
  readonly outcome: CommitEnd;
  readonly count: number;
  /** Sum of the times from request to answer. */
  readonly seconds: number;
}

/** Counts writes by how they ended, and how long they took. */
export class CommitCount {
  readonly #counts = new Map<CommitEnd, { count: number; ms: number }>(
    (['written', 'rejected', 'unknown'] as const).map((outcome) => [outcome, { count: 0, ms: 0 }]),
  );

  add(outcome: CommitEnd, ms: number): void {
    const sum = this.#counts.get(outcome)!;
    sum.count += 1;
    sum.ms += ms;
  }

  figures(): CommitFigure[] {
    return Array.from(this.#counts, ([outcome, { count, ms }]) => {
      return { outcome, count, seconds: ms / 1_000 };
    });
  }
}
