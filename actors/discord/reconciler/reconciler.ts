import type { AmendingDesk } from '../../ticket/desk.ts';
import type { Ticket } from '../../ticket/state.ts';
import type { EffectiveSettings } from '../guild/effective-settings.ts';
import { fold, begun } from './fold.ts';
import type { ApplyResult } from './apply.ts';
import type { Guest } from '../guild/guests.ts';
import { nothingObserved, overtaken, type ObservedState } from './observed.ts';
import { bridgeLimits } from '../limits.ts';
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
import type { Kept, TicketChannels } from './ticket-channels.ts';
import { entriesAfter, messagesUpTo } from './ticket-history.ts';
import { desiredState, type DesiredState } from './desired.ts';

export interface ReconcilerParts {
  readonly port: DiscordPort;
  readonly tickets: BridgeTickets;
  readonly channels: TicketChannels;
  readonly store: BridgeStore;
  readonly desk: AmendingDesk;
  now(): number;
  /** Undefined while the bridge cannot work. */
  settings(): EffectiveSettings | undefined;
  /** Who of these accounts is in the guild, or may be, and may read. */
  guests(accounts: readonly string[]): Promise<Guest[]>;
  /** Who of these accounts is to be told that it was archived. */
  archiveMessages(ticket: Ticket, archived: number): ArchiveMessage[];
  /** They are on disk. */
  archiveMessagesSaved(): void;
  look(moment: number): Promise<CallOutcome<GuildSeen>>;
  /** The present moment of looks. */
  moment(): number;
  /** Whether this ticket's channel may be made now; it is woken when it may. */
  mayCreate(ticket: string, number: number): boolean;
  /** Bots that the server had before. */
  formerBots(): readonly string[];
  /** What came of every call; `observed`: before it. */
  ended(observed: ObservedState, action: Action, outcome: CallOutcome<ApplyResult>): void;
  /** Nothing keeps it from anything any more. */
  settled(ticket: string): void;
  /** Others could read its channel; there are posts in it of messages that it does not have. */
  found(what: 'opened' | 'newer', number: number): void;
  /** It rests without having made a channel. */
  resting(ticket: string): void;
}

/**
 * Reconciles the channel of a ticket: compares the desired state, which the ticket and the settings
 * give, with the state that was observed on Discord, and applies one action after the other until
 * they agree. An action whose outcome is unknown is looked up before it is tried again.
 */
export class Reconciler {
  readonly #parts: ReconcilerParts;

  constructor(parts: ReconcilerParts) {
    this.#parts = parts;
  }

  /** Until nothing is left to do before the time that it returns. */
  async reconcile(id: string, goesOn: () => boolean): Promise<number | null> {
    const parts = this.#parts;
    const { channels } = parts;
    const kept = channels.get(id);
    for (;;) {
      const settings = parts.settings();
      if (settings === undefined || !goesOn()) return null;
      // Before: what is loaded holds all changes up to then, and may hold later ones.
      const dueAt = parts.store.dueAt(id);
      const ticket = await parts.tickets.load(id);
      if (ticket === undefined) return this.#forget(id);
      if (kept.observed.record.number !== ticket.number)
        kept.observed = nothingObserved(id, ticket.number);
      channels.keep(id, kept);
      if (!(await this.#saved(kept))) return parts.now() + bridgeLimits.retry_ms;
      kept.participants = ticket.participants.map(({ account }) => account);
      const guests = await parts.guests(kept.participants);
      const desired = this.#desired(ticket, kept.observed.record, settings, guests);
      const step = plan(kept.observed, desired, parts.now());
      if (step.kind === 'rest') {
        parts.resting(id);
        if (step.until === null) parts.settled(id);
        return (await this.#rest(id, kept, desired, dueAt))
          ? step.until
          : parts.now() + bridgeLimits.retry_ms;
      }
      const { action } = step;
      if (action.kind === 'create_channel' && !parts.mayCreate(id, ticket.number)) {
        return (await this.#rest(id, kept, desired, dueAt))
          ? null
          : parts.now() + bridgeLimits.retry_ms;
      }
      await this.#act(id, kept, ticket, action, desired);
    }
  }

  async #act(
    id: string,
    kept: Kept,
    ticket: Ticket,
    action: Action,
    desired: DesiredState,
  ): Promise<void> {
    const { port, tickets, channels, look, now, archiveMessages, ended, desk, formerBots } =
      this.#parts;
    kept.observed = begun(kept.observed, action, now());
    // What cannot be told afterwards is on disk before the call.
    if (!(await this.#saved(kept))) return;
    const before = kept.observed;
    const { record } = before;
    kept.doing = action;
    const outcome = await applyAction(
      {
        port,
        epoch: tickets.epoch,
        look: () => look(kept.moment),
        formerBots: formerBots(),
        desk,
      },
      record,
      action,
    );
    kept.doing = undefined;
    // While it was done, somebody may have told that the channel or the header is gone, or changed.
    kept.observed = overtaken(fold(before, action, outcome, desired, now()), before, kept.observed);
    if (outcome.kind === 'done') this.#tellFindings(ticket, outcome.value, desired);
    if (!kept.observed.sure.channel) kept.moment = this.#parts.moment();
    ended(before, action, outcome);
    channels.keep(id, kept);
    if (action.kind === 'note_archive_messages')
      kept.archiveMessages = archiveMessages(ticket, action.archived);
    await this.#saved(kept);
  }

  #tellFindings(
    { number, publicSeq }: Ticket,
    { found, posts = [] }: ApplyResult,
    desired: DesiredState,
  ): void {
    if (found && isOpened(found, desired)) this.#parts.found('opened', number);
    const isNewer = posts.some((post) => (seqOf(post, number) ?? 0) > publicSeq);
    if (isNewer) this.#parts.found('newer', number);
  }

  #desired(
    ticket: Ticket,
    record: TicketRecord,
    settings: EffectiveSettings,
    guests: readonly Guest[],
  ): DesiredState {
    const { tickets, now } = this.#parts;
    const { channel } = record;
    const entries =
      channel === null
        ? []
        : entriesAfter(tickets, ticket, channel.replay === null ? channel.seq : -1);
    const past = channel?.replay ? messagesUpTo(tickets, ticket, channel.replay.to) : [];
    return desiredState({ ticket, record, settings, guests, entries, past, now: now() });
  }

  /** On disk as it is, and no more due. */
  async #rest(id: string, kept: Kept, desired: DesiredState, dueAt: number): Promise<boolean> {
    const { record } = kept.observed;
    const isNowhere = record.channel === null && record.left.length === 0;
    const isPast = isNowhere && desired.isThere && desired.place !== 'open';
    // Where the bot cannot work now, it is still to be looked at.
    const doneAt = desired.isThere ? dueAt : 0;
    if (record === kept.saved && !isPast && doneAt === 0) return true;
    if (!(await this.#parts.store.save(record, { isPast, doneAt, archiveMessages: [] })))
      return false;
    kept.saved = record;
    if (isPast) this.#parts.channels.forget(id);
    return true;
  }

  async #saved(kept: Kept): Promise<boolean> {
    const { observed, archiveMessages } = kept;
    if (observed.record === kept.saved) return true;
    const about = { isPast: false, doneAt: 0, archiveMessages };
    if (!(await this.#parts.store.save(observed.record, about))) return false;
    kept.saved = observed.record;
    kept.archiveMessages = [];
    if (archiveMessages.length > 0) this.#parts.archiveMessagesSaved();
    return true;
  }

  #forget(id: string): null {
    this.#parts.channels.forget(id);
    this.#parts.settled(id);
    return null;
  }
}
