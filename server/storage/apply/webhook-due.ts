import * as v from 'valibot';
import {
  deliveriesOf,
  deliveryKey,
  matchingForm,
  matchingKey,
  type Match,
} from '../../../actors/webhooks/matching.ts';
import type { TicketEvent } from '../../../actors/ticket/event.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import type { Batch } from './batch.ts';
import { decode } from '../packed/codec.ts';
import type { View } from './view.ts';

/** The record is the same buffer until it is changed, and every turn asks for it. */
const read = new WeakMap<Buffer, readonly Match[]>();

/** The keys of what a turn makes due for webhooks: nothing of what only support sees. */
export function webhooksDue(
  view: View,
  batch: Batch,
  events: readonly TicketEvent[],
  after: Ticket,
): readonly string[] {
  const stored = view.record(batch, 'webhook', matchingKey);
  if (stored === undefined) return [];
  let hooks = read.get(stored);
  if (hooks === undefined) {
    const { v: _, ...fields } = decode(stored) as { readonly v: number };
    hooks = v.parse(matchingForm, fields).hooks;
    read.set(stored, hooks);
  }
  return deliveriesOf(hooks, events, after).map(deliveryKey);
}
