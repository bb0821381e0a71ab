import { Listeners } from '../../runtime/listeners.ts';
import {
  foldUserName,
  newAccount,
  passwordForm,
  profileForm,
  accessForm,
  storedProfile,
  type Account,
  type Password,
  type AccountAccess,
} from './account.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Draft, Trail } from '../../records/draft.ts';
import { Records } from '../../records/records.ts';
import type { RecordWriter } from '../../records/writer.ts';

export interface NewPassword {
  readonly hash: string;
  /** Whether it opens only the player-facing rights. */
  readonly restricted?: boolean;
}

type ChangedListener = (before: Account | undefined, after: Account | undefined) => void;

/**
 * All accounts, each made of several records: the profile from its shard, what operators give, and
 * its password. Each record has one writer, so that no write can undo another's.
 */
export class Accounts {
  /** The stored profiles alone, for whoever changes what a shard tells. */
  readonly profiles: Records<Account>;
  readonly #accesses: Records<AccountAccess>;
  readonly #passwords: Records<Password>;
  readonly #writer: RecordWriter;
  /** Accounts that have more than a profile. */
  readonly #whole = new Map<string, Account>();
  readonly #byShard = new Map<string, string>();
  readonly #byUserName = new Map<string, string>();
  readonly #changed = new Listeners<Parameters<ChangedListener>>();
  readonly #replaced = new Listeners<[account: string]>();
  readonly #removed = new Listeners<[account: string]>();
  readonly #aliasChanged = new Listeners<[]>();
  readonly #barred = new Listeners<[account: string]>();
  #phase: 'loading' | 'loaded' = 'loading';

