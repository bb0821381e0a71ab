import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Figure } from '../platform/figure.ts';

/** The figures of /metrics: of the process, of sign-ins, and of the given source. */
export class Metrics {
  readonly signIns: Counter<'way' | 'outcome'>;
  readonly #registry = new Registry();
  readonly #source: () => readonly Figure[];
  readonly #own = new Map<string, Counter | Gauge>();

  constructor(source: () => readonly Figure[]) {
    this.#source = source;
    collectDefaultMetrics({ register: this.#registry });
    // Of no use to an operator, but to an attacker who looks for holes of a version.
    this.#registry.removeSingleMetric('nodejs_version_info');
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
    // The source keeps the counts; the metrics are set to them.
    for (const own of this.#own.values()) own.reset();
    for (const { name, help, kind, labels, value } of this.#source()) {
      let own = this.#own.get(name);
      if (own === undefined) {
        const made = { name, help, labelNames: Object.keys(labels), registers: [this.#registry] };
        own = kind === 'gauge' ? new Gauge(made) : new Counter(made);
        this.#own.set(name, own);
      }
      own.inc(labels, value);
    }
    return this.#registry.metrics();
  }
}
