import { createHash } from 'node:crypto';
import { refusals, type Refusal } from '../../../protocol/refusals.ts';
import { sentenceOf } from '../../../protocol/refused.ts';
import type { Caller } from '../../ticket/desk.ts';
import type { TicketEvent } from '../../ticket/event.ts';
import type { DiscordEvent, MessageSeen } from '../port.ts';
import { Work } from '../work.ts';
import { inboundLimits } from './limits.ts';
import type { InboundParts, TakenMessage } from './parts.ts';
import type { PrivateWords } from './private-words.ts';
import { words } from './sentences.ts';
import { callerOf } from './speaker.ts';
import { transcribe, type Transcript } from './transcribe.ts';

/** What waits to be taken in. */
type Waiting =
  | { readonly kind: 'created' | 'edited'; readonly message: MessageSeen }
  | { readonly kind: 'deleted'; readonly message: string };

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
  readonly #words: PrivateWords;
  readonly #work: Work;
  readonly #waiting = new Map<string, Waiting[]>();
  /** Channels where something may have happened that was not told. */
  readonly #behind = new Set<string>();
  /** Where older messages are still to be looked at, once nothing newer waits. */
  readonly #older = new Map<string, Older>();

  constructor(parts: InboundParts, privateWords: PrivateWords) {
    this.#parts = parts;
    this.#words = privateWords;
    this.#work = new Work({
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
  heldNow(channel: string): void {
    this.#behind.add(channel);
    this.#work.wake(channel);
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
      if (this.#behind.has(channel)) {
        // What waits is read too; what comes from now on is not lost by it.
        this.#behind.delete(channel);
        this.#waiting.delete(channel);
        if (await this.#readOn(channel, ticket)) continue;
        this.#behind.add(channel);
      } else if (next === undefined) {
        this.#waiting.delete(channel);
        const older = this.#older.get(channel);
        if (older === undefined) return null;
        if (await this.#readOlder(channel, older)) continue;
      } else if (await this.#take(channel, ticket, next)) {
        const waiting = this.#waiting.get(channel);
        if (waiting?.[0] === next) waiting.shift();
        continue;
      }
      return this.#parts.clock.now() + inboundLimits.retry_ms;
    }
  }

  /** Whether it is done with; else it is tried again. */
  #take(channel: string, ticket: string, one: Waiting): Promise<boolean> | boolean {
    const { store } = this.#parts;
    if (one.kind === 'created') {
      const heard = store.heard(channel);
      const isNew = heard === undefined || isAfter(one.message.id, heard);
      return isNew ? this.#created(ticket, one.message) : true;
    }
    const id = one.kind === 'deleted' ? one.message : one.message.id;
    const taken = store.taken(channel, id);
    if (taken === undefined) return true;
    return one.kind === 'edited' ? this.#edited(taken, one.message) : this.#deleted(channel, taken);
  }

  /** What was written, edited and deleted since it was last listened to. */
  async #readOn(channel: string, ticket: string): Promise<boolean> {
    const { store } = this.#parts;
    if (!(await this.#settleTaking(channel))) return false;
    const known = store.lastTaken(channel, inboundLimits.look_back_max);
    // The id of a channel is older than all that was written in it.
    const heard = store.heard(channel) ?? channel;
    const first = known[0]?.message;
    let after = first === undefined || isAfter(first, heard) ? heard : before(first);
    if (first !== undefined) this.#lookFarBack(channel, first);
    for (;;) {
      const page = await this.#page(channel, after, known);
      if (page === 'gone') return true;
      if (page === 'failed') return false;
      for (const message of page.messages) {
        if (!isOfMember(message)) continue;
        const taken = store.taken(channel, message.id);
        const isDone =
          taken === undefined
            ? await this.#take(channel, ticket, { kind: 'created', message })
            : await this.#edited(taken, message);
        if (!isDone) return false;
      }
      if (page.last === undefined) return true;
      after = page.last;
    }
  }

  /** One that became an entry just before a crash is known as such, also if it is gone by now. */
  #settleTaking(channel: string): Promise<boolean> | boolean {
    const { store, tickets } = this.#parts;
    const taking = store.taking(channel);
    if (taking === undefined) return true;
    const { message, ticket, after } = taking;
    const found = tickets
      .publicAfter(ticket, after, inboundLimits.look_entries_max)
      .find((event) => isFromDiscord(event) && hash(event.change.body) === taking.body);
    if (found === undefined) return true;
    return store.take(channel, message, {
      message,
      ticket,
      seq: found.publicSeq!,
      hash: taking.hash,
    });
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
  async #readOlder(channel: string, older: Older): Promise<boolean> {
    const { store } = this.#parts;
    const { known, after } = older;
    const page = await this.#page(channel, after, known);
    if (page === 'failed') return false;
    const messages = page === 'gone' ? [] : page.messages;
    for (const message of messages) {
      const taken = store.taken(channel, message.id);
      if (taken !== undefined && !(await this.#edited(taken, message))) return false;
    }
    const last = page === 'gone' ? undefined : page.last;
    // A look from the beginning may have begun meanwhile.
    if (this.#older.get(channel) !== older) return true;
    if (last === undefined || !isAfter(known.at(-1)!.message, last)) this.#older.delete(channel);
    else this.#older.set(channel, { known, after: last });
    return true;
  }

  /** What stands right behind a message; those of these that should stand there are told deleted. */
  async #page(
    channel: string,
    after: string,
    known: readonly TakenMessage[],
  ): Promise<{ messages: readonly MessageSeen[]; last: string | undefined } | 'gone' | 'failed'> {
    const { port, store } = this.#parts;
    const limit = inboundLimits.page_messages_max;
    const outcome = await port.messages(channel, { after, limit });
    if (outcome.kind === 'refused' && outcome.reason === 'not_found') return 'gone';
    if (outcome.kind !== 'done') return 'failed';
    const messages = outcome.value;
    const last = messages.length < limit ? undefined : messages.at(-1)!.id;
    const there = new Set(messages.map(({ id }) => id));
    for (const taken of known) {
      const { message } = taken;
      const isIn = isAfter(message, after) && (last === undefined || !isAfter(message, last));
      if (!isIn || there.has(message) || store.taken(channel, message) === undefined) continue;
      if (!(await this.#deleted(channel, taken))) return 'failed';
    }
    return { messages, last };
  }

  async #created(ticket: string, message: MessageSeen): Promise<boolean> {
    const { desk, store } = this.#parts;
    const { id, channel, author } = message;
    const caller = await this.#callerOf(message);
    if (caller === 'later') return false;
    const word = { user: author.user, channel };
    if (caller === undefined) {
      this.#words.stranger({ ...word, sentence: words.stranger });
      return store.take(channel, id);
    }
    const side = await this.#sideOf(caller, ticket);
    if (side === 'later') return false;
    const { own, whole } = this.#textOf(message);
    // What it answers is left out rather than the message refused for it.
    const body = whole.length <= this.#parts.settings().body_chars_max ? whole : own;
    const deed = { kind: 'post_message', body } as const;
    const after = this.#parts.tickets.lastPublic(ticket, 1)[0]?.publicSeq ?? 0;
    const taking = { message: id, ticket, after, body: hash(entryOf(body)), hash: hash(own) };
    // Tried again, it may have become an entry the first time.
    const isBegun = store.taking(channel)?.message === id;
    if (!isBegun && !(await store.begin(channel, taking))) return false;
    const answer = await desk.command(caller, { id, ticket, as: side, deed });
    // It was taken in before, as another text or for another side: what it says now is an edit.
    const isTaken = answer.ok || answer.refusal.code === 'id_reused';
    if (isTaken) {
      const seq = this.#seqOf(ticket, caller, body);
      const taken = seq === undefined ? undefined : { message: id, ticket, seq, hash: hash(own) };
      return store.take(channel, id, taken);
    }
    if (refusals[answer.refusal.code].retry) return false;
    const sentence = words.notPassedOn(sentenceOf(answer.refusal));
    this.#words.refused({ ...word, sentence });
    return store.take(channel, id);
  }

  async #edited(taken: TakenMessage, message: MessageSeen): Promise<boolean> {
    const { desk, store } = this.#parts;
    const { channel, author } = message;
    // Words for what Discord has may become others; whoever edits is told of with the time.
    if (message.edited === null) return true;
    const { own, whole } = this.#textOf(message);
    const now = hash(own);
    if (now === taken.hash) return true;
    const body = whole.length <= this.#parts.settings().body_chars_max ? whole : own;
    const id = `edit:${message.id}:${message.edited}`;
    const answer = await desk.amend(taken.ticket, taken.seq, id, { kind: 'record_edit', body });
    if (!answer.ok) {
      if (refusals[answer.refusal.code].retry) return false;
      const sentence = words.editNotPassedOn(sentenceOf(answer.refusal));
      this.#words.refused({ user: author.user, channel, sentence });
    }
    return store.change(channel, message.id, { ...taken, hash: now });
  }

  async #deleted(channel: string, { message, ticket, seq }: TakenMessage): Promise<boolean> {
    const { desk, store } = this.#parts;
    const id = `delete:${message}`;
    const answer = await desk.amend(ticket, seq, id, { kind: 'record_deletion' });
    if (!answer.ok && refusals[answer.refusal.code].retry) return false;
    return store.change(channel, message, undefined);
  }

  /** As whom it was written; undefined: by nobody whom the tickets know. */
  async #callerOf({ guild, author }: MessageSeen): Promise<Caller | undefined | 'later'> {
    const { port, people, settings } = this.#parts;
    const { user, name, roles } = author;
    if (people.linkOf(user) !== undefined || roles !== null) {
      return callerOf(this.#parts, { user, name, roles: roles ?? [] });
    }
    const member = await port.member(guild ?? settings().guild ?? '', user);
    if (member.kind === 'done') return callerOf(this.#parts, member.value);
    if (member.kind === 'refused' && member.reason === 'not_found') return undefined;
    return 'later';
  }

  /** Whoever takes part speaks as player, whatever else they are. */
  async #sideOf(caller: Caller, ticket: string): Promise<'player' | 'support' | 'later'> {
    const refusal = await this.#parts.desk.observe(caller, ticket, 'public', () => {});
    if (refusal === undefined) return 'player';
    return isForNow(refusal) ? 'later' : 'support';
  }

  #textOf(message: MessageSeen): Transcript {
    const { people, fileAddress } = this.#parts;
    return transcribe(message, {
      userName: (user) => {
        const link = people.linkOf(user);
        return link && people.nameOf(link.account);
      },
      fileAddress,
    });
  }

  /** The entry that this text became, just now or before a crash. */
  #seqOf(ticket: string, caller: Caller, body: string): number | undefined {
    const account = caller.guest === undefined ? caller.account : null;
    const events = this.#parts.tickets.lastPublic(ticket, inboundLimits.look_entries_max);
    const found = events.findLast(
      (event) =>
        isFromDiscord(event) && event.by.account === account && event.change.body === entryOf(body),
    );
    return found?.publicSeq ?? undefined;
  }
}

/** Nothing of programs, this one included, and nothing that Discord itself says. */
function isOfMember({ author, system }: MessageSeen): boolean {
  return !author.bot && !author.self && !system;
}

function isFromDiscord(
  event: TicketEvent,
): event is TicketEvent & { change: { type: 'message_posted' } } {
  return event.surface === 'discord' && event.change.type === 'message_posted';
}

/** A text as a ticket keeps it. */
function entryOf(body: string): string {
  return body.toWellFormed().trim();
}

function isForNow({ code }: Refusal): boolean {
  return refusals[code].retry;
}

function isAfter(id: string, other: string): boolean {
  return BigInt(id) > BigInt(other);
}

function before(id: string): string {
  return String(BigInt(id) - 1n);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
