import { isGone, isHidden } from '../port/call-outcome.ts';
import type { DiscordEvent } from '../port/events.ts';
import type { MessageSeen } from '../port/shapes.ts';
import { WorkQueue } from '../work-queue.ts';
import { isAfter } from './snowflakes.ts';
import { inboundLimits } from './limits.ts';
import { MessageToTicket } from './message-to-ticket.ts';
import type { InboundParts, TakenMessage } from './parts.ts';
import type { PrivateWords } from './private-words.ts';
import { foundReadFrom } from './read-from.ts';

/** What waits to be taken in. */
type Waiting =
  | { readonly kind: 'created' | 'edited'; readonly message: MessageSeen }
  | { readonly kind: 'deleted'; readonly message: string };

interface Page {
  readonly messages: readonly MessageSeen[];
  readonly last: string | undefined;
}

/** How a read of a channel ended. */
type Read = 'done' | 'failed' | 'hidden';

/** How long until it is tried again. */
const wait_ms: Readonly<Record<Exclude<Read, 'done'>, number>> = {
  failed: inboundLimits.retry_ms,
  hidden: inboundLimits.hidden_every_ms,
};

/** Messages that were taken in, oldest first, and up to where they are compared with the channel. */
interface Older {
  readonly known: readonly TakenMessage[];
  readonly after: string;
}

/**
 * Takes what members write in the channels of tickets into the tickets: each channel in its order,
 * channels independently of each other. How far a channel was taken in is kept, and a message has one
 * command id, so that over pauses and crashes nothing is lost and nothing comes twice.
 */
export class InboundMessages {
  readonly #parts: InboundParts;
  readonly #toTicket: MessageToTicket;
  readonly #work: WorkQueue;
  readonly #waiting = new Map<string, Waiting[]>();
  /** Channels where something may have happened that was not told. */
  readonly #behind = new Set<string>();
  /** Where older messages are still to be looked at, once nothing newer waits. */
  readonly #older = new Map<string, Older>();

