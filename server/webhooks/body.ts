import type { Delivery } from '../../actors/webhooks/matching.ts';
import { webhookEventOf } from '../../actors/webhooks/matching.ts';
import { viewEntry, viewHead, type StaffName } from '../../actors/ticket/view.ts';
import type { Tables } from '../storage/tables.ts';

export type BodyTables = Pick<Tables, 'ticket' | 'history'>;

/** Stands where a key has slashes, which some receivers take for a path. */
export function deliveryId(key: string): string {
  return key.replaceAll('/', '.');
}

/**
 * What is sent of an entry, as JSON: what the public audience sees of it, and of its ticket at this
 * moment. Undefined where there is no such entry. Throws where the data is damaged.
 */
export function bodyOf(
  tables: BodyTables,
  staffName: StaffName,
  key: string,
  { ticket, publicSeq }: Delivery,
): string | undefined {
  const range = { after: publicSeq - 1, before: publicSeq + 1, limit: 1 };
  const [event] = tables.history(ticket, 'public', range);
  const { state } = tables.ticket(ticket);
  if (event === undefined || state === undefined) return undefined;
  const entry = viewEntry(event, 'public', staffName);
  const name = webhookEventOf(event);
  if (entry === null || name === null) return undefined;
  const head = viewHead(state, 'public', staffName);
  return JSON.stringify({ id: deliveryId(key), event: name, at: event.at, ticket: head, entry });
}

/** What the button sends. */
export function testBody(id: string, at: number): string {
  return JSON.stringify({ id, event: 'test', at, ticket: null, entry: null });
}
