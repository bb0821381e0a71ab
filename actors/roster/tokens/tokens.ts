import * as v from 'valibot';
import type { Draft, Trail } from '../../records/draft.ts';
import { Records } from '../../records/records.ts';
import type { RecordPut } from '../../records/store.ts';
import type { Changed, RecordWriter } from '../../records/writer.ts';
import { Listeners } from '../../runtime/listeners.ts';
import { refused, type Result } from '../../../protocol/refusals.ts';
import { notStored } from '../outcome.ts';
import type { Secrets } from './secrets.ts';
import { accountSubject } from '../subjects.ts';

/**
 * What a secret opens, and until when. Kept under the hash of the secret, never under the secret.
 */
const grantForm = v.strictObject({
  /** Number of the account. */
  account: v.string(),
  /** Whether it opens only the player-facing rights. */
  restricted: v.boolean(),
  /** Milliseconds since 1970. */
  created: v.number(),
  expires: v.number(),
  /**
   * What it depends on, such as a password; whoever accepts the token checks that this is
   * unchanged.
   */
  stamp: v.optional(v.string()),
  /** Whether a one-time link opened it; left out otherwise. */
  byLink: v.optional(v.literal(true)),
  /** The shard that asked for the link it came of; left out where no shard did. */
  shard: v.optional(v.string()),
  /** Last use; earlier versions kept it here. */
  used: v.optional(v.number()),
});
export type Grant = Readonly<v.InferOutput<typeof grantForm>>;

export type MayHave = (account: string) => boolean;

export interface TokenTerms {
  /** Prefix of the keys. */
  readonly prefix: string;
  readonly life_ms: number;
  readonly records_max: number;
  /** Per account; one more replaces the oldest. */
  readonly account_records_max: number;
  /** The subject it is decided on; by default that of the account. */
  readonly subject?: string;
  /** Whether an account may get one; checked when that is decided. */
  readonly mayHave?: MayHave;
  /** When a token expires, if that is not fixed when it is made. */
  readonly endsAt?: (id: string, grant: Grant) => number;
  /** Puts written in the same entry; without a grant, when it ends. */
  readonly beside?: (id: string, grant: Grant | undefined) => readonly RecordPut[];
}

export interface MakingTerms {
  readonly trail?: Trail;
  readonly stamp?: string;
  /** Whether a one-time link opens it. */
  readonly byLink?: boolean;
  /** The shard that asked for it. */
  readonly shard?: string | undefined;
  /**
   * Whether the condition of the request still holds when it is decided; if not, no token is made.
   */
  isStill?(): boolean;
}

export type Spent =
  | { readonly kind: 'spent'; readonly grant: Grant }
  /** The secret is unknown, expired or spent. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'storage' };

/** Secrets that open an account for a while. They are on disk as hashes and outlive the process. */
export class Tokens {
  readonly #writer: RecordWriter;
  readonly #secrets: Secrets;
  readonly #terms: TokenTerms;
  readonly #grants: Records<Grant>;
  readonly #byAccount = new Map<string, Set<string>>();
  readonly #made = new Listeners<[grant: Grant]>();
  readonly #gone = new Listeners<[id: string, grant: Grant]>();

