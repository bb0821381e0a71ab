import type { LinkedByCode } from '../../roster/accounts/discord-links.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import type {
  AmendingTicketService,
  AttachingTicketService,
  Caller,
  TicketService,
} from '../../ticket/service.ts';
import type { TicketEvent } from '../../ticket/event.ts';
import type { Right } from '../../../protocol/permissions.ts';
import type { DiscordPort } from '../port/port.ts';

/** What the inbound side needs of the rest of the server. */
export interface InboundDeps {
  readonly port: DiscordPort;
  readonly ticketService: TicketService & AmendingTicketService & AttachingTicketService;
  readonly files: InboundFiles;
  readonly tickets: InboundTickets;
  readonly store: InboundStore;
  readonly people: InboundPeople;
  readonly clock: Clock;
  settings(): InboundSettings;
  /** Where people find the web client. */
  address(): string | undefined;
  /** A lasting address of a file on Discord; undefined like the address. */
  fileAddress(channel: string, message: string, attachment: string): string | undefined;
  onFault(cause: unknown): void;
}

export interface InboundSettings {
  readonly guild: string | null;
  readonly supportRole: string | null;
  /** Categories of new tickets. */
  readonly categories: readonly string[];
  readonly subject_chars_max: number;
  readonly body_chars_max: number;
}

export interface InboundTickets {
  /** The ticket that has this channel. */
  ofChannel(channel: string): string | undefined;
  channelOf(ticket: string): string | undefined;
  /** The channels of all tickets. */
  channels(): string[];
  /** Whether the channel was found by its topic, so that the ticket may have its messages already. */
  isAdopted(channel: string): boolean;
  /** Whether it is the channel of a ticket, or may be one again. */
  isOurs(channel: string): boolean;
  idOfNumber(number: number): string | undefined;
  /** The last `limit` public entries, oldest first. */
  lastPublic(ticket: string, limit: number): TicketEvent[];
  /** The first `limit` public entries after this number. */
  publicAfter(ticket: string, after: number, limit: number): TicketEvent[];
  /** Active tickets of a participant, the latest change first. */
  activeOf(account: string): OwnTicket[];
}

export interface OwnTicket {
  readonly id: string;
  readonly number: number;
  readonly subject: string;
}

export interface InboundPeople {
  /** The account of a user. `restricted`: a shard made the link, so it gives no rights of staff. */
  linkOf(user: string): { readonly account: string; readonly restricted: boolean } | undefined;
  nameOf(account: string): string;
  rightsOf(caller: Caller): ReadonlySet<Right>;
  /** Links the account that a code was made for. */
  linkByCode(code: string, user: string): Promise<LinkedByCode>;
  /** The secret of a one-time link that signs in as the account, with player-facing rights alone. */
  signInSecret(account: string): Promise<string | undefined>;
}

/** Saves files of messages on Discord. */
export interface InboundFiles {
  /** Fetches a file and keeps it until the message of this account names it. Never rejects. */
  keep(file: {
    readonly account: string;
    readonly ticket: string;
    readonly name: string;
    /** As Discord says. */
    readonly bytes: number;
    readonly address: string;
  }): Promise<FileOutcome>;
  /** The file is not wanted any more. */
  drop(account: string, id: string): void;
  /** Ends what is under way. */
  stop(): void;
}

export type FileOutcome =
  | { readonly kind: 'kept'; readonly id: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** It could not be fetched. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'stopped' };

/** Files of a message by their ids on Discord: null for one that is kept here, else why not. */
export type FileFates = Readonly<Record<string, string | null>>;

/** A message of a member that was imported. */
export interface ImportedMessage {
  readonly message: string;
  readonly ticket: string;
  /** Number of its entry for the public audience. */
  readonly seq: number;
  /** Hash of its latest text. */
  readonly hash: string;
  /** Absent where there are none, or none were kept in those days. */
  readonly files?: FileFates;
}

/** A message that is being imported; stored before the ticket has it. */
export interface PendingImport {
  readonly message: string;
  readonly ticket: string;
  /** Its entry comes after this one, in the numbers of the public audience. */
  readonly after: number;
  /** Hash of the text of its entry. */
  readonly body: string;
  /** Hash of its text on Discord. */
  readonly hash: string;
  readonly files?: FileFates;
}

/** Stores what was imported. A write resolves to whether it is on disk, and never rejects. */
export interface InboundStore {
  /** Messages of this channel up to this one were imported or refused for good. */
  importedUpTo(channel: string): string | undefined;
  imported(channel: string, message: string): ImportedMessage | undefined;
  /** The newest imported messages, oldest first. */
  lastImported(channel: string, limit: number): ImportedMessage[];
  /** The message that was being imported: its command may have been carried out. */
  pendingImport(channel: string): PendingImport | undefined;
  beginImport(channel: string, pending: PendingImport): Promise<boolean>;
  /** Moves the position, ends the pending import and stores what became an entry, in one write. */
  finishImport(channel: string, upTo: string, imported?: ImportedMessage): Promise<boolean>;
  /** The message was edited; undefined: it was deleted. */
  changeImported(
    channel: string,
    message: string,
    imported: ImportedMessage | undefined,
  ): Promise<boolean>;
  /** Channels of which something is stored. */
  channels(): string[];
  /** The channel was deleted. */
  forget(channel: string): Promise<boolean>;
  /** The guild that has the slash commands. */
  commandsIn(): string | undefined;
  setCommandsIn(guild: string | undefined): Promise<boolean>;
  /** The user accepts no direct messages. */
  takesNoMessages(user: string): boolean;
}
