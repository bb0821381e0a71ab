import { applyRows } from '../../protocol/rows.ts';
import type { Row } from '../../protocol/ticket.ts';
import type { TestClient } from './stage.ts';

export const queue = (over: object = {}, w = 1) => ({
  t: 'watch',
  w,
  what: {
    on: 'queue',
    filter: {},
    sort: { by: 'created', descending: false },
    offset: 0,
    limit: 50,
    ...over,
  },
});
export const mine = (list: 'active' | 'closed' = 'active', over: object = {}) => ({
  t: 'watch',
  w: 1,
  what: { on: 'mine', list, ...over },
});

/** What a client holds after the state of a list and all events. */
export function held(client: TestClient): { total: number; rows: readonly Row[] } {
  let total = 0;
  let rows: readonly Row[] = [];
  let topic = 0;
  for (const message of client.wire.messages()) {
    if (message.t === 'state' && (message.is.on === 'queue' || message.is.on === 'mine')) {
      ({ total, rows } = message.is);
      ({ topic } = message);
    } else if (message.t === 'event' && message.topic === topic && message.is.on === 'rows') {
      rows = applyRows(rows, message.is);
      ({ total } = message.is);
    }
  }
  return { total, rows };
}

export const ids = (client: TestClient) => held(client).rows.map(({ id }) => id);
