import { isGone, isHidden } from '../port/call-outcome.ts';
import type { DiscordEvent } from '../port/events.ts';
import type { MessageSeen } from '../port/shapes.ts';
import { WorkQueue } from '../work-queue.ts';
import { isAfter } from './snowflakes.ts';
import { inboundLimits } from './inbound-limits.ts';
import { MessageToTicket } from './message-to-ticket.ts';
import type { InboundDeps, ImportedMessage } from './parts.ts';
import type { PrivateReplies } from './private-replies.ts';
import { foundReadFrom } from './read-from.ts';

/** An event that waits to be imported. */
type Waiting =
  | { readonly kind: 'created' | 'edited'; readonly message: MessageSeen }
  | { readonly kind: 'deleted'; readonly message: string };

interface Page {
  readonly messages: readonly MessageSeen[];
  readonly last: string | undefined;
}

/** How a read of a channel ended. */
type Read = 'done' | 'failed' | 'hidden';

/** How long to wait before the next try. */
const wait_ms: Readonly<Record<Exclude<Read, 'done'>, number>> = {
  failed: inboundLimits.retry_ms,
  hidden: inboundLimits.hidden_every_ms,
};

/** Imported messages, oldest first, and up to where they were compared with the channel. */
interface Older {
  readonly known: readonly ImportedMessage[];
  readonly after: string;
}

/**
 * Imports messages of members from the channels of tickets: in order within a channel, channels in
 * parallel. The position in each channel is stored, and each message has one command id, so that over
 * disconnects and crashes no message is lost or imported twice.
 */
export class InboundMessages {
  readonly #deps: InboundDeps;
  readonly #toTicket: MessageToTicket;
  readonly #work: WorkQueue;
  readonly #waiting = new Map<string, Waiting[]>();
  /** Channels whose events may have been missed. */
  readonly #behind = new Set<string>();
  /** Channels where older messages have to be checked once nothing newer waits. */
  readonly #older = new Map<string, Older>();

