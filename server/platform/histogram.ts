import type { HistogramFigure } from './figure.ts';

/** Counts how often something was how large. An observation makes nothing that has to be freed. */
export class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  /** One for each bound, one for what is above them all, and the sum as the last. */
  readonly #cells: Float64Array;

  /** `bounds`: upper ones of the buckets, the smallest first. */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#bounds = bounds;
    this.#cells = new Float64Array(bounds.length + 2);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.#bounds.length && value > this.#bounds[at]!) at += 1;
    this.#cells[at]! += 1;
    this.#cells[this.#cells.length - 1]! += value;
  }

  figure(): HistogramFigure {
    let count = 0;
    const buckets = this.#bounds.map((le, at) => ({ le, count: (count += this.#cells[at]!) }));
    count += this.#cells[this.#bounds.length]!;
    const sum = this.#cells.at(-1)!;
    return { name: this.#name, help: this.#help, kind: 'histogram', buckets, sum, count };
  }
}
