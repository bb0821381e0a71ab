import type { Audience } from '../../../protocol/ticket.ts';
import type { ReadMarkers } from '../../projections/read-markers.ts';
import type { Happened, Signal, Subscriber } from './hub.ts';
import type { PresenceWatches } from './presence-watch.ts';

/** What is told to those who watch a ticket and is no part of it. */
export interface Beside {
  /** Right after the state. */
  begin(ticket: string, audience: Audience): ReadonlyArray<Apart>;
  /** As it is now, for a connection that missed it. */
  signal(ticket: string, audience: Audience): Signal;
  left(ticket: string, audience: Audience, subscriber: Subscriber): void;
}

export type Apart =
  | { readonly t: 'event'; readonly is: Happened }
  | { readonly t: 'signal'; readonly is: Signal };

/** Who is at a ticket, and to players how far support has read it. */
export function besideTickets(readMarkers: ReadMarkers, presence: PresenceWatches): Beside {
  return {
    begin(ticket, audience) {
      const seq = audience === 'public' ? readMarkers.seenBySupport(ticket) : 0;
      const is = presence.begin(ticket, audience);
      const apart: Apart[] = is === undefined ? [] : [{ t: 'signal', is }];
      return seq > 0 ? [seenBySupport(seq), ...apart] : apart;
    },
    signal: (ticket, audience) => presence.present(ticket, audience),
    left: (ticket, audience, subscriber) => presence.left(ticket, audience, subscriber),
  };
}

export function seenBySupport(seq: number): Apart {
  return { t: 'event', is: { on: 'seen_by_support', seq } };
}