  constructor(deps: InboundDeps, privateReplies: PrivateReplies) {
    this.#deps = deps;
    this.#toTicket = new MessageToTicket(deps, privateReplies);
    this.#work = new WorkQueue({
      clock: deps.clock,
      run: (channel) => this.#run(channel),
      onFault: (cause) => deps.onFault(cause),
    });
  }

  /** Events were missed: reads all channels. */
  catchUp(): void {
    this.#forgetGone();
    for (const channel of this.#deps.tickets.channels()) {
      this.#behind.add(channel);
      this.#work.wake(channel);
    }
    this.#work.resume();
  }

  /** A ticket has this channel from now on. */
  channelAdded(channel: string): void {
    this.#behind.add(channel);
    this.#work.wake(channel);
  }

  /** The channel was changed: the bot may see it again. */
  changed(channel: string): void {
    if (this.#behind.has(channel)) this.#work.wake(channel);
  }

  /** Forgets channels that were deleted without an event. */
  #forgetGone(): void {
    const { store, tickets } = this.#deps;
    for (const channel of store.channels()) {
      if (!tickets.isOurs(channel)) void store.forget(channel);
    }
  }

  resume(): void {
    this.#work.resume();
  }

  pause(): void {
    this.#work.pause();
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  event(
    event: Extract<
      DiscordEvent,
      { kind: 'message_created' | 'message_edited' | 'messages_deleted' | 'channel_deleted' }
    >,
  ): void {
    switch (event.kind) {
      case 'message_created':
      case 'message_edited': {
        const { message } = event;
        if (!isOfMember(message)) return;
        const kind = event.kind === 'message_created' ? 'created' : 'edited';
        return this.#add(message.channel, { kind, message });
      }
      case 'messages_deleted':
        for (const message of event.messages)
          this.#add(event.channel, { kind: 'deleted', message });
        return;
      case 'channel_deleted':
        this.#waiting.delete(event.channel);
        this.#behind.delete(event.channel);
        this.#older.delete(event.channel);
        void this.#deps.store.forget(event.channel);
        return;
    }
  }

  #add(channel: string, one: Waiting): void {
    if (this.#deps.tickets.ofChannel(channel) === undefined) return;
    const waiting = this.#waiting.get(channel) ?? [];
    this.#waiting.set(channel, waiting);
    if (waiting.length >= inboundLimits.waiting_max) {
      waiting.length = 0;
      this.#behind.add(channel);
    } else {
      waiting.push(one);
    }
    this.#work.wake(channel);
  }

  /** Works until nothing waits. Returns when to try again, or null. */
  async #run(channel: string): Promise<number | null> {
    for (;;) {
      const ticket = this.#deps.tickets.ofChannel(channel);
      if (ticket === undefined) {
        this.#waiting.delete(channel);
        this.#behind.delete(channel);
        this.#older.delete(channel);
        return null;
      }
      if (!this.#work.isRunning) return null;
      const next = this.#waiting.get(channel)?.[0];
      let end: Read = 'failed';
      if (this.#behind.has(channel)) {
        // Waiting events are covered by the read; later ones are added again.
        this.#behind.delete(channel);
        this.#waiting.delete(channel);
        end = await this.#readOn(channel, ticket);
        if (end === 'done') continue;
        this.#behind.add(channel);
      } else if (next === undefined) {
        this.#waiting.delete(channel);
        const older = this.#older.get(channel);
        if (older === undefined) return null;
        end = await this.#readOlder(channel, older);
        if (end === 'done') continue;
      } else if (await this.#import(channel, ticket, next)) {
        const waiting = this.#waiting.get(channel);
        if (waiting?.[0] === next) waiting.shift();
        continue;
      }
      return this.#deps.clock.now() + wait_ms[end];
    }
  }

  /** Resolves to whether the event is done; if not, it is tried again. */
  #import(channel: string, ticket: string, one: Waiting): Promise<boolean> | boolean {
    const { store } = this.#deps;
    if (one.kind === 'created') {
      const upTo = store.importedUpTo(channel);
      const isNew = upTo === undefined || isAfter(one.message.id, upTo);
      return isNew ? this.#toTicket.created(ticket, one.message) : true;
    }
    const id = one.kind === 'deleted' ? one.message : one.message.id;
    const imported = store.imported(channel, id);
    if (imported === undefined) return true;
    return one.kind === 'edited'
      ? this.#toTicket.edited(imported, one.message)
      : this.#toTicket.deleted(channel, imported);
  }

  /** Imports what was written, edited and deleted while events were missed. */
  async #readOn(channel: string, ticket: string): Promise<Read> {
    const { store } = this.#deps;
    if (!(await this.#toTicket.settle(channel))) return 'failed';
    const known = store.lastImported(channel, inboundLimits.look_back_max);
    const upTo = store.importedUpTo(channel) ?? (await this.#begin(channel, ticket));
    if (upTo === undefined) return 'failed';
    const first = known[0]?.message;
    let after = first === undefined || isAfter(first, upTo) ? upTo : before(first);
    if (first !== undefined) this.#lookFarBack(channel, first);
    for (;;) {
      const page = await this.#page(channel, after, known);
      if (page === 'gone') return 'done';
      if (page === 'failed' || page === 'hidden') return page;
      for (const message of page.messages) {
        if (!isOfMember(message)) continue;
        const imported = store.imported(channel, message.id);
        const isDone =
          imported === undefined
            ? await this.#import(channel, ticket, { kind: 'created', message })
            : await this.#toTicket.edited(imported, message);
        if (!isDone) return 'failed';
      }
      if (page.last === undefined) return 'done';
      after = page.last;
    }
  }

  /** The id after which a channel is read the first time; undefined: it could not be stored. */
  async #begin(channel: string, ticket: string): Promise<string | undefined> {
    const { store, tickets } = this.#deps;
    // The id of a channel is older than each of its messages.
    if (!tickets.isAdopted(channel)) return channel;
    const from = foundReadFrom(this.#deps, channel, ticket);
    // Stored before anything is imported, which would move the position.
    return (await store.finishImport(channel, from)) ? from : undefined;
  }

  /** Marks the imported messages before this one to be checked later. */
  #lookFarBack(channel: string, first: string): void {
    const all = this.#deps.store.lastImported(channel, inboundLimits.look_far_back_max);
    const known = all.filter(({ message }) => isAfter(first, message));
    const oldest = known[0]?.message;
    if (oldest === undefined) this.#older.delete(channel);
    else this.#older.set(channel, { known, after: before(oldest) });
  }

  /** Checks one page of older messages, so that newer ones can come between. */
  async #readOlder(channel: string, older: Older): Promise<Read> {
    const { store } = this.#deps;
    const { known, after } = older;
    const page = await this.#page(channel, after, known);
    if (page === 'failed' || page === 'hidden') return page;
    const messages = page === 'gone' ? [] : page.messages;
    for (const message of messages) {
      const imported = store.imported(channel, message.id);
      if (imported !== undefined && !(await this.#toTicket.edited(imported, message)))
        return 'failed';
    }
    const last = page === 'gone' ? undefined : page.last;
    // A new check may have begun meanwhile.
    if (this.#older.get(channel) !== older) return 'done';
    if (last === undefined || !isAfter(known.at(-1)!.message, last)) this.#older.delete(channel);
    else this.#older.set(channel, { known, after: last });
    return 'done';
  }

  /** Reads a page after a message. Known messages that are missing in it count as deleted. */
  async #page(
    channel: string,
    after: string,
    known: readonly ImportedMessage[],
  ): Promise<Page | 'gone' | 'failed' | 'hidden'> {
    const { port, store } = this.#deps;
    const limit = inboundLimits.page_messages_max;
    const outcome = await port.messages(channel, { after, limit });
    if (isGone(outcome)) return 'gone';
    // Messages meanwhile are read once the bot sees the channel again.
    if (isHidden(outcome)) return 'hidden';
    if (outcome.kind !== 'done') return 'failed';
    const messages = outcome.value;
    const last = messages.length < limit ? undefined : messages.at(-1)!.id;
    const there = new Set(messages.map(({ id }) => id));
    for (const imported of known) {
      const { message } = imported;
      const isIn = isAfter(message, after) && (last === undefined || !isAfter(message, last));
      if (!isIn || there.has(message) || store.imported(channel, message) === undefined) continue;
      if (!(await this.#toTicket.deleted(channel, imported))) return 'failed';
    }
    return { messages, last };
  }
}

/** Whether a member wrote it: no bot, webhook or Discord itself. */
function isOfMember({ author, system }: MessageSeen): boolean {
  return !author.bot && !author.self && !system;
}

function before(id: string): string {
  return String(BigInt(id) - 1n);
}
