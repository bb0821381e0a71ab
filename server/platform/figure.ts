/** One figure of the server at the moment it is asked for, as `/metrics` tells it. */
export interface Figure {
  /** As Prometheus names it, with unit: `shardbell_outbox_bytes`. */
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  /** The same names in every figure of one name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** How often something was how large, as a `Histogram` counted it. */
export interface HistogramFigure {
  readonly name: string;
  readonly help: string;
  readonly kind: 'histogram';
  readonly buckets: readonly Bucket[];
  /** Of all that was observed. */
  readonly sum: number;
  readonly count: number;
}

interface Bucket {
  readonly le: number;
  /** What was observed and is not above `le`, that of smaller buckets included. */
  readonly count: number;
}

/** All that `/metrics` can tell. */
export type AnyFigure = Figure | HistogramFigure;
