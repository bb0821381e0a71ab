import type { Notice, NoticeStore } from '../actors/shard/notices.ts';
import type { TicketEvent } from '../actors/ticket/event.ts';
import type { Ticket } from '../actors/ticket/state.ts';
import type { FeedPointer, Journal, Put } from './storage/journal.ts';

const projector = 'notices';
/** Commits looked at in one step, which ends in one write. */
const step_commits_max = 200;
const retry_ms = 1_000;

/**
 * Turns every public reply of support into one notice per participant, in the same write that
 * moves its cursor: a crash at any moment neither loses a notice nor makes it twice.
 */
export class NoticeProjector implements NoticeStore {
  readonly #journal: Journal;
  readonly #onError: (cause: unknown) => void;
  readonly #listeners: Array<(account: string) => void> = [];
  #running: Promise<void> | undefined;
  #again = false;
  #stopFeed: (() => void) | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(journal: Journal, onError: (cause: unknown) => void) {
    this.#journal = journal;
    this.#onError = onError;
  }

  start(): void {
    this.#stopFeed = this.#journal.onFeed(() => this.#wake());
    this.#wake();
  }

  /** Resolves when nothing is under way. What was not projected is projected at the next start. */
  async stop(): Promise<void> {
    this.#stopFeed?.();
    this.#stopFeed = undefined;
    clearTimeout(this.#retry);
    this.#again = false;
    await this.#running;
  }

  /** Called with each account that got notices, once they are on disk. */
  onNotice(listener: (account: string) => void): void {
    this.#listeners.push(listener);
  }

  pending(account: string, limit: number): Notice[] {
    const found = this.#journal.list('notice', { prefix: `${account}/`, limit });
    return found.map(({ value }) => value as Notice);
  }

  async shown(account: string, notice: string): Promise<void> {
    const outcome = await this.#journal.write([
      { space: 'notice', key: `${account}/${notice}`, value: undefined },
    ]);
    // Kept, it is sent again to the next session, which is better than lost.
    if (outcome.kind === 'rejected') this.#onError(outcome.cause);
  }

  #wake(): void {
    if (this.#stopFeed === undefined) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // Somebody may have woken it between its last look and here.
      if (this.#again) this.#wake();
    });
  }

  async #run(): Promise<void> {
    while (this.#again && this.#stopFeed !== undefined) {
      this.#again = false;
      const pointers = this.#journal.feed(this.#journal.cursor(projector), step_commits_max);
      const last = pointers.at(-1);
      if (last === undefined) continue;
      this.#again = true;
      const made = await this.#derive(pointers);
      const outcome = await this.#journal.advance(projector, last.offset, made.puts);
      if (outcome.kind === 'rejected') {
        this.#onError(outcome.cause);
        this.#again = false;
        this.#retry = setTimeout(() => this.#wake(), retry_ms);
        return;
      }
      for (const account of made.accounts)
        for (const listener of this.#listeners) listener(account);
    }
  }

  async #derive(pointers: readonly FeedPointer[]): Promise<{ puts: Put[]; accounts: Set<string> }> {
    const puts: Put[] = [];
    const accounts = new Set<string>();
    for (const { ticket: id, from, to } of pointers) {
      if (from > to) continue;
      const range = { after: from - 1, before: to + 1, limit: to - from + 1 };
      const replies = this.#journal.history(id, 'support', range).filter(isReply);
      if (replies.length === 0) continue;
      const ticket = (await this.#journal.load(id)).state;
      if (ticket === undefined) continue;
      for (const reply of replies) {
        for (const { account } of ticket.participants) {
          if (account === reply.by.account) continue;
          const notice = noticeOf(ticket, reply);
          puts.push({ space: 'notice', key: `${account}/${notice.id}`, value: notice });
          accounts.add(account);
        }
      }
    }
    return { puts, accounts };
  }
}

function isReply(event: TicketEvent): boolean {
  return event.change.type === 'message_posted' && event.by.side === 'support';
}

function noticeOf(ticket: Ticket, reply: TicketEvent): Notice {
  const body = reply.change.type === 'message_posted' ? reply.change.body : '';
  return {
    // Sorts by time, and says nothing that the public audience does not see anyway.
    id: `${String(reply.at).padStart(15, '0')}.${ticket.id}.${reply.publicSeq}`,
    ticket: ticket.id,
    number: ticket.number,
    from: reply.by.name,
    text: body,
    at: reply.at,
  };
}
