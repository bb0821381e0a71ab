import type { Right } from '../../protocol/permissions.ts';
import type { Audience } from '../../protocol/ticket.ts';
import type { Clock } from '../runtime/clock.ts';
import type { AmendingTicketService } from '../ticket/service.ts';
import type { KeptFile } from '../ticket/files.ts';
import type { TicketEvent } from '../ticket/event.ts';
import type { Ticket } from '../ticket/state.ts';
import type { StaffName } from '../ticket/view.ts';
import type { Ahead } from './alerts/findings.ts';
import type { DiscordPort } from './port/port.ts';
import type { BridgeStore } from './store.ts';

/** What the bridge needs of the rest of the server. */
export interface BridgeDeps {
  readonly port: DiscordPort;
  readonly tickets: BridgeTickets;
  readonly ticketService: AmendingTicketService;
  readonly store: BridgeStore;
  readonly followDue: FollowDue;
  readonly people: BridgePeople;
  readonly clock: Clock;
  settings(): BridgeSettings;
  /** Where people find the web client. */
  address(): string | undefined;
  /** A ticket has this channel from now on: messages that are already in it may be new. */
  channelAdded(channel: string): void;
  log(level: 'info' | 'warn' | 'error', sentence: string, about?: object): void;
  /** Numbers of all tickets of which Discord shows more than the data folder has; empty: none any more. */
  onAhead(what: Ahead, numbers: readonly number[]): void;
}

/** The tickets as they are on disk. */
export interface BridgeTickets {
  /** The first epoch of the data. */
  readonly epoch: string;
  load(id: string): Promise<Ticket | undefined>;
  active(): Iterable<{ readonly id: string; readonly number: number }>;
  /** Entries of one audience, oldest first, with `after < seq < before`, the last `limit` of them. */
  history(
    id: string,
    audience: Audience,
    range: { readonly after?: number; readonly before?: number; readonly limit: number },
  ): TicketEvent[];
  /** The bytes of a file of a public message; undefined: it is not there any more. */
  readFile(file: KeptFile): Promise<Uint8Array | undefined>;
}

/**
 * Calls back with the tickets that are due: those that changed and were not reconciled since, then
 * each that changes. Returns a function that stops it.
 */
export type FollowDue = (look: (tickets: readonly string[]) => void) => () => Promise<void>;

/** Links and rights as they are now. */
export interface BridgePeople {
  /** All links of an account and a user. */
  links(): Iterable<{ readonly account: string; readonly user: string }>;
  userOf(account: string): string | undefined;
  accountOf(user: string): string | undefined;
  rightsOf(account: string): ReadonlySet<Right>;
  readonly staffName: StaffName;
}

/** The settings of Discord as they are now. */
export interface BridgeSettings {
  readonly guild: string | null;
  readonly category: string | null;
  readonly prefix: string;
  readonly supportRole: string | null;
  readonly accessRole: string | null;
}
