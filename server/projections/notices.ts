import type { Told } from '../../actors/ticket/desk.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { Changes } from './changes.ts';
import type { LiveFollower } from './live-followers.ts';
import { keepNewest, noticeOf } from './notice-store.ts';
import type { Figure } from '../figure.ts';
import type { FeedPointer, Journal } from '../storage/journal.ts';
import type { Put } from '../storage/record.ts';

const projector = 'notices';
/** Commits looked at in one step, which ends in one write. */
const step_commits_max = 200;
/** A step takes no further commit above it. What is kept of one commit is far below a write. */
export const step_notices_max = 400;
/** The cursor on disk stays behind by no more, so that a start has little to look at again. */
const unwritten_offsets_max = 10_000;
const retry_ms = 1_000;
/** Commits known to hold no reply, until they are looked at. */
const known_commits_max = 4_096;
/** How often a commit that cannot be read is tried before it is set aside. */
export const unreadable_tries_max = 10;

export interface NoticeProjectorParts {
  readonly journal: Journal;
  /** Whether the account is one of a shard; nobody could show a notice to any other. */
  plays(account: string): boolean;
  onError(cause: unknown): void;
  /** From a failure to the next try; tests wait less. */
  readonly retry_ms?: number;
}

interface Step {
  /** Of the last commit that it took. */
  readonly offset: number;
  readonly puts: readonly Put[];
  readonly accounts: Iterable<string>;
}

/**
 * Turns every public reply of support into one notice per participant, in the same write that
 * moves its cursor: a crash at any moment neither loses a notice nor makes it twice.
 */
export class NoticeProjector implements LiveFollower {
  readonly #parts: NoticeProjectorParts;
  readonly #kept: Changes<string>;
  /** Commits that were told of in this process and hold no reply: most of them need no look at the disk. */
  readonly #withoutReply = new Set<string>();
  #running: Promise<void> | undefined;
  #again = false;
  /** How far it has looked, when that is further than its cursor on disk. */
  #position: number | undefined;
  #stopFeed: (() => void) | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** The commit that could not be read last, and how often that was. */
  #unreadable = { offset: 0, tries: 0 };
  #setAside = 0;

  constructor(parts: NoticeProjectorParts) {
    this.#parts = parts;
    this.#kept = new Changes(parts.onError);
  }

  /** For `/metrics`. */
  figures(): Figure[] {
    const name = 'shardbell_notices_set_aside_total';
    const help = 'Commits that could not be read, so that nobody in the game was told of them.';
    return [{ name, help, kind: 'counter', labels: {}, value: this.#setAside }];
  }

  start(): void {
    this.#stopFeed = this.#parts.journal.onFeed(() => this.#wake());
    this.#wake();
  }

  /** Resolves when nothing is under way. What was not projected is projected at the next start. */
  async stop(): Promise<void> {
    this.#stopFeed?.();
    this.#stopFeed = undefined;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#again = false;
    await this.#running;
  }

  /** Called with each account that got notices, once they are on disk. */
  onKept(listener: (account: string) => void): void {
    this.#kept.on(listener);
  }

  /** Whatever is not told, as after a crash, is read. */
  told({ after, events }: Told): void {
    const last = events.at(-1);
    if (last === undefined || events.some(isReply)) return;
    if (this.#withoutReply.size >= known_commits_max) return;
    this.#withoutReply.add(keyOf(after.id, last.supportSeq));
  }

  renew(): void {
    this.#withoutReply.clear();
  }

  #wake(): void {
    // After a failure it waits, however much is committed meanwhile.
    if (this.#stopFeed === undefined || this.#retry !== undefined) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // Somebody may have woken it between its last look and here.
      if (this.#again) this.#wake();
    });
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && this.#stopFeed !== undefined) {
        this.#again = false;
        // After what was written was told, too.
        await new Promise((resolve) => setImmediate(resolve));
        const step = await this.#derive();
        if (step === undefined) continue;
        this.#again = true;
        const { journal } = this.#parts;
        const isIdle = step.puts.length === 0;
        if (isIdle && step.offset - journal.cursor(projector) < unwritten_offsets_max) {
          // What made no notice is looked at again after a crash, and makes none again: the disk is
          // for those whose turn it is.
          this.#position = step.offset;
          continue;
        }
        const outcome = await journal.advance(projector, step.offset, step.puts);
        if (outcome.kind === 'rejected') return this.#failed(outcome.cause);
        this.#position = step.offset;
        for (const account of step.accounts) this.#kept.tell(account);
      }
    } catch (cause) {
      this.#failed(cause);
    }
  }

  /** Tries again after a while, from the cursor as it is on disk. */
  #failed(cause: unknown): void {
    this.#again = false;
    this.#position = undefined;
    this.#parts.onError(cause);
    if (this.#stopFeed === undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#wake();
    }, this.#parts.retry_ms ?? retry_ms).unref();
  }

  /** Undefined when there is nothing to look at. */
  async #derive(): Promise<Step | undefined> {
    const { journal } = this.#parts;
    const after = this.#position ?? journal.cursor(projector);
    const pointers = journal.feed(after, step_commits_max);
    const byAccount = new Map<string, Put[]>();
    let notices = 0;
    let offset: number | undefined;
    for (const pointer of pointers) {
      if (notices >= step_notices_max) break;
      const found = await this.#read(pointer, offset === undefined);
      if (found === undefined) break;
      ({ offset } = pointer);
      for (const [account, put] of found) {
        const added = byAccount.get(account) ?? [];
        added.push(put);
        byAccount.set(account, added);
        notices += 1;
      }
    }
    if (offset === undefined) return undefined;
    const puts = [...byAccount].flatMap(([account, added]) => keepNewest(journal, account, added));
    return { offset, puts, accounts: byAccount.keys() };
  }

  /**
   * The notices of one commit. One that cannot be read waits until all before it are kept (undefined),
   * then fails a few times, and then makes no notices: it is to hold up nothing behind it for ever.
   */
  async #read(pointer: FeedPointer, isFirst: boolean): Promise<Array<[string, Put]> | undefined> {
    try {
      return await this.#noticesOf(pointer);
    } catch (cause) {
      if (!isFirst) return undefined;
      const { offset, ticket, from, to } = pointer;
      const tries = this.#unreadable.offset === offset ? this.#unreadable.tries + 1 : 1;
      this.#unreadable = { offset, tries };
      if (tries < unreadable_tries_max) throw cause;
      this.#setAside += 1;
      const what = `entries ${from} to ${to} of ticket ${ticket} cannot be read: no notices of them`;
      this.#parts.onError(new Error(what, { cause }));
      return [];
    }
  }

  async #noticesOf({ ticket: id, from, to }: FeedPointer): Promise<Array<[string, Put]>> {
    if (from > to || this.#withoutReply.delete(keyOf(id, to))) return [];
    const range = { after: from - 1, before: to + 1, limit: to - from + 1 };
    const replies = this.#parts.journal.history(id, 'support', range).filter(isReply);
    if (replies.length === 0) return [];
    const ticket = (await this.#parts.journal.load(id)).state;
    if (ticket === undefined) return [];
    return replies.flatMap((reply) =>
      ticket.participants
        .filter(({ account }) => account !== reply.by.account && this.#parts.plays(account))
        .map(({ account }): [string, Put] => [account, noticeOf(account, ticket, reply)]),
    );
  }
}

/** A commit, by its last entry. */
function keyOf(ticket: string, supportSeq: number): string {
  return `${ticket} ${supportSeq}`;
}

function isReply(event: TicketEvent): boolean {
  return event.change.type === 'message_posted' && event.by.side === 'support';
}
