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
