import type { Audience } from '../../../protocol/ticket.ts';
import type { ReadMarkers } from '../../projections/read-markers.ts';
import type { Happened, Signal, Subscriber } from './hub.ts';
import type { PresenceWatches } from './presence-watch.ts';

/** What watchers of a ticket are sent that is not part of the ticket: presence and read markers. */
export interface TicketExtras {
  /** Sent right after the state. */
  begin(ticket: string, audience: Audience): ReadonlyArray<ExtraMessage>;
  /** The present signal, for a connection that missed earlier ones. */
  signal(ticket: string, audience: Audience): Signal;
  left(ticket: string, audience: Audience, subscriber: Subscriber): void;
}

export type ExtraMessage =
  | { readonly t: 'event'; readonly is: Happened }
  | { readonly t: 'signal'; readonly is: Signal };

/** Presence for both audiences, and for players how far support has read. */
export function ticketExtras(readMarkers: ReadMarkers, presence: PresenceWatches): TicketExtras {
  return {
    begin(ticket, audience) {
      const seq = audience === 'public' ? readMarkers.seenBySupport(ticket) : 0;
      const is = presence.begin(ticket, audience);
      const extra: ExtraMessage[] = is === undefined ? [] : [{ t: 'signal', is }];
      return seq > 0 ? [seenBySupport(seq), ...extra] : extra;
    },
    signal: (ticket, audience) => presence.present(ticket, audience),
    left: (ticket, audience, subscriber) => presence.left(ticket, audience, subscriber),
  };
}

export function seenBySupport(seq: number): ExtraMessage {
  return { t: 'event', is: { on: 'seen_by_support', seq } };
}
