import * as v from 'valibot';
import type { Change, TicketEvent } from '../ticket/event.ts';
import type { Ticket } from '../ticket/state.ts';
import type { WebhookEvent } from '../../protocol/webhooks.ts';
import { foldCategory } from '../settings/setting-checks.ts';

/** Which webhooks an event is for. What is stored of this decides what an entry of the log makes due. */

/** What one webhook is told of. */
const matchForm = v.strictObject({
  hook: v.string(),
  events: v.array(v.string()),
  /** Names; none: all tickets. */
  shards: v.array(v.string()),
  /** Folded names; none: all. */
  categories: v.array(v.string()),
});
export type Match = v.InferOutput<typeof matchForm>;

/** Of all webhooks that are not set aside. Kept under `matching/all`, so that one read tells. */
export const matchingForm = v.strictObject({ hooks: v.array(matchForm) });
export const matching_prefix = 'matching';
export const matching_id = 'all';
export const matchingKey = `${matching_prefix}/${matching_id}`;

export function matchOf(
  hook: string,
  fields: Readonly<Record<'events' | 'shards' | 'categories', readonly string[]>>,
): Match {
  const { events, shards, categories } = fields;
  return {
    hook,
    events: [...events],
    shards: [...shards],
    categories: categories.map(foldCategory),
  };
}

/**
 * What a change is called; null for what only support sees. What a stored entry makes never changes:
 * only new types of changes get new rows.
 */
const events: Readonly<Record<Change['type'], WebhookEvent | null>> = {
  ticket_opened: 'ticket_opened',
  message_posted: 'message_posted',
  note_posted: null,
  subject_edited: 'subject_changed',
  work_started: 'status_changed',
  status_set: 'status_changed',
  priority_set: null,
  ticket_assigned: 'assignment_changed',
  ticket_released: 'assignment_changed',
  ticket_closed: 'status_changed',
  ticket_archived: 'status_changed',
  ticket_reopened: 'status_changed',
  participants_added: 'participants_changed',
  participant_removed: 'participants_changed',
  message_edited: 'message_edited',
  message_deleted: 'message_deleted',
  mirroring_refused: null,
};

export function webhookEventOf({ change, publicSeq }: TicketEvent): WebhookEvent | null {
  return publicSeq === null ? null : events[change.type];
}

/** What is to be sent to one webhook: an entry of a ticket by its public number. */
export interface Delivery {
  readonly hook: string;
  readonly ticket: string;
  readonly publicSeq: number;
}

/** The deliveries of a turn, those of one ticket in the order of its entries. */
export function deliveriesOf(
  hooks: readonly Match[],
  turn: readonly TicketEvent[],
  after: Ticket,
): Delivery[] {
  const wanted = hooks.filter(({ shards, categories }) => {
    const isShard = shards.length === 0 || (after.shard !== null && shards.includes(after.shard));
    return (
      isShard && (categories.length === 0 || categories.includes(foldCategory(after.category)))
    );
  });
  if (wanted.length === 0) return [];
  return turn.flatMap((event) => {
    const name = webhookEventOf(event);
    if (name === null) return [];
    return wanted
      .filter((hook) => hook.events.includes(name))
      .map(({ hook }) => ({ hook, ticket: after.id, publicSeq: event.publicSeq! }));
  });
}

/** Digits of `entries_max`. */
const seq_digits = 6;

/** The key of its due work; those of one ticket sort in the order of its entries. */
export function deliveryKey({ hook, ticket, publicSeq }: Delivery): string {
  return `${hook}/${ticket}/${String(publicSeq).padStart(seq_digits, '0')}`;
}

export function deliveryOf(key: string): Delivery {
  const [first, last] = [key.indexOf('/'), key.lastIndexOf('/')];
  return {
    hook: key.slice(0, first),
    ticket: key.slice(first + 1, last),
    publicSeq: Number(key.slice(last + 1)),
  };
}
