import type { Queue } from '../../actors/queue/queue.ts';
import { limits } from '../../protocol/limits.ts';
import type { LiveFollowers } from '../projections/live-followers.ts';
import type { Marks } from '../projections/marks.ts';
import type { Backend } from '../identity/port.ts';
import type { SecurityLog } from '../identity/security-log.ts';
import { holdingClock, systemClock } from '../platform/clock.ts';
import { CannedWatches } from './canned-watch.ts';
import { freshCounters, type NetCounters } from './counters.ts';
import { Hub } from './hub.ts';
import { netLimits } from './socket-limits.ts';
import { ListWatches } from './list-watch.ts';
import { PresenceWatches } from './presence-watch.ts';
import { Rate, type Pace } from '../platform/rate.ts';
import { Room } from './room.ts';
import { SeenWatches } from './seen-watch.ts';
import type { SettledTickets } from './settled-sources.ts';
import { TicketWatches, type Apart, type Beside, type OnAhead } from './ticket-watch.ts';
import { TurnEnd } from './turn-end.ts';
import { Turns } from '../platform/turns.ts';
import type { Open } from './opening.ts';

/** What all sessions of one server share. */
export interface NetDeps {
  readonly backend: Backend;
  readonly turnEnd: TurnEnd;
  readonly turns: Turns;
  readonly counters: NetCounters;
  readonly rates: {
    /** By account number. */
    readonly accounts: Rate;
    /** By name of the shard. */
    readonly shards: Rate;
    /** Hellos with wrong credentials, by network. */
    readonly failures: Rate;
  };
  /** Places of those that said who they are. */
  readonly room: Room;
  /** Hears of who is turned away. */
  readonly security: SecurityLog;
  readonly marks: Marks;
  readonly presence: PresenceWatches;
  /** Finds the state of what is watched. */
  readonly open: Open;
  /** Tells all who watch as players what they watch anew. */
  staffRenamed(): void;
  /** Hears of bugs, never of what a client did wrong. */
  onFault(error: unknown): void;
}

export interface NetOptions {
  readonly backend: Backend;
  /** Made and fed beside the log; the sockets tell what changes in them. */
  readonly queue: Queue;
  readonly marks: Marks;
  readonly followers: Pick<LiveFollowers, 'follow'>;
  readonly tables: SettledTickets;
  /** What the sockets count. */
  readonly counters?: NetCounters;
  readonly security: SecurityLog;
  readonly connectionsMax?: number;
  readonly connectionsPerAccountMax?: number;
  onFault(error: unknown): void;
  readonly onAhead?: OnAhead;
  readonly accountPace?: Pace;
  readonly shardPace?: Pace;
  readonly turns?: Turns;
  /** As the clock has it, but for tests. */
  readonly soon?: (run: () => void) => void;
  /** A timer of `linger_ms`, but for tests. */
  readonly later?: (run: () => void) => void;
  /** A timer of `list_gather_ms`, but for tests. */
  readonly gather?: (run: () => void) => void;
}

const accountPace: Pace = { per_second: limits.frames_per_second, burst: limits.frames_burst };
const shardPace: Pace = {
  per_second: limits.shard_messages_per_second,
  burst: limits.shard_messages_burst,
};
const failurePace: Pace = {
  per_second: netLimits.failed_hellos_per_second,
  burst: netLimits.failed_hellos_burst,
};

export function netParts(options: NetOptions): NetDeps {
  const { backend, queue, marks, tables, onFault } = options;
  const { ticketService } = backend;
  const hub = new Hub();
  const soon = options.soon ?? systemClock.soon;
  const later = options.later ?? ((run) => void holdingClock.after(netLimits.linger_ms, run));
  const turnEnd = new TurnEnd({ soon, later, onFault });
  const { turns = new Turns() } = options;
  const presence = new PresenceWatches({ ticketService, hub, turnEnd, now: () => backend.now() });
  const tickets = new TicketWatches({
    ticketService,
    hub,
    beside: besideTickets(marks, presence),
    onAhead: options.onAhead ?? (() => {}),
    onFault,
  });
  presence.onSignal((ticket, audience, is) => tickets.tell(ticket, audience, { t: 'signal', is }));
  const seen = new SeenWatches(marks, hub);
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
    settled: tables,
    hub,
    turnEnd,
    turns,
    gather: options.gather ?? ((run) => void systemClock.after(netLimits.list_gather_ms, run)),
    onFault,
    mayView: (caller) => backend.describe(caller).rights.includes('tickets.view'),
  });
  options.followers.follow('ticket_watches', tickets);
  options.followers.follow('list_watches', lists);
  marks.onMoved((moved) => {
    seen.moved(moved);
    for (const one of moved) {
      if (one.kind !== 'by_support') continue;
      tickets.tell(one.ticket, 'public', seenBySupport(one.seq));
    }
  });
  return {
    backend,
    turnEnd,
    turns,
    marks,
    presence,
    counters: options.counters ?? freshCounters(),
    security: options.security,
    room: new Room({
      connections_max: options.connectionsMax ?? netLimits.connections_max,
      per_account_max: options.connectionsPerAccountMax ?? netLimits.connections_per_account_max,
    }),
    rates: {
      accounts: new Rate(options.accountPace ?? accountPace, netLimits.paced_max),
      shards: new Rate(options.shardPace ?? shardPace, netLimits.paced_max),
      failures: new Rate(failurePace, netLimits.networks_max),
    },
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
    onFault,
  };
}

/** Who is at a ticket, and to players how far support has read it. */
function besideTickets(marks: Marks, presence: PresenceWatches): Beside {
  return {
    begin(ticket, audience) {
      const seq = audience === 'public' ? marks.seenBySupport(ticket) : 0;
      const is = presence.begin(ticket, audience);
      const apart: Apart[] = is === undefined ? [] : [{ t: 'signal', is }];
      return seq > 0 ? [seenBySupport(seq), ...apart] : apart;
    },
    signal: (ticket, audience) => presence.present(ticket, audience),
    left: (ticket, audience, subscriber) => presence.left(ticket, audience, subscriber),
  };
}

function seenBySupport(seq: number): Apart {
  return { t: 'event', is: { on: 'seen_by_support', seq } };
}
