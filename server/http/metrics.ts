import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { AnyFigure, HistogramFigure } from '../platform/figure.ts';

/** The figures of /metrics: of the process, of sign-ins, and of the given source. */
export class Metrics {
  readonly signIns: Counter<'way' | 'outcome'>;
  readonly #registry = new Registry();
  readonly #source: () => readonly AnyFigure[];
  readonly #own = new Map<string, Counter | Gauge>();

  constructor(source: () => readonly AnyFigure[]) {
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
    // A rate needs a count before the first one.
    for (const way of ['link', 'password', 'api']) {
      for (const outcome of ['signed_in', 'refused']) this.signIns.inc({ way, outcome }, 0);
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    // The source keeps the counts; the metrics are set to them.
    for (const own of this.#own.values()) own.reset();
    const histograms: string[] = [];
    for (const figure of this.#source()) {
      if (figure.kind === 'histogram') {
        histograms.push(textOf(figure));
        continue;
      }
      const { name, help, kind, labels, value } = figure;
      let own = this.#own.get(name);
      if (own === undefined) {
        const made = { name, help, labelNames: Object.keys(labels), registers: [this.#registry] };
        own = kind === 'gauge' ? new Gauge(made) : new Counter(made);
        this.#own.set(name, own);
      }
      own.inc(labels, value);
    }
    return [await this.#registry.metrics(), ...histograms].join('\n');
  }
}

/** A histogram of prom-client can only observe, and not be set to what was counted elsewhere. */
function textOf({ name, help, buckets, sum, count }: HistogramFigure): string {
  const lines = [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} histogram`,
    ...[...buckets, { le: '+Inf', count }].map(
      (one) => `${name}_bucket{le="${one.le}"} ${one.count}`,
    ),
    `${name}_sum ${sum}`,
    `${name}_count ${count}`,
  ];
  return `${lines.join('\n')}\n`;
}
