import type { Queue } from '../../../actors/queue/queue.ts';
import type { Backend } from '../../identity/backend.ts';
import type { Turns } from '../../platform/turns.ts';
import type { LiveFollowers } from '../../projections/live-followers.ts';
import type { ReadMarkers } from '../../projections/read-markers.ts';
import type { TurnEnd } from '../connection/turn-end.ts';
import { ticketExtras, seenBySupport } from './ticket-extras.ts';
import { CannedWatches } from './canned-watch.ts';
import { Hub } from './hub.ts';
import { ListWatches } from './list-watch.ts';
import type { Open } from './opening.ts';
import { PresenceWatches } from './presence-watch.ts';
import { ReadMarkerWatches } from './read-marker-watch.ts';
import type { ClosedTickets } from './closed-sources.ts';
import { TicketWatches, type OnAhead } from './ticket-watch.ts';

export interface WatchSourcesDeps {
  readonly backend: Backend;
  /** Read models that follow the log; watches send their changes. */
  readonly queue: Queue;
  readonly readMarkers: ReadMarkers;
  readonly followers: Pick<LiveFollowers, 'follow'>;
  readonly tables: ClosedTickets;
  readonly turnEnd: TurnEnd;
  readonly turns: Turns;
  readonly onAhead: OnAhead;
  /** Calls once, after `list_gather_ms`. */
  gather(run: () => void): void;
  onFault(error: unknown): void;
}

/** All that can be watched. */
export interface WatchSources {
  readonly presence: PresenceWatches;
  /** Reads the state of what is watched. */
  readonly open: Open;
  /** Sends all who watch as players a fresh state. */
  staffRenamed(): void;
}

/** Makes the source of each kind of watch and lets it follow its read model. */
export function watchSources(deps: WatchSourcesDeps): WatchSources {
  const { backend, queue, readMarkers, tables, turnEnd, turns, onFault } = deps;
  const { ticketService } = backend;
  const hub = new Hub();
  const presence = new PresenceWatches({ ticketService, hub, turnEnd, now: () => backend.now() });
  const tickets = new TicketWatches({
    ticketService,
    hub,
    extras: ticketExtras(readMarkers, presence),
    onAhead: deps.onAhead,
    onFault,
  });
  presence.onSignal((ticket, audience, is) => tickets.tell(ticket, audience, { t: 'signal', is }));
  const seen = new ReadMarkerWatches(readMarkers, hub);
  const canned = new CannedWatches({
    canned: backend.canned,
    hub,
    mayWatch: (caller) =>
      ticketService.mayWatchQueue(caller) ||
      backend.describe(caller).rights.includes('tickets.canned'),
  });
  const lists = new ListWatches({
    ticketService,
    queue,
    closed: tables,
    hub,
    turnEnd,
    turns,
    gather: deps.gather,
    onFault,
    mayView: (caller) => backend.describe(caller).rights.includes('tickets.view'),
  });
  deps.followers.follow('ticket_watches', tickets);
  deps.followers.follow('list_watches', lists);
  readMarkers.onMoved((moved) => {
    seen.moved(moved);
    for (const one of moved) {
      if (one.kind !== 'by_support') continue;
      tickets.tell(one.ticket, 'public', seenBySupport(one.seq));
    }
  });
  return {
    presence,
    open: (opening) => {
      const { what } = opening;
      switch (what.on) {
        case 'ticket':
          return tickets.open(opening, what);
        case 'queue':
        case 'mine':
          return lists.open(opening, what);
        case 'seen':
          return seen.open(opening);
        case 'presence':
          return presence.open(opening);
        case 'canned':
          return canned.open(opening);
      }
    },
    staffRenamed() {
      tickets.renewPublic();
      lists.renewPublic();
    },
  };
}
