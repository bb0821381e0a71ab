import { Online } from '../actors/roster/online.ts';
import type { Principal } from '../actors/ticket/command.ts';
import type { Caller } from '../actors/ticket/service.ts';
import type { StaffName } from '../actors/ticket/view.ts';
import { hasQueueAccess } from '../protocol/permissions.ts';
import type { Settings } from './config/settings-table.ts';
import { historyAddress } from '../actors/discord/posts/history-link.ts';
import { Files } from './files/files.ts';
import type { Access } from './identity/access.ts';
import type { SecurityLog } from './identity/security-log.ts';
import {
  guestPrincipal,
  playerSettings,
  staffNameOf,
  ticketSettings,
} from './identity/visible-settings.ts';
import { systemClock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import type { Kept } from './projections/kept.ts';
import { LiveFollowers } from './projections/live-followers.ts';
import { openProjections, type Projections } from './projections/projections.ts';
import type { Storage } from './storage/storage.ts';
import { ActorTicketService } from './tickets/service.ts';
import { TicketNumbers } from './tickets/ticket-numbers.ts';

/** Who acts: present rights and shown names. */
export interface Identity {
  readonly online: Online;
  /** The rights of a caller at this moment. */
  principal(caller: Caller, character: string | null): Principal;
  readonly staffName: StaffName;
}

/** The tickets and their read models, without any surface. */
export interface Tickets extends Identity {
  readonly ticketService: ActorTicketService;
  readonly numbers: TicketNumbers;
  /** Add whatever needs every entry here. */
  readonly followers: LiveFollowers;
  readonly projections: Projections;
  readonly files: Files;
}

export interface TicketsDeps {
  readonly settings: Pick<Settings, 'data'>;
  readonly storage: Storage;
  readonly access: Access;
  readonly isBackedUp?: Kept['isBackedUp'] | undefined;
  readonly security: SecurityLog;
  /** Where people find the web client; unknown while its port is. */
  address(): string | undefined;
  readonly log: Log;
}

export function composeTickets({
  settings,
  storage,
  access,
  isBackedUp,
  security,
  address,
  log,
}: TicketsDeps): Tickets {
  const { roster } = access;
  const { online, principal, staffName } = identityOf(access);
  const followers = new LiveFollowers({
    clock: systemClock,
    onFault: (err, follower, ticket) =>
      log.error({ err, follower, ticket }, 'log follower failed, starting it afresh'),
  });
  const projections = openProjections({
    followers,
    storage,
    markers: access.markers,
    clock: systemClock,
    staffName,
    principal: (account) => roster.principal(account, true, null),
    linkOf: (ticket) =>
      access.settings.now.game_file_links ? historyAddress(ticket, address()) : undefined,
    elapsed: () => systemClock.elapsed(),
    onFault: (err, what) => log.error({ err }, what),
  });
  const files = new Files({
    data: settings.data,
    tables: storage.tables,
    settings: () => access.settings.now,
    isBounded: (account) => !hasQueueAccess(roster.rightsOf(account)),
    isHeld: isBackedUp,
    onFault: (err) => log.error({ err }, 'files failed'),
  });
  const numbers = new TicketNumbers(access.sequences, storage.tables);
  const ticketService = new ActorTicketService({
    storage,
    numbers,
    followers,
    clock: systemClock,
    principal,
    files,
    people: {
      principal: (account) =>
        roster.account(account) && roster.principal(account, false, online.characterOf(account)),
      faction: (id) => roster.faction(id),
    },
    settings: () => ticketSettings(access.settings.now),
    playerSettings: () => playerSettings(access.settings.now),
    onBound: (bound, account) => security.add({ kind: bound, account }),
    staffName,
    onFault: (error, ticket) => log.error({ err: error, ticket }, 'ticket failed'),
  });
  return { online, principal, staffName, followers, projections, numbers, files, ticketService };
}

function identityOf(access: Access): Identity {
  const { roster } = access;
  const online = new Online();
  return {
    online,
    principal: ({ account, restricted, guest }, character) =>
      guest === undefined
        ? roster.principal(account, restricted, character ?? online.characterOf(account))
        : guestPrincipal(access, account, guest.name),
    staffName: (account) =>
      staffNameOf(access.settings.now, account === null ? undefined : roster.account(account)),
  };
}
