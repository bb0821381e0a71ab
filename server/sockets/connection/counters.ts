import { closes, type CloseReason } from '../../../protocol/close.ts';
import type { Figure } from '../../platform/figure.ts';

/** What the sockets did since the start; read by `/metrics`. */
export interface NetCounters {
  /** Open now. */
  connections: number;
  connections_total: number;
  /** Refused before they became a WebSocket. */
  upgrades_refused: number;
  frames_in: number;
  bytes_in: number;
  frames_out: number;
  bytes_out: number;
  /** By the reason that the server gave; `by_client` for those that it did not close. */
  readonly closes: Record<CloseReason | 'by_client', number>;
}

export function freshCounters(): NetCounters {
  const reasons = [...(Object.keys(closes) as CloseReason[]), 'by_client' as const];
  return {
    connections: 0,
    connections_total: 0,
    upgrades_refused: 0,
    frames_in: 0,
    bytes_in: 0,
    frames_out: 0,
    bytes_out: 0,
    closes: Object.fromEntries(reasons.map((reason) => [reason, 0])) as NetCounters['closes'],
  };
}

export function figuresOf(counters: NetCounters): Figure[] {
  const figure = (
    name: string,
    help: string,
    value: number,
    labels: Record<string, string> = {},
  ): Figure => ({
    name: `shardbell_${name}`,
    help,
    kind: name.endsWith('_total') ? 'counter' : 'gauge',
    labels,
    value,
  });
  const { closes: byReason } = counters;
  return [
    figure('sockets', 'Open sockets.', counters.connections),
    figure('sockets_opened_total', 'Sockets that were opened.', counters.connections_total),
    figure('sockets_refused_total', 'Sockets refused in HTTP.', counters.upgrades_refused),
    figure('socket_frames_in_total', 'Frames received.', counters.frames_in),
    figure('socket_bytes_in_total', 'Bytes of the frames received.', counters.bytes_in),
    figure('socket_frames_out_total', 'Frames sent.', counters.frames_out),
    figure('socket_bytes_out_total', 'Bytes of the frames sent.', counters.bytes_out),
    ...Object.entries(byReason).map(([reason, count]) =>
      figure(
        'sockets_closed_total',
        'Sockets closed, by reason; too_slow is a full outbox.',
        count,
        { reason },
      ),
    ),
  ];
}
