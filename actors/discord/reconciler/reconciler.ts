import type { AmendingTicketService } from '../../ticket/service.ts';
import type { Ticket } from '../../ticket/state.ts';
import type { EffectiveSettings } from '../guild/effective-settings.ts';
import { fold, begun } from './fold.ts';
import type { ApplyResult } from './apply.ts';
import type { Guest } from '../guild/guests.ts';
import { nothingObserved, overtaken, type ObservedState } from './observed.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { seqOf } from '../posts/marker.ts';
import { isOpened } from './opened.ts';
import { applyAction } from './apply.ts';
import { plan, type Action } from './plan.ts';
import type { DiscordPort } from '../port/port.ts';
import type { GuildSeen } from '../port/shapes.ts';
import type { CallOutcome } from '../port/call-outcome.ts';
import type { TicketRecord } from './record.ts';
import type { BridgeStore, ArchiveMessage } from '../store.ts';
import type { BridgeTickets } from '../deps.ts';
import type { KnownTicket, TicketChannels } from './ticket-channels.ts';
import { entriesAfter, messagesUpTo } from './ticket-history.ts';
import { desiredState, type DesiredState } from './desired.ts';

export interface ReconcilerDeps {
  readonly port: DiscordPort;
  readonly tickets: BridgeTickets;
  readonly channels: TicketChannels;
  readonly store: BridgeStore;
  readonly ticketService: AmendingTicketService;
  now(): number;
  /** Undefined before the bot was connected and set up. */
  settings(): EffectiveSettings | undefined;
  /** See `guestsOf`. */
  guests(accounts: readonly string[]): Promise<Guest[]>;
  /** An archive message for each participant who should get one. */
  archiveMessages(ticket: Ticket, archived: number): ArchiveMessage[];
  /** Archive messages are on disk. */
  archiveMessagesSaved(): void;
  /** The guild by a fetch that began after this moment. */
  fetchGuild(moment: number): Promise<CallOutcome<GuildSeen>>;
  /** The present moment of guild fetches. */
  moment(): number;
  /** Whether the channel of this ticket may be made now. If not, the ticket is woken when it may. */
  mayCreate(ticket: string, number: number): boolean;
  /** Bots that the server had before. */
  formerBots(): readonly string[];
  /** How each action ended; `observed`: before it. */
  ended(observed: ObservedState, action: Action, outcome: CallOutcome<ApplyResult>): void;
  /** Nothing is left to do for this ticket. */
  settled(ticket: string): void;
  /** `opened`: others could read the channel. `newer`: it has posts of messages that the ticket lacks. */
  found(what: 'opened' | 'newer', number: number): void;
  /** The ticket waits for nothing from the channel throttle. */
  resting(ticket: string): void;
}

/**
 * Reconciles the channel of a ticket: compares the desired state, which the ticket and the settings
 * give, with the state that was observed on Discord, and applies one action after the other until
 * they agree. An action whose outcome is unknown is looked up before it is tried again.
 */
