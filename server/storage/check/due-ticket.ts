import { deliveryOf } from '../../../actors/webhooks/matching.ts';

/** The ticket that due work is of, by the parts of its key. */
export function ticketOfDue([work, of]: readonly [work: string, of: string]): string {
  return work === 'webhook' ? deliveryOf(of).ticket : of;
}
