import * as v from 'valibot';
import type { CannedReply } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { same } from '../../../protocol/same.ts';
import { Listeners } from '../../runtime/listeners.ts';
import { rosterLimits } from '../roster-limits.ts';
import { Records } from '../../records/records.ts';
import type { Secrets } from '../tokens/secrets.ts';
import { accountSubject, canned_subject } from '../subjects.ts';
import type { Draft, Trail } from '../../records/draft.ts';
import type { Edited, RecordWriter } from '../../records/writer.ts';

/** The owner of a reply: an account, or null for all of support. */
export type CannedOwner = string | null;

/** Kept under `canned/OWNER/REPLY`. */
const cannedForm = v.strictObject({ title: v.string(), text: v.string(), created: v.number() });
type StoredReply = v.InferOutput<typeof cannedForm>;

/** Used in keys instead of an account's number. */
const shared = 'shared';

type Change = [owner: CannedOwner, reply: string, now: CannedReply | undefined];

/** Canned replies: shared ones and each account's own. */
export class CannedReplies {
  readonly #writer: RecordWriter;
  readonly #records: Records<StoredReply>;
  readonly #secrets: Secrets;
  readonly #byOwner = new Map<CannedOwner, Map<string, CannedReply>>();
  readonly #changed = new Listeners<Change>();

  constructor(writer: RecordWriter, secrets: Secrets) {
    this.#writer = writer;
    this.#secrets = secrets;
    this.#records = new Records(
      writer,
      {
        space: 'roster',
        prefix: 'canned',
        schema: cannedForm,
        records_max: rosterLimits.canned_max,
      },
      (key, _, after) => this.#apply(key, after),
    );
  }

  /** The replies of an account: its own, then the shared ones, each oldest first. */
  of(account: string): CannedReply[] {
    return [...this.#list(account), ...this.#list(null)];
  }

  get(owner: CannedOwner, reply: string): CannedReply | undefined {
    return this.#byOwner.get(owner)?.get(reply);
  }

  async set(
    owner: CannedOwner,
    reply: string,
    { title, text }: { readonly title: string; readonly text: string },
    trail?: Trail,
  ): Promise<Edited> {
    const set = await this.#writer.change(subjectOf(owner), (draft) => {
      const key = keyOf(owner, reply);
      const before = draft.get(this.#records, key);
      if (before === undefined && this.#isFull(owner)) return 'full';
      const after = { title, text, created: before?.created ?? this.#secrets.now() };
      if (!same(before, after)) draft.put(this.#records, key, after, trail);
      return undefined;
    });
    return ('value' in set ? set.value : undefined) ?? set.kind;
  }

  remove(owner: CannedOwner, reply: string, trail?: Trail): Promise<Edited> {
    return this.#records.edit(subjectOf(owner), keyOf(owner, reply), () => 'remove', trail);
  }

  /** How many an account has of its own. */
  countOf(account: string): number {
    return this.#byOwner.get(account)?.size ?? 0;
  }

  /** Call inside a change of the account's own subject. */
  removeAll(draft: Draft, account: string): void {
    for (const { reply } of this.#list(account))
      draft.put(this.#records, keyOf(account, reply), undefined);
  }

  /** Called once a change is on disk; without a reply it was removed. */
  onChanged(listener: (...change: Change) => void): void {
    this.#changed.add(listener);
  }

  #isFull(owner: CannedOwner): boolean {
    const { size } = this.#byOwner.get(owner) ?? { size: 0 };
    return size >= (owner === null ? limits.canned_shared_max : limits.canned_own_max);
  }

  #list(owner: CannedOwner): CannedReply[] {
    return [...(this.#byOwner.get(owner)?.values() ?? [])].toSorted(
      (a, b) => a.created - b.created || (a.reply < b.reply ? -1 : 1),
    );
  }

  #apply(key: string, stored: StoredReply | undefined): void {
    const slash = key.indexOf('/');
    const name = key.slice(0, slash);
    const reply = key.slice(slash + 1);
    const owner = name === shared ? null : name;
    const now = stored && { reply, own: owner !== null, ...stored };
    const all = this.#byOwner.get(owner) ?? new Map<string, CannedReply>();
    if (now === undefined) all.delete(reply);
    else all.set(reply, now);
    if (all.size === 0) this.#byOwner.delete(owner);
    else this.#byOwner.set(owner, all);
    this.#writer.afterEntry(() => this.#changed.tell(owner, reply, now));
  }
}

function keyOf(owner: CannedOwner, reply: string): string {
  return `${owner ?? shared}/${reply}`;
}

function subjectOf(owner: CannedOwner): string {
  return owner === null ? canned_subject : accountSubject(owner);
}
