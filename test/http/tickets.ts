import type { MessageFiles } from '../../server/tickets/commands.ts';
import { noFiles } from '../support/no-files.ts';
import { unbounded } from '../support/unbounded.ts';
import type { Queue } from '../../actors/queue/queue.ts';
import type { Roster } from '../../actors/roster/roster.ts';
import { shippedCategories } from '../../protocol/kept-settings.ts';
import type { TicketSettings } from '../../actors/ticket/command.ts';
import { limits } from '../../protocol/limits.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { ActorTicketService } from '../../server/tickets/service.ts';
import type { LiveFollowers } from '../../server/projections/live-followers.ts';
import { followedQueue } from '../../server/projections/projections.ts';
import { testFollowers } from '../support/followers.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { ownNames } from '../../actors/ticket/view.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** The tickets of a site: the real ticket service and queue, on its storage and roster. */
export interface SiteTickets {
  readonly ticketService: ActorTicketService;
  readonly queue: Queue;
  readonly followers: LiveFollowers;
  readonly settings: Changeable<TicketSettings>;
  /** Categories that no new ticket gets. */
  readonly retired: string[];
  /** The character that an account plays now. */
  readonly playing: Map<string, string>;
}

export function openTickets(
  storage: Storage,
  roster: Roster,
  now: () => number,
  files: MessageFiles = noFiles,
): SiteTickets {
  const playing = new Map<string, string>();
  const characterOf = (account: string): string | null => playing.get(account) ?? null;
  const settings: Changeable<TicketSettings> = {
    autoArchive: false,
    categories: shippedCategories,
    subject_chars_max: limits.subject_chars_max,
    body_chars_max: limits.body_chars_max,
  };
  const followers = testFollowers();
  const queue = followedQueue(followers, storage.tables, ownNames);
  const ticketService = new ActorTicketService({
    files,
    followers,
    storage,
    numbers: ticketNumbers(storage),
    clock: { ...systemClock, now },
    principal: ({ account, restricted }, character) =>
      roster.principal(account, restricted, character ?? characterOf(account)),
    people: {
      principal: (account) =>
        roster.account(account) && roster.principal(account, false, characterOf(account)),
      faction: () => undefined,
    },
    staffName: ownNames,
    settings: () => settings,
    playerSettings: () => unbounded,
    onFault: (error) => {
      throw error;
    },
  });
  return { ticketService, queue, followers, settings, retired: [], playing };
}
