import { createHash } from 'node:crypto';
import { refusals, type Refusal } from '../../../protocol/refusals.ts';
import { sentenceOf } from '../../../protocol/refused.ts';
import type { Caller } from '../../ticket/service.ts';
import { isGone } from '../port/call-outcome.ts';
import type { MessageSeen } from '../port/shapes.ts';
import { isFromDiscord } from './read-from.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { InboundDeps, ImportedMessage } from './parts.ts';
import type { PrivateReplies } from './private-replies.ts';
import { texts } from './texts.ts';
import { callerOf } from './speaker.ts';
import { transcribe, type Transcript } from './transcribe.ts';

/**
 * Imports one message of a member into its ticket, and its edit or deletion. Each method resolves to
 * whether that is done; if not, it is tried again.
 */
export class MessageToTicket {
  readonly #deps: InboundDeps;
  readonly #replies: PrivateReplies;

  constructor(deps: InboundDeps, privateReplies: PrivateReplies) {
    this.#deps = deps;
    this.#replies = privateReplies;
  }

  /** After a crash: finds out whether the pending message became an entry. It may be deleted by now. */
  settle(channel: string): Promise<boolean> | boolean {
    const { store, tickets } = this.#deps;
    const pending = store.pendingImport(channel);
    if (pending === undefined) return true;
    const { message, ticket, after } = pending;
    const found = tickets
      .publicAfter(ticket, after, inboundLimits.look_entries_max)
      .find((event) => isFromDiscord(event) && hash(event.change.body) === pending.body);
    if (found === undefined) return true;
    return store.finishImport(channel, message, {
      message,
      ticket,
      seq: found.publicSeq!,
      hash: pending.hash,
    });
  }

  async created(ticket: string, message: MessageSeen): Promise<boolean> {
    const { ticketService, store } = this.#deps;
    const { id, channel, author } = message;
    const caller = await this.#callerOf(message);
    if (caller === 'later') return false;
    const reply = { user: author.user, channel };
    if (caller === undefined) {
      this.#replies.stranger({ ...reply, sentence: texts.stranger });
      return store.finishImport(channel, id);
    }
    const side = await this.#sideOf(caller, ticket);
    if (side === 'later') return false;
    const { own, whole } = this.#textOf(message);
    // Too long with the quote of what it replies to: without the quote.
    const body = whole.length <= this.#deps.settings().body_chars_max ? whole : own;
    const command = { kind: 'post_message', body } as const;
    const after = this.#deps.tickets.lastPublic(ticket, 1)[0]?.publicSeq ?? 0;
    const pending = { message: id, ticket, after, body: hash(entryOf(body)), hash: hash(own) };
    // At a retry, the first try may have become an entry.
    const isBegun = store.pendingImport(channel)?.message === id;
    if (!isBegun && !(await store.beginImport(channel, pending))) return false;
    const answer = await ticketService.command(caller, { id, ticket, as: side, command });
    // It was imported before, with another text or for another side: this is an edit.
    const isImported = answer.ok || answer.refusal.code === 'id_reused';
    if (isImported) {
      const seq = this.#seqOf(ticket, caller, body);
      const imported =
        seq === undefined ? undefined : { message: id, ticket, seq, hash: hash(own) };
      return store.finishImport(channel, id, imported);
    }
    if (refusals[answer.refusal.code].retry) return false;
    const sentence = texts.notPassedOn(sentenceOf(answer.refusal));
    this.#replies.refused({ ...reply, sentence });
    return store.finishImport(channel, id);
  }

  async edited(imported: ImportedMessage, message: MessageSeen): Promise<boolean> {
    const { ticketService, store } = this.#deps;
    const { channel, author } = message;
    // Only an edit has a time. Without one, our wording of the message has changed at most.
    if (message.edited === null) return true;
    const { own, whole } = this.#textOf(message);
    const now = hash(own);
    if (now === imported.hash) return true;
    const body = whole.length <= this.#deps.settings().body_chars_max ? whole : own;
    const id = `edit:${message.id}:${message.edited}`;
    const answer = await ticketService.amend(imported.ticket, imported.seq, id, {
      kind: 'record_edit',
      body,
    });
    if (!answer.ok) {
      if (refusals[answer.refusal.code].retry) return false;
      const sentence = texts.editNotPassedOn(sentenceOf(answer.refusal));
      this.#replies.refused({ user: author.user, channel, sentence });
    }
    return store.changeImported(channel, message.id, { ...imported, hash: now });
  }

  async deleted(channel: string, { message, ticket, seq }: ImportedMessage): Promise<boolean> {
    const { ticketService, store } = this.#deps;
    const id = `delete:${message}`;
    const answer = await ticketService.amend(ticket, seq, id, { kind: 'record_deletion' });
    if (!answer.ok && refusals[answer.refusal.code].retry) return false;
    return store.changeImported(channel, message, undefined);
  }

  /** As whom the author acts; undefined: they are neither linked nor support. */
  async #callerOf({ guild, author }: MessageSeen): Promise<Caller | undefined | 'later'> {
    const { port, people, settings } = this.#deps;
    const { user, name, roles } = author;
    if (people.linkOf(user) !== undefined || roles !== null) {
      return callerOf(this.#deps, { user, name, roles: roles ?? [] });
    }
    const member = await port.member(guild ?? settings().guild ?? '', user);
    if (member.kind === 'done') return callerOf(this.#deps, member.value);
    return isGone(member) ? undefined : 'later';
  }

  /** A participant speaks as player, even if they are support too. */
  async #sideOf(caller: Caller, ticket: string): Promise<'player' | 'support' | 'later'> {
    const refusal = await this.#deps.ticketService.observe(caller, ticket, 'public', () => {});
    if (refusal === undefined) return 'player';
    return isForNow(refusal) ? 'later' : 'support';
  }

  #textOf(message: MessageSeen): Transcript {
    const { people, fileAddress } = this.#deps;
    return transcribe(message, {
      userName: (user) => {
        const link = people.linkOf(user);
        return link && people.nameOf(link.account);
      },
      fileAddress,
    });
  }

  /** Number of the entry that this text became, just now or before a crash. */
  #seqOf(ticket: string, caller: Caller, body: string): number | undefined {
    const account = caller.guest === undefined ? caller.account : null;
    const events = this.#deps.tickets.lastPublic(ticket, inboundLimits.look_entries_max);
    const found = events.findLast(
      (event) =>
        isFromDiscord(event) && event.by.account === account && event.change.body === entryOf(body),
    );
    return found?.publicSeq ?? undefined;
  }
}

/** A text as the entry has it. */
function entryOf(body: string): string {
  return body.toWellFormed().trim();
}

function isForNow({ code }: Refusal): boolean {
  return refusals[code].retry;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
