import * as v from 'valibot';
import { failed, notStored, type Managed } from './outcome.ts';
import { Records } from './records.ts';
import type { Secrets } from './secrets.ts';
import type { RecordWriter, Trail } from './writer.ts';

/** What a secret opens, and until when. Kept under the hash of the secret, never the secret. */
const grantForm = v.strictObject({
  /** Number of the account. */
  account: v.string(),
  /** Whether it opens the player-facing rights only. */
  restricted: v.boolean(),
  /** Milliseconds since 1970. */
  created: v.number(),
  expires: v.number(),
  /** When it was used last, as far as that is stored. */
  used: v.optional(v.number()),
});
export type Grant = Readonly<v.InferOutput<typeof grantForm>>;

export interface TokenTerms {
  /** Of the keys. */
  readonly prefix: string;
  readonly life_ms: number;
  readonly records_max: number;
  /** Of one account; a new one beyond takes the place of the oldest. */
  readonly account_records_max: number;
  /** When one ends, where that is not fixed when it is made. */
  readonly endsAt?: (id: string, grant: Grant) => number;
}

export type Spent =
  | { readonly kind: 'spent'; readonly grant: Grant }
  /** There is no such secret, or it is over, or it was spent before. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'storage' };

/** Secrets that open an account for a while, on disk as hashes: they outlive the process. */
export class Tokens {
  readonly #secrets: Secrets;
  readonly #terms: TokenTerms;
  readonly #grants: Records<Grant>;
  readonly #byAccount = new Map<string, Set<string>>();
  readonly #made: Array<(grant: Grant) => void> = [];
  readonly #gone: Array<(id: string, grant: Grant) => void> = [];

  constructor(writer: RecordWriter, secrets: Secrets, terms: TokenTerms) {
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
        if (before === undefined && after !== undefined) for (const told of this.#made) told(after);
        if (before !== undefined && after === undefined) {
          for (const told of this.#gone) told(id, before);
        }
      },
    );
  }

  /** A fresh secret, told this once. */
  async make(account: string, restricted: boolean, trail?: Trail): Promise<Managed<string>> {
    const secret = this.#secrets.make();
    const created = this.#secrets.now();
    this.#makeRoom(account);
    const grant: Grant = { account, restricted, created, expires: created + this.#terms.life_ms };
    const edited = await this.#grants.edit(this.#secrets.hash(secret), () => grant, trail);
    if (failed(edited)) return notStored(edited);
    return { ok: true, value: secret };
  }

  find(secret: string): Grant | undefined {
    return this.get(this.idOf(secret));
  }

  /** By which a secret is known where the secret itself must not be. */
  idOf(secret: string): string {
    return this.#secrets.hash(secret);
  }

  get(id: string): Grant | undefined {
    const grant = this.#grants.get(id);
    return grant === undefined || this.#isOver(id, grant) ? undefined : grant;
  }

  /** Remembers that it was used then. */
  async used(id: string, at: number): Promise<void> {
    await this.#grants.edit(id, (before) =>
      before === undefined ? 'keep' : { ...before, used: at },
    );
  }

  /** Takes the secret away and gives what it opened, to one of however many ask at once. */
  async spend(secret: string): Promise<Spent> {
    let taken: Grant | undefined;
    const id = this.idOf(secret);
    const edited = await this.#grants.edit(id, (before) => {
      if (before !== undefined && !this.#isOver(id, before)) taken = before;
      return 'remove';
    });
    if (failed(edited)) return { kind: 'storage' };
    return taken === undefined ? { kind: 'unknown' } : { kind: 'spent', grant: taken };
  }

  /** Resolves to whether it is certain that the secret opens nothing any more. */
  async revoke(secret: string): Promise<boolean> {
    return (await this.spend(secret)).kind !== 'storage';
  }

  /** Takes away all of an account. */
  async revokeAll(account: string): Promise<boolean> {
    const own = [...(this.#byAccount.get(account) ?? [])];
    const edits = own.map((hash) => this.#grants.edit(hash, () => 'remove'));
    return (await Promise.all(edits)).every((edited) => !failed(edited));
  }

  /** Called with what each new one opens, once it is on disk. */
  onMade(listener: (grant: Grant) => void): void {
    this.#made.push(listener);
  }

  /** Called with the id of each that is not there any more, whatever took it away. */
  onGone(listener: (id: string, grant: Grant) => void): void {
    this.#gone.push(listener);
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

  /** Removes what is over, and the oldest of the account if it has as many as it may. */
  #makeRoom(account: string): void {
    const own: Array<[string, Grant]> = [];
    for (const [hash, grant] of this.#grants.entries()) {
      if (this.#isOver(hash, grant)) void this.#grants.edit(hash, () => 'remove');
      else if (grant.account === account) own.push([hash, grant]);
    }
    own.sort(([, a], [, b]) => b.created - a.created);
    for (const [hash] of own.slice(this.#terms.account_records_max - 1)) {
      void this.#grants.edit(hash, () => 'remove');
    }
  }
}
