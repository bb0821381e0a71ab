import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** One figure of the server at the moment it is asked for. */
export interface Figure {
  /** As Prometheus names it, with unit: `shardbell_outbox_bytes`. */
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly value: number;
}

/** What /metrics tells: of the process, of sign-ins, and of whatever the source counts. */
export class Metrics {
  readonly signIns: Counter<'way' | 'outcome'>;
  readonly #registry = new Registry();
  readonly #source: () => readonly Figure[];

  constructor(source: () => readonly Figure[]) {
    this.#source = source;
    collectDefaultMetrics({ register: this.#registry });
    this.signIns = new Counter({
      name: 'shardbell_sign_ins_total',
      help: 'Sign-ins on the web that were tried.',
      labelNames: ['way', 'outcome'],
      registers: [this.#registry],
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    for (const figure of this.#source()) this.#set(figure);
    return this.#registry.metrics();
  }

  #set({ name, help, kind, value }: Figure): void {
    const registers = [this.#registry];
    if (kind === 'gauge') {
      const known = this.#registry.getSingleMetric(name) as Gauge | undefined;
      (known ?? new Gauge({ name, help, registers })).set(value);
      return;
    }
    const known = this.#registry.getSingleMetric(name) as Counter | undefined;
    const counter = known ?? new Counter({ name, help, registers });
    // The source keeps the count; ours is set to it.
    counter.reset();
    counter.inc(value);
  }
}