export class Reconciler {
  readonly #deps: ReconcilerDeps;

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
  }

  /** Applies actions until there are none before the time that it returns; null: until something changes. */
  async reconcile(id: string, goesOn: () => boolean): Promise<number | null> {
    const deps = this.#deps;
    const { channels } = deps;
    const known = channels.get(id);
    for (;;) {
      const settings = deps.settings();
      if (settings === undefined || !goesOn()) return null;
      // Read before the ticket is loaded, which then has all changes up to this moment.
      const dueAt = deps.store.dueAt(id);
      const ticket = await deps.tickets.load(id);
      if (ticket === undefined) return this.#forget(id);
      if (known.observed.record.number !== ticket.number)
        known.observed = nothingObserved(id, ticket.number);
      channels.keep(id, known);
      if (!(await this.#saved(known))) return deps.now() + bridgeLimits.retry_ms;
      known.participants = ticket.participants.map(({ account }) => account);
      const guests = await deps.guests(known.participants);
      const desired = this.#desired(ticket, known.observed.record, settings, guests);
      const step = plan(known.observed, desired, deps.now());
      if (step.kind === 'rest') {
        deps.resting(id);
        if (step.until === null) deps.settled(id);
        return (await this.#rest(id, known, desired, dueAt))
          ? step.until
          : deps.now() + bridgeLimits.retry_ms;
      }
      const { action } = step;
      if (action.kind === 'create_channel' && !deps.mayCreate(id, ticket.number)) {
        return (await this.#rest(id, known, desired, dueAt))
          ? null
          : deps.now() + bridgeLimits.retry_ms;
      }
      await this.#apply(id, known, ticket, action, desired);
    }
  }

  async #apply(
    id: string,
    known: KnownTicket,
    ticket: Ticket,
    action: Action,
    desired: DesiredState,
  ): Promise<void> {
    const {
      port,
      tickets,
      channels,
      fetchGuild,
      now,
      archiveMessages,
      ended,
      ticketService,
      formerBots,
    } = this.#deps;
    known.observed = begun(known.observed, action, now());
    // What could not be found out afterwards is on disk before the call.
    if (!(await this.#saved(known))) return;
    const before = known.observed;
    const { record } = before;
    known.doing = action;
    const outcome = await applyAction(
      {
        port,
        epoch: tickets.epoch,
        fetchGuild: () => fetchGuild(known.moment),
        formerBots: formerBots(),
        ticketService,
        readFile: (file) => tickets.readFile(file),
      },
      record,
      action,
    );
    known.doing = undefined;
    // An event meanwhile may have told that the channel or the header is gone or changed.
    known.observed = overtaken(
      fold(before, action, outcome, desired, now()),
      before,
      known.observed,
    );
    if (outcome.kind === 'done') this.#tellFindings(ticket, outcome.value, desired);
    if (!known.observed.sure.channel) known.moment = this.#deps.moment();
    ended(before, action, outcome);
    channels.keep(id, known);
    if (action.kind === 'note_archive_messages')
      known.archiveMessages = archiveMessages(ticket, action.archived);
    await this.#saved(known);
  }

  #tellFindings(
    { number, publicSeq }: Ticket,
    { found, posts = [] }: ApplyResult,
    desired: DesiredState,
  ): void {
    if (found && isOpened(found, desired)) this.#deps.found('opened', number);
    const isNewer = posts.some((post) => (seqOf(post, number) ?? 0) > publicSeq);
    if (isNewer) this.#deps.found('newer', number);
  }

  #desired(
    ticket: Ticket,
    record: TicketRecord,
    settings: EffectiveSettings,
    guests: readonly Guest[],
  ): DesiredState {
    const { tickets, now } = this.#deps;
    const { channel } = record;
    const entries =
      channel === null
        ? []
        : entriesAfter(tickets, ticket, channel.replay === null ? channel.seq : -1);
    const past = channel?.replay ? messagesUpTo(tickets, ticket, channel.replay.to) : [];
    return desiredState({ ticket, record, settings, guests, entries, past, now: now() });
  }

  /** Saves the record, and that the ticket is not due any more. */
  async #rest(
    id: string,
    known: KnownTicket,
    desired: DesiredState,
    dueAt: number,
  ): Promise<boolean> {
    const { record } = known.observed;
    const isNowhere = record.channel === null && record.left.length === 0;
    const isPast = isNowhere && desired.isThere && desired.place !== 'open';
    // While the bot is not in the guild, the ticket stays due.
    const doneAt = desired.isThere ? dueAt : 0;
    if (record === known.saved && !isPast && doneAt === 0) return true;
    if (!(await this.#deps.store.save(record, { isPast, doneAt, archiveMessages: [] })))
      return false;
    known.saved = record;
    if (isPast) this.#deps.channels.forget(id);
    return true;
  }

  async #saved(known: KnownTicket): Promise<boolean> {
    const { observed, archiveMessages } = known;
    if (observed.record === known.saved) return true;
    const about = { isPast: false, doneAt: 0, archiveMessages };
    if (!(await this.#deps.store.save(observed.record, about))) return false;
    known.saved = observed.record;
    known.archiveMessages = [];
    if (archiveMessages.length > 0) this.#deps.archiveMessagesSaved();
    return true;
  }

  #forget(id: string): null {
    this.#deps.channels.forget(id);
    this.#deps.settled(id);
    return null;
  }
}