  /** Throws if the store holds what this version cannot read. */
  constructor(writer: RecordWriter) {
    this.#writer = writer;
    const of = { space: 'roster', records_max: rosterLimits.accounts_max } as const;
    const taken = (id: string): void => this.#taken(id, () => this.get(id));
    this.#accesses = new Records(writer, { ...of, prefix: 'standing', schema: accessForm }, taken);
    this.#passwords = new Records(
      writer,
      { ...of, prefix: 'password', schema: passwordForm },
      taken,
    );
    this.profiles = new Records(
      writer,
      { ...of, prefix: 'account', schema: profileForm, stored: storedProfile },
      (id, before) => this.#taken(id, () => this.#whole.get(id) ?? before),
    );
    this.#phase = 'loaded';
    for (const { id } of this.profiles.values()) this.#taken(id, () => undefined);
  }

  get size(): number {
    return this.profiles.size;
  }

  get(id: string): Account | undefined {
    return this.#whole.get(id) ?? this.profiles.get(id);
  }

  *values(): Generator<Account> {
    for (const [id, profile] of this.profiles.entries()) yield this.#whole.get(id) ?? profile;
  }

  /** The account that has this id of a shard now. */
  ofShard(shard: string, shardAccount: string): Account | undefined {
    return this.get(this.#byShard.get(shardKey(shard, shardAccount)) ?? '');
  }

  named(userName: string): Account | undefined {
    return this.get(this.#byUserName.get(foldUserName(userName)) ?? '');
  }

  /**
   * Whether the shard gave its id to somebody else: then the account is nobody's and may do
   * nothing.
   */
  isReplaced({ id, shard, shardAccount }: Account): boolean {
    if (shard === null || shardAccount === null) return false;
    return this.#byShard.get(shardKey(shard, shardAccount)) !== id;
  }

  /** The account that took over the id of a replaced one. */
  replacementOf(account: Account): Account | undefined {
    const { shard, shardAccount } = account;
    if (shard === null || shardAccount === null || !this.isReplaced(account)) return undefined;
    return this.ofShard(shard, shardAccount);
  }

  /** Call inside a change of `access`, for an existing account. */
  putAccess(draft: Draft, after: Account, trail?: Trail): void {
    const { id, groups, rights, alias, userName, disabled } = after;
    const told = trailOf(trail, this.get(id), after);
    const given = { groups, rights, alias, userName };
    draft.put(this.#accesses, id, disabled === null ? given : { ...given, disabled }, told);
  }

  /** Call inside a change of `access`, for a new account without a shard. */
  add(draft: Draft, account: Account, trail?: Trail): void {
    this.putAccess(draft, account, trail);
    // Put after the access record, so that listeners hear once, of the whole account.
    const { id, name, created } = account;
    draft.put(
      this.profiles,
      id,
      newAccount({ id, shard: null, shardAccount: null, name, created }),
    );
  }

  /** Call inside a change of the account's own subject. */
  putPassword(
    draft: Draft,
    account: Account,
    { hash, restricted = false }: NewPassword,
    trail?: Trail,
  ): void {
    const after = { ...account, passwordHash: hash, passwordRestricted: restricted };
    const kept = restricted ? { hash, restricted } : { hash };
    draft.put(this.#passwords, account.id, kept, trailOf(trail, account, after));
  }

  /** Call inside a change of the account's own subject, where it has a password. */
  putSignedOut(draft: Draft, { id }: Account, at: number, trail?: Trail): void {
    const known = draft.get(this.#passwords, id);
    if (known !== undefined) draft.put(this.#passwords, id, { ...known, signedOut: at }, trail);
  }

  /** Call inside a change of the account's own subject. */
  removePassword(draft: Draft, id: string): void {
    draft.put(this.#passwords, id, undefined);
  }

  /** Call inside a change of `access`, for an account without a shard. */
  remove(draft: Draft, account: Account, trail?: Trail): void {
    draft.put(this.#accesses, account.id, undefined);
    draft.put(this.profiles, account.id, undefined, trail && (() => trail(account, undefined)));
  }

  /** Call inside a change of `access`: what operators gave goes. */
  removeAccess(draft: Draft, id: string): void {
    draft.put(this.#accesses, id, undefined);
  }

  /** Call inside a change of its shard's subject, or of `access` where it has none. */
  removeProfile(draft: Draft, id: string): void {
    draft.put(this.profiles, id, undefined);
  }

  /** Call inside a change of its shard's subject: its world was wiped. */
  end(draft: Draft, id: string, at: number, trail?: Trail): void {
    const profile = draft.get(this.profiles, id);
    if (profile === undefined || profile.ended !== undefined) return;
    draft.put(this.profiles, id, { ...profile, ended: at }, trail);
  }

  /** Called while a new, changed or removed account is taken into memory. */
  onChanged(listener: ChangedListener): void {
    this.#changed.add(listener);
  }

  /** Called with an account whose id was given to another, once the whole entry is visible. */
  onReplaced(listener: (account: string) => void): void {
    this.#replaced.add(listener);
  }

  /** Called with an account that is not there any more, once the whole entry is visible. */
  onRemoved(listener: (account: string) => void): void {
    this.#removed.add(listener);
  }

  /** Called with an account that was disabled or deleted, once the whole entry is visible. */
  onBarred(listener: (account: string) => void): void {
    this.#barred.add(listener);
  }

  /** Called when an account got another alias, once the whole entry is visible. */
  onAliasChanged(listener: () => void): void {
    this.#aliasChanged.add(listener);
  }

  #taken(id: string, wholeBefore: () => Account | undefined): void {
    if (this.#phase === 'loading') return;
    const before = wholeBefore();
    const profile = this.profiles.get(id);
    const after = this.#together(id, profile);
    if (after === undefined || after === profile) this.#whole.delete(id);
    else this.#whole.set(id, after);
    if (before === undefined && after === undefined) return;
    this.#index(before, after);
    this.#changed.tell(before, after);
  }

  #together(id: string, profile: Account | undefined): Account | undefined {
    const access = this.#accesses.get(id);
    const password = this.#passwords.get(id);
    if (profile === undefined || (access ?? password) === undefined) return profile;
    const { hash: passwordHash, signedOut = null } = password ?? { hash: profile.passwordHash };
    const passwordRestricted = password?.restricted === true;
    return { ...profile, ...access, passwordHash, passwordRestricted, signedOut };
  }

  #index(before: Account | undefined, after: Account | undefined): void {
    if (before?.userName != null) this.#byUserName.delete(foldUserName(before.userName));
    if (before !== undefined && before.alias !== (after?.alias ?? null))
      this.#tell(this.#aliasChanged);
    if (before?.disabled === null && after?.disabled !== null) this.#tell(this.#barred, before.id);
    if (after === undefined) {
      if (before === undefined) return;
      this.#unindex(before);
      return this.#tell(this.#removed, before.id);
    }
    if (after.userName !== null) this.#byUserName.set(foldUserName(after.userName), after.id);
    if (after.shard === null || after.shardAccount === null) return;
    if (after.ended !== undefined) {
      this.#unindex(after);
      if (before !== undefined && before.ended === undefined) this.#tell(this.#replaced, after.id);
      return;
    }
    const key = shardKey(after.shard, after.shardAccount);
    const first = this.#byShard.get(key);
    if (isNewer(after.id, first)) {
      this.#byShard.set(key, after.id);
      if (first !== undefined) this.#tell(this.#replaced, first);
    } else if (before === undefined) {
      this.#tell(this.#replaced, after.id);
    }
  }

  /** Its id of the shard is nobody's then, also where it took that over from another. */
  #unindex({ id, shard, shardAccount }: Account): void {
    if (shard === null || shardAccount === null) return;
    const key = shardKey(shard, shardAccount);
    if (this.#byShard.get(key) === id) this.#byShard.delete(key);
  }

  /** After the whole entry is visible. */
  #tell<T extends readonly unknown[]>(listeners: Listeners<T>, ...told: T): void {
    this.#writer.afterEntry(() => listeners.tell(...told));
  }
}

/** Neither part contains a blank. */
export function shardKey(shard: string, shardAccount: string): string {
  return `${shard} ${shardAccount}`;
}

/** Numbers only rise, so of two accounts with one key the higher number came later. */
export function isNewer(id: string, than: string | undefined): boolean {
  return than === undefined || Number(id) > Number(than);
}

/** Shows the trail the whole account although only one of its records is put. */
function trailOf(trail: Trail | undefined, before: Account | undefined, after: Account) {
  return trail && (() => trail(before, after));
}
