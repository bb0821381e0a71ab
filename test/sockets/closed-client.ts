import { applyRows } from '../../protocol/rows.ts';
import type { Row } from '../../protocol/ticket.ts';
import type { QueueFilter, QueueSort } from '../../protocol/queue.ts';
import { player } from './fake-backend.ts';
import { type TestClient, type Stage } from './stage.ts';

export const allClosed: QueueFilter = { status: ['closed', 'archived'] };
const byNumber: QueueSort = { by: 'created', descending: true };

/** The message that watches a window into the queue. */
export const watch = (over: {
  filter?: QueueFilter;
  sort?: object;
  offset?: number;
  limit?: number;
  w?: number;
}) => {
  const { w = 1, filter = allClosed, sort = byNumber, offset = 0, limit = 50 } = over;
  return { t: 'watch', w, what: { on: 'queue', filter, sort, offset, limit } };
};

/** What a client holds after the state of a watch and all events. */
export function held(client: TestClient, w = 1): { total: number; rows: readonly Row[] } {
  let total = -1;
  let rows: readonly Row[] = [];
  let topic = 0;
  for (const message of client.wire.messages()) {
    if (message.t === 'state' && message.w === w && message.is.on === 'queue') {
      ({ total, rows } = message.is);
      ({ topic } = message);
    } else if (message.t === 'event' && message.topic === topic && message.is.on === 'rows') {
      rows = applyRows(rows, message.is);
      ({ total } = message.is);
    }
  }
  return { total, rows };
}

export const ids = (client: TestClient, w = 1) => held(client, w).rows.map(({ id }) => id);

/** Waits until no search is under way. */
export async function settle(stage: Stage): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await stage.settle();
}

/** Tickets opened and closed by one player. */
export async function closed(stage: Stage, count: number): Promise<string[]> {
  const opened: string[] = [];
  for (let i = 0; i < count; i++) {
    opened.push(await stage.open(player));
    await stage.do(player, { kind: 'close' }, opened[i]);
  }
  return opened;
}
