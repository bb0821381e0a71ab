import { deliveryOf } from '../../actors/webhooks/matching.ts';
import type { Figure } from '../platform/figure.ts';
import type { BodyTables } from './body.ts';

interface Counted {
  readonly name: string;
  readonly isAside: boolean;
  readonly waiting: number;
  /** The first that waits. */
  readonly first: string | undefined;
  readonly delivered: number;
  readonly failed: number;
}

/** For `/metrics`. */
export function webhookFigures(
  webhooks: readonly Counted[],
  tables: Pick<BodyTables, 'history'>,
  now: number,
): Figure[] {
  return webhooks.flatMap(({ name, isAside, waiting, first, delivered, failed }) => {
    const figure = (
      of: string,
      kind: Figure['kind'],
      help: string,
      value: number,
      labels: Readonly<Record<string, string>> = {},
    ): Figure => {
      return {
        name: `shardbell_webhook_${of}`,
        help,
        kind,
        labels: { webhook: name, ...labels },
        value,
      };
    };
    const attempts = 'Attempts to deliver an event to a webhook, by what came of them.';
    return [
      figure('waiting', 'gauge', 'Events that are not delivered to a webhook yet.', waiting),
      figure(
        'oldest_age_seconds',
        'gauge',
        'How long ago the event happened that waits for longest; 0 where none waits.',
        first === undefined ? 0 : age_s(tables, first, now),
      ),
      figure('aside', 'gauge', 'Whether a webhook is set aside: 1, else 0.', isAside ? 1 : 0),
      figure('attempts_total', 'counter', attempts, delivered, { outcome: 'delivered' }),
      figure('attempts_total', 'counter', attempts, failed, { outcome: 'failed' }),
    ];
  });
}

function age_s(tables: Pick<BodyTables, 'history'>, key: string, now: number): number {
  const { ticket, publicSeq } = deliveryOf(key);
  try {
    const range = { after: publicSeq - 1, before: publicSeq + 1, limit: 1 };
    const [event] = tables.history(ticket, 'public', range);
    return event === undefined ? 0 : Math.max(0, now - event.at) / 1_000;
  } catch {
    // A damaged ticket is told of by the attempt to send it.
    return 0;
  }
}
