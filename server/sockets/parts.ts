import { limits } from '../../protocol/limits.ts';
import type { SecurityLog } from '../identity/security-log.ts';
import { holdingClock, systemClock } from '../platform/clock.ts';
import { Rate, type Pace } from '../platform/rate.ts';
import { Turns } from '../platform/turns.ts';
import { freshCounters, type NetCounters } from './connection/counters.ts';
import { Slots } from './connection/slots.ts';
import type { SocketsDeps } from './connection/sockets.ts';
import { TurnEnd } from './connection/turn-end.ts';
import { netLimits } from './socket-limits.ts';
import { AccountRoute, type AccountRouteDeps } from './route.ts';
import type { OnAhead } from './watches/ticket-watch.ts';
import { watchSources, type WatchSources, type WatchSourcesDeps } from './watches/sources.ts';

/** What all connections of one server share. */
export type NetDeps = SocketsDeps & AccountRouteDeps & WatchSources;

export interface NetOptions extends Pick<
  WatchSourcesDeps,
  'backend' | 'queue' | 'readMarkers' | 'followers' | 'tables'
> {
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

/** Joins connections and watches: each connection of an account gets a route to what it watches. */
export function netParts(options: NetOptions): NetDeps {
  const { backend, queue, readMarkers, followers, tables, security, onFault } = options;
  const { turns = new Turns(), onAhead = () => {} } = options;
  const turnEnd = new TurnEnd({
    soon: options.soon ?? systemClock.soon,
    later: options.later ?? ((run) => void holdingClock.after(netLimits.linger_ms, run)),
    onFault,
  });
  const gather = options.gather ?? ((run) => void systemClock.after(netLimits.list_gather_ms, run));
  const sources = watchSources({
    backend,
    queue,
    readMarkers,
    followers,
    tables,
    turnEnd,
    turns,
    onAhead,
    gather,
    onFault,
  });
  const routing: AccountRouteDeps = { backend, readMarkers, turns, ...sources };
  return {
    ...routing,
    ...sources,
    turnEnd,
    counters: options.counters ?? freshCounters(),
    security,
    slots: new Slots({
      connections_max: options.connectionsMax ?? netLimits.connections_max,
      per_account_max: options.connectionsPerAccountMax ?? netLimits.connections_per_account_max,
    }),
    rates: {
      accounts: new Rate(options.accountPace ?? accountPace, netLimits.paced_max),
      shards: new Rate(options.shardPace ?? shardPace, netLimits.paced_max),
      failures: new Rate(failurePace, netLimits.networks_max),
    },
    routeOf: (connection, caller) => new AccountRoute(routing, connection, caller),
    onFault,
  };
}
