import { limits } from '../../protocol/limits.ts';
import { cleanName } from '../../protocol/text.ts';
import type { Right } from '../ticket/policy.ts';
import { foldUserName, userNameFault, type Account } from './account.ts';
import { administrators } from './groups.ts';
import { lookAlike } from './look-alike.ts';
import { failed, looksTaken, notDone, notStored, type Managed, type NotDone } from './outcome.ts';
import type { Roster } from './roster.ts';
import type { Secrets } from './secrets.ts';
import type { Trail } from './writer.ts';

/** What operators do to accounts, and no shard ever. */
export class Staff {
  readonly #roster: Roster;
  readonly #secrets: Secrets;

  constructor(roster: Roster, secrets: Secrets) {
    this.#roster = roster;
    this.#secrets = secrets;
  }

  /**
   * Makes an account of no shard, with a user name that nobody else has in whatever case. The
   * account is written first and claims the name after: cut off between the two, the next attempt
   * finds it by its name and goes on, and a name is never lost to nobody.
   */
  async createAccount(
    wish: { readonly name: string; readonly groups: readonly string[] },
    trail?: Trail,
  ): Promise<Managed<Account>> {
    const userName = wish.name.trim().toWellFormed();
    const fault = userNameFault(userName, limits.name_chars_max);
    if (fault !== undefined) return notDone('name_invalid', fault);
    const groupFault = this.#groupFault(wish.groups);
    if (groupFault !== undefined) return groupFault;
    const taken = notDone('name_taken', `There is an account named ${userName} already.`);
    if (this.#roster.accountNamed(userName) !== undefined) return taken;
    const alike = lookAlike(userName, this.names());
    if (alike !== undefined) return looksTaken('an account', alike);

    const folded = foldUserName(userName);
    const id = this.#unfinished(folded) ?? (await this.#roster.claims.number(`user ${folded}`));
    if (id === undefined) return notStored('rejected');
    const blank = this.#roster.blank(id, cleanName(userName, limits.name_chars_max));
    const written = await this.#roster.accounts.edit(id, (before) => before ?? blank);
    if (failed(written)) return notStored(written);
    const claimed = await this.#roster.claims.userName(folded, id);
    if (claimed === 'taken') {
      await this.#roster.accounts.edit(id, () => 'remove');
      return taken;
    }
    if (claimed === 'rejected') return notStored('rejected');
    const named = await this.#roster.accounts.edit(
      id,
      (before = blank) =>
        before.userName === null ? { ...before, userName, groups: [...wish.groups] } : 'keep',
      trail,
    );
    if (failed(named)) return notStored(named);
    if (named === 'kept') return taken;
    return { ok: true, value: this.#roster.accounts.get(id)! };
  }

  /** `hash` as the server's password module made it. */
  setPassword(id: string, hash: string, trail?: Trail): Promise<Managed<Account>> {
    return this.#change(id, (account) => ({ ...account, passwordHash: hash }), trail);
  }

  async setGroups(id: string, groups: readonly string[], trail?: Trail): Promise<Managed<Account>> {
    const fault = this.#groupFault(groups);
    if (fault !== undefined) return fault;
    const distinct = [...new Set(groups)];
    return this.#change(
      id,
      (account) =>
        sameNames(account.groups, distinct) ? 'keep' : { ...account, groups: distinct },
      trail,
    );
  }

  /** Its own rights, beside those of its groups. */
  setRights(id: string, rights: readonly Right[], trail?: Trail): Promise<Managed<Account>> {
    const distinct = [...new Set(rights)];
    return this.#change(
      id,
      (account) =>
        sameNames(account.rights, distinct) ? 'keep' : { ...account, rights: distinct },
      trail,
    );
  }

  /** What players are shown of it where support goes by aliases; null: the common one. */
  setAlias(id: string, alias: string | null, trail?: Trail): Promise<Managed<Account>> {
    return this.#change(
      id,
      (account) => (account.alias === alias ? 'keep' : { ...account, alias }),
      trail,
    );
  }

  /** Remembers that it signed in now. */
  signedIn(id: string): Promise<Managed<Account>> {
    const now = this.#secrets.now();
    return this.#change(id, (account) => ({ ...account, signedIn: now }));
  }

  /** What staff are called on the web, and what players are shown of them; of all but one account. */
  *names(but?: string): Iterable<string> {
    for (const { id, userName, alias } of this.#roster.accounts.values()) {
      if (id === but) continue;
      if (userName !== null) yield userName;
      if (alias !== null) yield alias;
    }
  }

  administrators(): Account[] {
    return this.membersOf(administrators);
  }

  membersOf(group: string): Account[] {
    return [...this.#roster.accounts.values()].filter(
      (account) => account.groups.includes(group) && !this.#roster.isReplaced(account),
    );
  }

  #unfinished(folded: string): string | undefined {
    for (const account of this.#roster.accounts.values()) {
      if (account.shard !== null || account.userName !== null) continue;
      if (foldUserName(account.name) === folded) return account.id;
    }
    return undefined;
  }

  #groupFault(names: readonly string[]): NotDone | undefined {
    const unknown = names.find((name) => this.#roster.entitlements.group(name) === undefined);
    if (unknown === undefined) return undefined;
    const known = this.#roster.entitlements.groups().map(({ name }) => name);
    const sentence = `There is no group named ${unknown}; there are ${known.join(', ')}.`;
    return notDone('group_unknown', sentence);
  }

  async #change(
    id: string,
    edit: (account: Account) => Account | 'keep',
    trail?: Trail,
  ): Promise<Managed<Account>> {
    const edited = await this.#roster.accounts.edit(
      id,
      (before) => (before === undefined ? 'keep' : edit(before)),
      trail,
    );
    if (failed(edited)) return notStored(edited);
    const account = this.#roster.accounts.get(id);
    return account === undefined ? notDone('account_unknown') : { ok: true, value: account };
  }
}

/** In whatever order. */
function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
