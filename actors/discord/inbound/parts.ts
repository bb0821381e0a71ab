import type { LinkedByCode } from '../../roster/accounts/discord-links.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { AmendingTicketService, Caller, TicketService } from '../../ticket/service.ts';
import type { TicketEvent } from '../../ticket/event.ts';
import type { Right } from '../../../protocol/permissions.ts';
import type { DiscordPort } from '../port.ts';

/** What everything that comes from Discord needs of the rest of the server. */
export interface InboundDeps {
  readonly port: DiscordPort;
  readonly ticketService: TicketService & AmendingTicketService;
  readonly tickets: InboundTickets;
  readonly store: InboundStore;
  readonly people: InboundPeople;
  readonly clock: Clock;
  settings(): InboundSettings;
  /** Where people find the web client. */
  address(): string | undefined;
  /** Where a file of a message is found for as long as the message; undefined like the address. */
  fileAddress(channel: string, message: string, attachment: string): string | undefined;
  onFault(cause: unknown): void;
}

export interface InboundSettings {
  readonly guild: string | null;
  readonly supportRole: string | null;
  /** Those that a new ticket may have. */
  readonly categories: readonly string[];
  readonly subject_chars_max: number;
  readonly body_chars_max: number;
}

export interface InboundTickets {
  /** The ticket that has this channel. */
  ofChannel(channel: string): string | undefined;
  channelOf(ticket: string): string | undefined;
  /** Of all tickets. */
  channels(): string[];
  /** Whether it was found again, so that its ticket may have what was written in it. */
  isAdopted(channel: string): boolean;
  /** Whether it is, or may come to be, the channel of a ticket. */
  isOurs(channel: string): boolean;
  idOfNumber(number: number): string | undefined;
  /** What the public audience sees, oldest first, the last `limit` of them. */
  lastPublic(ticket: string, limit: number): TicketEvent[];
  /** The first `limit` behind this number. */
  publicAfter(ticket: string, after: number, limit: number): TicketEvent[];
  /** Active ones that an account takes part in, the latest change first. */
  activeOf(account: string): OwnTicket[];
}

export interface OwnTicket {
  readonly id: string;
  readonly number: number;
  readonly subject: string;
}

export interface InboundPeople {
  /** The account of a user. `restricted`: its shard says so, so nothing of staff is done with it. */
  linkOf(user: string): { readonly account: string; readonly restricted: boolean } | undefined;
  nameOf(account: string): string;
  rightsOf(caller: Caller): ReadonlySet<Right>;
  /** Links the account that a code was made for; undefined where there is no such code. */
  linkByCode(code: string, user: string): Promise<LinkedByCode>;
  /** The secret of a one-time link that signs in as the account, with player-facing rights alone. */
  signInSecret(account: string): Promise<string | undefined>;
}

/** A message of a member as it was taken in. */
export interface TakenMessage {
  readonly message: string;
  readonly ticket: string;
  /** Of its entry, in the numbers of the public audience. */
  readonly seq: number;
  /** Of what it said last. */
  readonly hash: string;
}

/** What is about to be taken in, written down before the ticket has it. */
export interface TakingMessage {
  readonly message: string;
  readonly ticket: string;
  /** What it becomes is behind this, in the numbers of the public audience. */
  readonly after: number;
  /** Of the text of its entry. */
  readonly body: string;
  /** Of what it says on Discord. */
  readonly hash: string;
}

/** Where it is kept what was taken in. Writes tell whether they are on disk, and never reject. */
export interface InboundStore {
  /** Messages of this channel up to this one were taken in, or refused for good. */
  heard(channel: string): string | undefined;
  taken(channel: string, message: string): TakenMessage | undefined;
  /** The newest ones, oldest first. */
  lastTaken(channel: string, limit: number): TakenMessage[];
  /** Its command may have been carried out, though nothing more is known of it. */
  taking(channel: string): TakingMessage | undefined;
  begin(channel: string, taking: TakingMessage): Promise<boolean>;
  /** `heard` moves, and nothing is about to be taken in; what of it became an entry is kept with it, in one write. */
  take(channel: string, heard: string, taken?: TakenMessage): Promise<boolean>;
  /** It says something else now; undefined: it is deleted. */
  change(channel: string, message: string, taken: TakenMessage | undefined): Promise<boolean>;
  /** Those of which something is kept. */
  channels(): string[];
  /** The channel is no more. */
  forget(channel: string): Promise<boolean>;
  /** The server that has slash commands. */
  commandsIn(): string | undefined;
  setCommandsIn(guild: string | undefined): Promise<boolean>;
  /** They take no direct messages. */
  takesNoMessages(user: string): boolean;
}
