import type { Ended } from './in-flight-batch.ts';

type Outcome = Ended<unknown>['kind'];

export interface CommitFigure {
  readonly outcome: Outcome;
  readonly count: number;
  /** From when they were asked for to when they were answered, together. */
  readonly seconds: number;
}

/** How many writes came to which end, and how long they took. */
export class CommitCount {
  readonly #counts = new Map<Outcome, { count: number; ms: number }>(
    (['written', 'rejected', 'unknown'] as const).map((outcome) => [outcome, { count: 0, ms: 0 }]),
  );

  add(outcome: Outcome, ms: number): void {
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
