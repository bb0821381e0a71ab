import type { Queue } from '../../actors/queue/queue.ts';
import { limits } from '../../protocol/limits.ts';
import type { Backend } from '../port.ts';
import { freshCounters, type NetCounters } from './counters.ts';
import { Hub } from './hub.ts';
import { netLimits } from './limits.ts';
import { ListWatches } from './list-watch.ts';
import { Rate, type Pace } from './rate.ts';
import type { SettledTickets } from './settled-lists.ts';
import { TicketWatches } from './ticket-watch.ts';
import { TurnEnd } from './turn-end.ts';
import type { Open } from './watches.ts';

/** What all sessions of one server share. */
export interface NetParts {
  readonly backend: Backend;
  readonly turnEnd: TurnEnd;
  readonly counters: NetCounters;
  readonly rates: {
    /** By account number. */
    readonly accounts: Rate;
    /** By name of the shard. */
    readonly shards: Rate;
    /** Hellos with wrong credentials, by address. */
    readonly failures: Rate;
  };
  /** Finds the state of what is watched. */
  readonly open: Open;
  /** Hears of bugs, never of what a client did wrong. */
  onFault(error: unknown): void;
}

export interface NetOptions {
  readonly backend: Backend;
  readonly queue: Queue;
  readonly settled: SettledTickets;
  onFault(error: unknown): void;
  readonly accountPace?: Pace;
  readonly shardPace?: Pace;
  /** `setImmediate`, but for tests. */
  readonly soon?: (run: () => void) => void;
}

export function netParts(options: NetOptions): NetParts {
  const { backend, queue, settled, onFault } = options;
  const { desk } = backend;
  const hub = new Hub();
  const soon = options.soon ?? ((run) => void setImmediate(run));
  const turnEnd = new TurnEnd({ soon, onFault });
  const tickets = new TicketWatches(desk, hub);
  const lists = new ListWatches({
    desk,
    queue,
    settled,
    hub,
    turnEnd,
    mayView: (caller) => backend.describe(caller).rights.includes('tickets.view'),
  });
  desk.onTold((told) => {
    try {
      tickets.told(told);
      lists.told(told);
    } catch (error) {
      // The ticket's turn goes on, whatever we made of it.
      onFault(error);
    }
  });
  return {
    backend,
    turnEnd,
    counters: freshCounters(),
    rates: {
      accounts: new Rate(options.accountPace ?? accountPace, netLimits.paced_max),
      shards: new Rate(options.shardPace ?? shardPace, netLimits.paced_max),
      failures: new Rate(failurePace, netLimits.addresses_max),
    },
    open: (opening) => {
      const { what } = opening;
      return what.on === 'ticket' ? tickets.open(opening, what) : lists.open(opening, what);
    },
    onFault,
  };
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
