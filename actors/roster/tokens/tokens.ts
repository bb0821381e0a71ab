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

/** What a secret opens, and until when. Kept under the hash of the secret, never the secret. */
const grantForm = v.strictObject({
  /** Number of the account. */
  account: v.string(),
  /** Whether it opens the player-facing rights only. */
  restricted: v.boolean(),
  /** Milliseconds since 1970. */
  created: v.number(),
  expires: v.number(),
  /** What it rests on, such as a password; whoever takes it sees to it that this is still so. */
  stamp: v.optional(v.string()),
  /** When it was used last; earlier versions kept it here. */
  used: v.optional(v.number()),
});
export type Grant = Readonly<v.InferOutput<typeof grantForm>>;

export type MayHave = (account: string) => boolean;

export interface TokenTerms {
  /** Of the keys. */
  readonly prefix: string;
  readonly life_ms: number;
  readonly records_max: number;
  /** Of one account; a new one beyond takes the place of the oldest. */
  readonly account_records_max: number;
  /** What they are decided with: where it is left out, with whatever opens their account. */
  readonly subject?: string;
  /** Whether an account may get one; asked when that is decided. */
  readonly mayHave?: MayHave;
  /** When one ends, where that is not fixed when it is made. */
  readonly endsAt?: (id: string, grant: Grant) => number;
  /** What is written with one, in the same entry; no grant: with its end. */
  readonly beside?: (id: string, grant: Grant | undefined) => readonly RecordPut[];
}

export interface MakingTerms {
  readonly trail?: Trail;
  readonly stamp?: string;
  /** Whether what the wish rests on holds at the moment that decides; if not, none is made. */
  isStill?(): boolean;
}

export type Spent =
  | { readonly kind: 'spent'; readonly grant: Grant }
  /** There is no such secret, or it is over, or it was spent before. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'storage' };

/** Secrets that open an account for a while, on disk as hashes: they outlive the process. */
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

  /** A fresh secret, told this once, in the place of the account's oldest if it has as many as it may. */
  async make(
    account: string,
    restricted: boolean,
    { trail, stamp, isStill }: MakingTerms = {},
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

  /** By which a secret is known where the secret itself must not be. */
  idOf(secret: string): string {
    return this.#secrets.hash(secret);
  }

  /** The id as it is kept here, for who keeps it too: one that was worked out is a text of its own. */
  kept(id: string, account: string): string {
    for (const own of this.#byAccount.get(account) ?? []) if (own === id) return own;
    return id;
  }

  get(id: string): Grant | undefined {
    const grant = this.#grants.get(id);
    return grant === undefined || this.#isOver(id, grant) ? undefined : grant;
  }

  /** Also where its time is over, until that is written. */
  has(id: string): boolean {
    return this.#grants.get(id) !== undefined;
  }

  /** Takes the secret away and gives what it opened, to one of however many ask at once. */
  async spend(secret: string): Promise<Spent> {
    const id = this.idOf(secret);
    const known = this.#grants.get(id);
    if (known === undefined) return { kind: 'unknown' };
    const spent = await this.#change(known.account, (draft) => this.spendIn(draft, secret));
    if (!('value' in spent)) return { kind: 'storage' };
    return spent.value === undefined ? { kind: 'unknown' } : { kind: 'spent', grant: spent.value };
  }

  /** The same inside a change of the subject that they are decided on. */
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

  /** Takes away all of an account, also what is being made. */
  async revokeAll(account: string): Promise<boolean> {
    const revoked = await this.#change(account, (draft) => this.endAll(draft, account));
    return 'value' in revoked;
  }

  /** The same inside a change of the subject that they are decided on. */
  endAll(draft: Draft, account: string): void {
    for (const id of this.#byAccount.get(account) ?? []) this.#put(draft, id, undefined);
  }

  /** Called with what each new one opens, once it is on disk. */
  onMade(listener: (grant: Grant) => void): void {
    this.#made.add(listener);
  }

  /** Called with the id of each that is not there any more, whatever took it away. */
  onGone(listener: (id: string, grant: Grant) => void): void {
    this.#gone.add(listener);
  }

  /** A wiped world takes away those of many accounts at once. */
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

  /** Removes the oldest of an account that has as many as it may. */
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
      ...this.#beside(id, grant),
    ]);
  }

  #beside(id: string, grant: Grant | undefined): readonly RecordPut[] {
    return this.#terms.beside?.(id, grant) ?? [];
  }

  /** Removes what is over, of whoever it is. */
  #sweep(): void {
    for (const [id, grant] of this.#grants.entries()) {
      if (!this.#isOver(id, grant)) continue;
      void this.#grants.edit(
        this.#subject(grant.account),
        id,
        // It may have been used elsewhere meanwhile.
        (now) => (now !== undefined && this.#isOver(id, now) ? 'remove' : 'keep'),
        () => this.#beside(id, undefined),
      );
    }
  }
}