  constructor(writer: RecordWriter, secrets: Secrets, terms: TokenTerms) {
    this.#writer = writer;
    this.#secrets = secrets;
    this.#terms = terms;
    this.#grants = new Records(
      writer,
      {
        space: 'web',
        prefix: terms.prefix,
        schema: grantForm,
        records_max: terms.records_max,
      },
      (id, before, after) => {
        this.#index(id, before, after);
        writer.afterEntry(() => {
          if (before === undefined && after !== undefined) this.#made.tell(after);
          if (before !== undefined && after === undefined) this.#gone.tell(id, before);
        });
      },
    );
  }

  /**
   * Returns a new secret, shown only this once. It replaces the account's oldest if the bound is
   * reached.
   */
  async make(
    account: string,
    restricted: boolean,
    { trail, stamp, byLink = false, shard, isStill }: MakingTerms = {},
  ): Promise<Result<{ value: string }>> {
    const secret = this.#secrets.make();
    const created = this.#secrets.now();
    this.#sweep();
    const grant: Grant = {
      account,
      restricted,
      created,
      expires: created + this.#terms.life_ms,
      ...(stamp === undefined ? {} : { stamp }),
      ...(byLink ? { byLink } : {}),
      ...(shard === undefined ? {} : { shard }),
    };
    const made = await this.#change(account, (draft) => {
      if (isStill?.() === false || this.#terms.mayHave?.(account) === false) return false;
      this.#makeRoom(draft, account);
      this.#put(draft, this.idOf(secret), grant, trail);
      return true;
    });
    if (!('value' in made)) return notStored(made.kind);
    return made.value ? { ok: true, value: secret } : refused('account_unknown');
  }

  find(secret: string): Grant | undefined {
    return this.get(this.idOf(secret));
  }

  /** Identifies a secret where the secret itself must not appear. */
  idOf(secret: string): string {
    return this.#secrets.hash(secret);
  }

  /**
   * The stored string of an id, for others who keep it: a computed id would be a second copy in
   * memory.
   */
  kept(id: string, account: string): string {
    for (const own of this.#byAccount.get(account) ?? []) if (own === id) return own;
    return id;
  }

  get(id: string): Grant | undefined {
    const grant = this.#grants.get(id);
    return grant === undefined || this.#isOver(id, grant) ? undefined : grant;
  }

  /** All of an account that still open it, oldest first. */
  ofAccount(account: string): Grant[] {
    return [...(this.#byAccount.get(account) ?? [])]
      .flatMap((id) => this.get(id) ?? [])
      .toSorted((a, b) => a.created - b.created);
  }

  /** Also true if it has expired but is not deleted yet. */
  has(id: string): boolean {
    return this.#grants.get(id) !== undefined;
  }

  /**
   * Deletes the secret and returns what it opened; only one of several concurrent callers gets it.
   */
  async spend(secret: string): Promise<Spent> {
    const id = this.idOf(secret);
    const known = this.#grants.get(id);
    if (known === undefined) return { kind: 'unknown' };
    const spent = await this.#change(known.account, (draft) => this.spendIn(draft, secret));
    if (!('value' in spent)) return { kind: 'storage' };
    return spent.value === undefined ? { kind: 'unknown' } : { kind: 'spent', grant: spent.value };
  }

  /** The same inside a change of its subject. */
  spendIn(draft: Draft, secret: string): Grant | undefined {
    const id = this.idOf(secret);
    const grant = this.get(id);
    this.#put(draft, id, undefined);
    return grant;
  }

  /** Resolves to whether it is certain that the secret opens nothing any more. */
  async revoke(secret: string): Promise<boolean> {
    return (await this.spend(secret)).kind !== 'storage';
  }

  /** Deletes all of an account, including those being made. */
  async revokeAll(account: string): Promise<boolean> {
    const revoked = await this.#change(account, (draft) => this.endAll(draft, account));
    return 'value' in revoked;
  }

  /** Deletes all of everybody. Resolves to whether that is certain. */
  async revokeEverybodys(): Promise<boolean> {
    const accounts = [...this.#byAccount.keys()];
    const revoked = await Promise.all(accounts.map((account) => this.revokeAll(account)));
    return revoked.every(Boolean);
  }

  /** Deletes those that came of links of a shard, where that is wanted. */
  async revokeOfShards(isOver: (shard: string, created: number) => boolean): Promise<boolean> {
    const ended: Promise<Changed<void>>[] = [];
    for (const [id, { account, shard, created }] of this.#grants.entries()) {
      if (shard === undefined || !isOver(shard, created)) continue;
      ended.push(this.#change(account, (draft) => this.#put(draft, id, undefined)));
    }
    return (await Promise.all(ended)).every((changed) => 'value' in changed);
  }

  /** The same inside a change of its subject; `but`: the id of one that stays. */
  endAll(draft: Draft, account: string, but?: string): void {
    for (const id of this.#byAccount.get(account) ?? [])
      if (id !== but) this.#put(draft, id, undefined);
  }

  /** How many of an account are good now. */
  count(account: string): number {
    const own = [...(this.#byAccount.get(account) ?? [])];
    return own.filter((id) => this.get(id) !== undefined).length;
  }

  /** Called with each new grant, once it is on disk. */
  onMade(listener: (grant: Grant) => void): void {
    this.#made.add(listener);
  }

  /** Called with the id of each grant that was deleted, for whatever reason. */
  onGone(listener: (id: string, grant: Grant) => void): void {
    this.#gone.add(listener);
  }

  /** A wiped world deletes those of many accounts at once. */
  #index(id: string, before: Grant | undefined, after: Grant | undefined): void {
    if (before !== undefined) {
      const own = this.#byAccount.get(before.account);
      own?.delete(id);
      if (own?.size === 0) this.#byAccount.delete(before.account);
    }
    if (after === undefined) return;
    const own = this.#byAccount.get(after.account) ?? new Set();
    this.#byAccount.set(after.account, own.add(id));
  }

  #isOver(id: string, grant: Grant): boolean {
    return (this.#terms.endsAt?.(id, grant) ?? grant.expires) <= this.#secrets.now();
  }

  #subject(account: string): string {
    return this.#terms.subject ?? accountSubject(account);
  }

  #change<T>(account: string, decide: (draft: Draft) => T): Promise<Changed<T>> {
    return this.#writer.change(this.#subject(account), decide);
  }

  /** Deletes the account's oldest if the bound is reached. */
  #makeRoom(draft: Draft, account: string): void {
    const own = [...(this.#byAccount.get(account) ?? [])]
      .map((id) => ({ id, created: this.#grants.get(id)!.created }))
      .toSorted((a, b) => b.created - a.created);
    for (const { id } of own.slice(this.#terms.account_records_max - 1)) {
      this.#put(draft, id, undefined);
    }
  }

  #put(draft: Draft, id: string, grant: Grant | undefined, trail?: Trail): void {
    draft.put(this.#grants, id, grant, (before, after) => [
      ...(trail?.(before, after) ?? []),
      ...(this.#terms.beside?.(id, grant) ?? []),
    ]);
  }

  /** Deletes expired ones of any account. */
  #sweep(): void {
    for (const [id, grant] of this.#grants.entries()) {
      if (!this.#isOver(id, grant)) continue;
      void this.#grants.edit(
        this.#subject(grant.account),
        id,
        // It may have been used in another process meanwhile.
        (now) => (now !== undefined && this.#isOver(id, now) ? 'remove' : 'keep'),
        () => this.#terms.beside?.(id, undefined) ?? [],
      );
    }
  }
}
