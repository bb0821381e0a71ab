import type { Notice, NoticeStore } from '../../actors/shard/notices.ts';
import type { Principal } from '../../actors/ticket/command.ts';
import { inWords } from '../../actors/ticket/files.ts';
import { mayRead } from '../../actors/ticket/policy.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { viewEntry, type StaffName } from '../../actors/ticket/view.ts';
import type { Storage } from '../storage/storage.ts';
import {
  noticePrefix,
  notices_per_account_max,
  type StoredNotice,
} from '../storage/apply/notice-rows.ts';

/**
 * While nothing can be written every acknowledgement fails, so errors are reported at most this
 * often.
 */
const complaint_every_ms = 1_000;

export interface NoticeStoreDeps {
  readonly storage: Storage;
  /** The present rights of the account, without those of staff. */
  principal(account: string): Principal;
  readonly staffName: StaffName;
  /** Where files of the ticket are, if the game shows addresses. */
  linkOf(ticket: string): string | undefined;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  onError(cause: unknown): void;
}

/**
 * The notices of all accounts. Applying an entry makes them (`storage/apply/notice-rows.ts`); a
 * notice that was shown is removed here by an entry of its own.
 */
export class StoredNotices implements NoticeStore {
  readonly #deps: NoticeStoreDeps;
  #complained = -Infinity;

  constructor(deps: NoticeStoreDeps) {
    this.#deps = deps;
  }

  async pending(account: string, limit: number): Promise<Notice[]> {
    const found = this.#deps.storage.tables.list('notice', {
      prefix: noticePrefix(account),
      limit: notices_per_account_max,
    });
    const tickets = new Map<string, Ticket | undefined>();
    const notices: Notice[] = [];
    for (const { key, value } of found) {
      if (notices.length >= limit) break;
      const stored = value as StoredNotice;
      try {
        const { ticket: id } = stored;
        if (!tickets.has(id)) tickets.set(id, (await this.#deps.storage.tickets.load(id)).state);
        const ticket = tickets.get(id);
        if (ticket === undefined || !this.#mayRead(account, ticket)) continue;
        notices.push(...this.#read(key.slice(noticePrefix(account).length), stored));
      } catch (cause) {
        // A notice that cannot be read does not hold up the others.
        this.#complain(cause);
      }
    }
    return notices;
  }

  async shown(account: string, notice: string): Promise<boolean> {
    const { storage } = this.#deps;
    const key = `${noticePrefix(account)}${notice}`;
    try {
      // Notices of the server itself are not stored, and a second session may have shown this one.
      if (storage.tables.get('notice', key) === undefined) return true;
      // Removing it needs no condition: the first removal counts.
      const gone = await storage.records.merge([{ space: 'notice', key, value: undefined }]);
      if (gone.kind === 'durable') return true;
      this.#complain(gone);
    } catch (cause) {
      this.#complain(cause);
    }
    return false;
  }

  #mayRead(account: string, ticket: Ticket): boolean {
    return mayRead(ticket, this.#deps.principal(account), 'public');
  }

  #read(id: string, { ticket, number, publicSeq }: StoredNotice): Notice[] {
    const range = { after: publicSeq - 1, before: publicSeq + 1, limit: 1 };
    return this.#deps.storage.tables.history(ticket, 'public', range).flatMap((event) => {
      const entry = viewEntry(event, 'public', this.#deps.staffName);
      if (entry?.what.kind !== 'message') return [];
      const { body, files } = entry.what;
      const text = inWords(body, files, this.#deps.linkOf(ticket));
      return { id, ticket, number, from: entry.by.name, text, at: entry.at };
    });
  }

  #complain(cause: unknown): void {
    const now = this.#deps.now();
    if (now - this.#complained < complaint_every_ms) return;
    this.#complained = now;
    this.#deps.onError(cause);
  }
}
