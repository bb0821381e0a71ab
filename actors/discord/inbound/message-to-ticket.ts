import { createHash } from 'node:crypto';
import { refusals, type Refusal } from '../../../protocol/refusals.ts';
import { sentenceOf } from '../../../protocol/refused.ts';
import type { Caller } from '../../ticket/service.ts';
import { isGone } from '../port/call-outcome.ts';
import type { MessageSeen } from '../port/shapes.ts';
import { MessageFiles } from './message-files.ts';
import { isFromDiscord } from './read-from.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { FileFates, InboundDeps, ImportedMessage, PendingImport } from './parts.ts';
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
  readonly #files: MessageFiles;

  constructor(deps: InboundDeps, privateReplies: PrivateReplies) {
    this.#deps = deps;
    this.#replies = privateReplies;
    this.#files = new MessageFiles(deps);
  }

  /** After a crash: finds out whether the pending message became an entry. It may be deleted by now. */
  settle(channel: string): Promise<boolean> | boolean {
    const { store } = this.#deps;
    const pending = store.pendingImport(channel);
    const imported = pending && this.#entryOfPending(pending);
    return imported === undefined || store.finishImport(channel, imported.message, imported);
  }

  #entryOfPending(pending: PendingImport): ImportedMessage | undefined {
    const { message, ticket, after, body, hash: of, files } = pending;
    const found = this.#deps.tickets
      .publicAfter(ticket, after, inboundLimits.look_entries_max)
      .find((event) => isFromDiscord(event) && hash(event.change.body) === body);
    if (found === undefined) return undefined;
    return { message, ticket, seq: found.publicSeq!, hash: of, ...filesIn(files) };
  }

  async created(ticket: string, message: MessageSeen): Promise<boolean> {
    const { ticketService, store } = this.#deps;
    const { id, channel, author } = message;
    const caller = await this.#callerOf(message);
    if (caller === 'later') return false;
    const reply = { user: author.user, channel };
    if (caller === undefined) {
      this.#files.done(caller, message);
      this.#replies.stranger({ ...reply, sentence: texts.stranger });
      return store.finishImport(channel, id);
    }
    // At a retry, the first try may have become an entry.
    const begun = store.pendingImport(channel);
    const pendingEntry = begun?.message === id ? this.#entryOfPending(begun) : undefined;
    if (pendingEntry !== undefined) return this.#finish(caller, message, pendingEntry);
    const side = await this.#sideOf(caller, ticket);
    if (side === 'later') return false;
    const taken = await this.#files.take(caller, ticket, message);
    if (taken === 'later') return false;
    const files = filesIn(taken.fates);
    const { own, whole } = this.#textOf(message, taken.fates);
    // Too long with the quote of what it replies to: without the quote.
    const body = whole.length <= this.#deps.settings().body_chars_max ? whole : own;
    const { ids } = taken;
    const command = {
      kind: 'post_message',
      body,
      ...(ids.length > 0 && { files: [...ids] }),
    } as const;
    const after = this.#deps.tickets.lastPublic(ticket, 1)[0]?.publicSeq ?? 0;
    const of = { message: id, ticket, hash: hash(own), ...files };
    const pending = { ...of, after, body: hash(entryOf(body)) };
    // What became of the files may differ from try to try.
    const isBegun = begun?.message === id && begun.body === pending.body;
    if (!isBegun && !(await store.beginImport(channel, pending))) return false;
    const answer = await ticketService.command(caller, { id, ticket, as: side, command });
    // It was imported before, with another text or for another side: this is an edit.
    const isImported = answer.ok || answer.refusal.code === 'id_reused';
    if (isImported) {
      const seq = this.#seqOf(ticket, caller, body);
      const imported = seq === undefined ? undefined : { ...of, seq };
      return this.#finish(caller, message, imported);
    }
    if (refusals[answer.refusal.code].retry) return false;
    if (answer.refusal.code === 'file_unknown') {
      this.#files.lost(message);
      return false;
    }
    const sentence = texts.notPassedOn(sentenceOf(answer.refusal));
    this.#replies.refused({ ...reply, sentence });
    return this.#finish(caller, message, undefined);
  }

  #finish(
    caller: Caller,
    message: MessageSeen,
    imported: ImportedMessage | undefined,
  ): Promise<boolean> {
    this.#files.done(caller, message);
    return this.#deps.store.finishImport(message.channel, message.id, imported);
  }

  async edited(imported: ImportedMessage, message: MessageSeen): Promise<boolean> {
    const { ticketService, store } = this.#deps;
    const { channel, author } = message;
    // Only an edit has a time. Without one, our wording of the message has changed at most.
    if (message.edited === null) return true;
    const { own, whole } = this.#textOf(message, imported.files ?? {});
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

  #textOf(message: MessageSeen, files: FileFates): Transcript {
    const { people, fileAddress } = this.#deps;
    return transcribe(message, {
      userName: (user) => {
        const link = people.linkOf(user);
        return link && people.nameOf(link.account);
      },
      fileAddress,
      files,
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

/** Nothing is stored of a message without files, as before any were kept. */
function filesIn(files: FileFates | undefined): { readonly files?: FileFates } {
  return files === undefined || Object.keys(files).length === 0 ? {} : { files };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