  constructor(parts: InboundParts, privateWords: PrivateWords) {
    this.#parts = parts;
    this.#toTicket = new MessageToTicket(parts, privateWords);
    this.#work = new WorkQueue({
      clock: parts.clock,
      run: (channel) => this.#run(channel),
      onFault: (cause) => parts.onFault(cause),
    });
  }

  /** Everything that happened meanwhile is read, in all channels. */
  catchUp(): void {
    this.#forgetGone();
    for (const channel of this.#parts.tickets.channels()) {
      this.#behind.add(channel);
      this.#work.wake(channel);
    }
    this.#work.resume();
  }

  /** It is the channel of a ticket from now on. */
  channelAdded(channel: string): void {
    this.#behind.add(channel);
    this.#work.wake(channel);
  }

  /** Something of it is otherwise now: it may be seen again. */
  changed(channel: string): void {
    if (this.#behind.has(channel)) this.#work.wake(channel);
  }

  /** Channels that went while nobody listened. */
  #forgetGone(): void {
    const { store, tickets } = this.#parts;
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
        void this.#parts.store.forget(event.channel);
        return;
    }
  }

  #add(channel: string, one: Waiting): void {
    if (this.#parts.tickets.ofChannel(channel) === undefined) return;
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

  /** Until nothing waits; else when to try again. */
  async #run(channel: string): Promise<number | null> {
    for (;;) {
      const ticket = this.#parts.tickets.ofChannel(channel);
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
        // What waits is read too; what comes from now on is not lost by it.
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
      } else if (await this.#take(channel, ticket, next)) {
        const waiting = this.#waiting.get(channel);
        if (waiting?.[0] === next) waiting.shift();
        continue;
      }
      return this.#parts.clock.now() + wait_ms[end];
    }
  }

  /** Whether it is done with; else it is tried again. */
  #take(channel: string, ticket: string, one: Waiting): Promise<boolean> | boolean {
    const { store } = this.#parts;
    if (one.kind === 'created') {
      const heard = store.heard(channel);
      const isNew = heard === undefined || isAfter(one.message.id, heard);
      return isNew ? this.#toTicket.created(ticket, one.message) : true;
    }
    const id = one.kind === 'deleted' ? one.message : one.message.id;
    const taken = store.taken(channel, id);
    if (taken === undefined) return true;
    return one.kind === 'edited'
      ? this.#toTicket.edited(taken, one.message)
      : this.#toTicket.deleted(channel, taken);
  }

  /** What was written, edited and deleted since it was last listened to. */
  async #readOn(channel: string, ticket: string): Promise<Read> {
    const { store } = this.#parts;
    if (!(await this.#toTicket.settle(channel))) return 'failed';
    const known = store.lastTaken(channel, inboundLimits.look_back_max);
    const heard = store.heard(channel) ?? (await this.#begin(channel, ticket));
    if (heard === undefined) return 'failed';
    const first = known[0]?.message;
    let after = first === undefined || isAfter(first, heard) ? heard : before(first);
    if (first !== undefined) this.#lookFarBack(channel, first);
    for (;;) {
      const page = await this.#page(channel, after, known);
      if (page === 'gone') return 'done';
      if (page === 'failed' || page === 'hidden') return page;
      for (const message of page.messages) {
        if (!isOfMember(message)) continue;
        const taken = store.taken(channel, message.id);
        const isDone =
          taken === undefined
            ? await this.#take(channel, ticket, { kind: 'created', message })
            : await this.#toTicket.edited(taken, message);
        if (!isDone) return 'failed';
      }
      if (page.last === undefined) return 'done';
      after = page.last;
    }
  }

  /** Behind which id it is read the first time; undefined: that could not be stored. */
  async #begin(channel: string, ticket: string): Promise<string | undefined> {
    const { store, tickets } = this.#parts;
    // The id of a channel is older than all that was written in it.
    if (!tickets.isAdopted(channel)) return channel;
    const from = foundReadFrom(this.#parts, channel, ticket);
    // Before anything is taken in, which would move it.
    return (await store.take(channel, from)) ? from : undefined;
  }

  /** Those before this one, later. */
  #lookFarBack(channel: string, first: string): void {
    const all = this.#parts.store.lastTaken(channel, inboundLimits.look_far_back_max);
    const known = all.filter(({ message }) => isAfter(first, message));
    const oldest = known[0]?.message;
    if (oldest === undefined) this.#older.delete(channel);
    else this.#older.set(channel, { known, after: before(oldest) });
  }

  /** One page of them: what is written meanwhile comes between. */
  async #readOlder(channel: string, older: Older): Promise<Read> {
    const { store } = this.#parts;
    const { known, after } = older;
    const page = await this.#page(channel, after, known);
    if (page === 'failed' || page === 'hidden') return page;
    const messages = page === 'gone' ? [] : page.messages;
    for (const message of messages) {
      const taken = store.taken(channel, message.id);
      if (taken !== undefined && !(await this.#toTicket.edited(taken, message))) return 'failed';
    }
    const last = page === 'gone' ? undefined : page.last;
    // A look from the beginning may have begun meanwhile.
    if (this.#older.get(channel) !== older) return 'done';
    if (last === undefined || !isAfter(known.at(-1)!.message, last)) this.#older.delete(channel);
    else this.#older.set(channel, { known, after: last });
    return 'done';
  }

  /** What stands right behind a message; those of these that should stand there are told deleted. */
  async #page(
    channel: string,
    after: string,
    known: readonly TakenMessage[],
  ): Promise<Page | 'gone' | 'failed' | 'hidden'> {
    const { port, store } = this.#parts;
    const limit = inboundLimits.page_messages_max;
    const outcome = await port.messages(channel, { after, limit });
    if (isGone(outcome)) return 'gone';
    // What is written there meanwhile is read once it is seen again.
    if (isHidden(outcome)) return 'hidden';
    if (outcome.kind !== 'done') return 'failed';
    const messages = outcome.value;
    const last = messages.length < limit ? undefined : messages.at(-1)!.id;
    const there = new Set(messages.map(({ id }) => id));
    for (const taken of known) {
      const { message } = taken;
      const isIn = isAfter(message, after) && (last === undefined || !isAfter(message, last));
      if (!isIn || there.has(message) || store.taken(channel, message) === undefined) continue;
      if (!(await this.#toTicket.deleted(channel, taken))) return 'failed';
    }
    return { messages, last };
  }
}

/** Nothing of programs, this one included, and nothing that Discord itself says. */
function isOfMember({ author, system }: MessageSeen): boolean {
  return !author.bot && !author.self && !system;
}

function before(id: string): string {
  return String(BigInt(id) - 1n);
}
