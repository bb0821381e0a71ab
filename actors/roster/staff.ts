import { limits } from '../../protocol/limits.ts';
import { cleanName } from '../../protocol/text.ts';
import { foldUserName, userNameFault, type Account } from './account.ts';
import { administrators } from './groups.ts';
import { failed, sentenceOf, type Managed } from './outcome.ts';
import type { Roster } from './roster.ts';
import type { Secrets } from './secrets.ts';

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
  async createAccount(wish: {
    readonly name: string;
    readonly groups: readonly string[];
  }): Promise<Managed<Account>> {
    const userName = wish.name.trim().toWellFormed();
    const fault = userNameFault(userName, limits.name_chars_max) ?? this.#groupFault(wish.groups);
    if (fault !== undefined) return { ok: false, sentence: fault };
    const taken = `There is an account named ${userName} already.`;
    if (this.#roster.accountNamed(userName) !== undefined) return { ok: false, sentence: taken };

    const folded = foldUserName(userName);
    const id = this.#unfinished(folded) ?? (await this.#roster.claims.number(`user ${folded}`));
    if (id === undefined) return { ok: false, sentence: sentenceOf('rejected') };
    const blank = this.#roster.blank(id, cleanName(userName, limits.name_chars_max));
    const written = await this.#roster.accounts.edit(id, (before) => before ?? blank);
    if (failed(written)) return { ok: false, sentence: sentenceOf(written) };
    const claimed = await this.#roster.claims.userName(folded, id);
    if (claimed === 'taken') {
      await this.#roster.accounts.edit(id, () => 'remove');
      return { ok: false, sentence: taken };
    }
    if (claimed === 'rejected') return { ok: false, sentence: sentenceOf('rejected') };
    const named = await this.#roster.accounts.edit(id, (before = blank) =>
      before.userName === null ? { ...before, userName, groups: [...wish.groups] } : 'keep',
    );
    if (failed(named)) return { ok: false, sentence: sentenceOf(named) };
    if (named === 'kept') return { ok: false, sentence: taken };
    return { ok: true, value: this.#roster.accounts.get(id)! };
  }

  /** `hash` as the server's password module made it. */
  setPassword(id: string, hash: string): Promise<Managed<Account>> {
    return this.#change(id, (account) => ({ ...account, passwordHash: hash }));
  }

  async setGroups(id: string, groups: readonly string[]): Promise<Managed<Account>> {
    const fault = this.#groupFault(groups);
    if (fault !== undefined) return { ok: false, sentence: fault };
    return this.#change(id, (account) => ({ ...account, groups: [...groups] }));
  }

  /** Remembers that it signed in now. */
  signedIn(id: string): Promise<Managed<Account>> {
    const now = this.#secrets.now();
    return this.#change(id, (account) => ({ ...account, signedIn: now }));
  }

  administrators(): Account[] {
    const all = [...this.#roster.accounts.values()];
    return all.filter((account) => account.groups.includes(administrators));
  }

  #unfinished(folded: string): string | undefined {
    for (const account of this.#roster.accounts.values()) {
      if (account.shard !== null || account.userName !== null) continue;
      if (foldUserName(account.name) === folded) return account.id;
    }
    return undefined;
  }

  #groupFault(names: readonly string[]): string | undefined {
    const unknown = names.find((name) => this.#roster.entitlements.group(name) === undefined);
    if (unknown === undefined) return undefined;
    const known = this.#roster.entitlements.groups().map(({ name }) => name);
    return `There is no group named ${unknown}; there are ${known.join(', ')}.`;
  }

  async #change(id: string, edit: (account: Account) => Account): Promise<Managed<Account>> {
    const edited = await this.#roster.accounts.edit(id, (before) =>
      before === undefined ? 'keep' : edit(before),
    );
    if (failed(edited)) return { ok: false, sentence: sentenceOf(edited) };
    const account = this.#roster.accounts.get(id);
    if (account === undefined) return { ok: false, sentence: 'There is no such account.' };
    return { ok: true, value: account };
  }
}
