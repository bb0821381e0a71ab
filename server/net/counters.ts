import { closes, type CloseReason } from '../../protocol/close.ts';

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
