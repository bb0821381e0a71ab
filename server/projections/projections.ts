import { Queue } from '../../actors/queue/queue.ts';
import type { Markers } from '../../actors/records/markers.ts';
import type { Clock } from '../../actors/runtime/clock.ts';
import type { Principal } from '../../actors/ticket/command.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import type { Storage } from '../storage/storage.ts';
import type { Tables } from '../storage/tables.ts';
import type { LiveFollowers } from './live-followers.ts';
import { ReadMarkers } from './read-markers.ts';
import { StoredNotices } from './notice-store.ts';

export interface ProjectionDeps {
  /** The read models made here are added to these. */
  readonly followers: Pick<LiveFollowers, 'follow'>;
  readonly storage: Storage;
  readonly markers: Markers;
  readonly clock: Clock;
  readonly staffName: StaffName;
  /** The present rights of the account, without those of staff. */
  principal(account: string): Principal;
  /** Where files of a ticket are, if the game shows addresses. */
  linkOf(ticket: string): string | undefined;
  /** Milliseconds of a monotonic clock. */
  elapsed(): number;
  /** Called with failed reads or writes, and with bugs; `what` is the line for the log. */
  onFault(error: unknown, what: string): void;
}

/** The read models, for sockets, HTTP, the game and Discord alike. */
export interface Projections {
  /** All active tickets. */
  readonly queue: Queue;
  /** How far each account has read. */
  readonly readMarkers: ReadMarkers;
  /** Notices for players. */
  readonly notices: StoredNotices;
}

export function openProjections(deps: ProjectionDeps): Projections {
  const { followers, storage, clock, staffName, onFault } = deps;
  const queue = followedQueue(followers, storage.tables, staffName);
  const readMarkers = new ReadMarkers({
    markers: deps.markers,
    publicCount: (ticket, seq) => storage.tables.publicCount(ticket, seq),
    isActive: (ticket) => queue.isActive(ticket),
    now: () => clock.now(),
    onFault: (error) => onFault(error, 'listener of read markers failed'),
  });
  const notices = new StoredNotices({
    storage,
    principal: deps.principal,
    staffName,
    linkOf: deps.linkOf,
    now: deps.elapsed,
    onError: (cause) => onFault(cause, 'reading notices failed, or storing that they were shown'),
  });
  return { queue, readMarkers, notices };
}

/** The queue of all active tickets, which follows the log from now on. */
export function followedQueue(
  followers: Pick<LiveFollowers, 'follow'>,
  tables: Pick<Tables, 'active'>,
  staffName: StaffName,
): Queue {
  const queue = new Queue(tables.active(), staffName);
  followers.follow('queue', {
    committed: ({ after }) => queue.changed(summarize(after)),
    renew: () => queue.renew(tables.active()),
  });
  return queue;
}
