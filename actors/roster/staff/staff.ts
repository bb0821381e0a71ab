import { limits } from '../../../protocol/limits.ts';
import { cleanName } from '../../../protocol/text.ts';
import type { Right } from '../../../protocol/permissions.ts';
import { refused, refusedSaying, type Refused, type Result } from '../../../protocol/refusals.ts';
import { foldUserName, newAccount, userNameFault, type Account } from '../accounts/account.ts';
import type { NewPassword } from '../accounts/accounts.ts';
import { administrators, type Group } from './groups.ts';
import { lookAlike } from './look-alike.ts';
import { looksTaken, notStored } from '../outcome.ts';
import type { Roster } from '../roster.ts';
import type { Secrets } from '../tokens/secrets.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { access_subject, accountSubject } from '../subjects.ts';
import type { Draft, Trail } from '../../records/draft.ts';
import type { RecordWriter } from '../../records/writer.ts';

export interface StaffDeps {
  readonly writer: RecordWriter;
  readonly roster: Roster;
  readonly secrets: Secrets;
  /** Other tokens that open accounts, on the same subject as their passwords. */
  readonly openings: readonly Openings[];
  /** The alias of all of support, where one is used. */
  supportAlias(): string;
  /** The group whose rights a Discord role has. */
  supportRoleGroup(): string;
}

type PasswordSet = Result<{ value: undefined }>;

/** Tokens that open accounts, on the subject of each account. */
export type Openings = Pick<Tokens, 'endAll'>;

/** What only operators, and no shard, may do to accounts. */
export class Staff {
  readonly #writer: RecordWriter;
  readonly #roster: Roster;
  readonly #secrets: Secrets;
  readonly #openings: StaffDeps['openings'];
  readonly #supportAlias: () => string;
  readonly #supportRoleGroup: () => string;

  constructor(deps: StaffDeps) {
    this.#writer = deps.writer;
    this.#roster = deps.roster;
    this.#secrets = deps.secrets;
    this.#openings = deps.openings;
    this.#supportAlias = () => deps.supportAlias();
    this.#supportRoleGroup = () => deps.supportRoleGroup();
  }

  /** Creates an account without a shard; its user name must be unique in any case. */
  async createAccount(
    wish: { readonly name: string; readonly groups: readonly string[] },
    trail?: Trail,
  ): Promise<Result<{ value: Account }>> {
    const userName = wish.name.trim().toWellFormed();
    const fault = userNameFault(userName, limits.name_chars_max);
    if (fault !== undefined) return refusedSaying('name_invalid', fault);
    const unfit = this.#newNameFault(userName) ?? this.#groupFault(wish.groups);
    if (unfit !== undefined) return unfit;
    const number = await this.#roster.nextNumber();
    if (number === undefined) return notStored('rejected');
    return this.#decide(access_subject, (draft) => {
      const since = this.#newNameFault(userName) ?? this.#groupFault(wish.groups);
      if (since !== undefined) return since;
      const { accounts } = this.#roster;
      const given = { userName, groups: [...wish.groups] };
      const unfinished = this.#unfinished(foldUserName(userName));
      if (unfinished !== undefined) {
        const account = { ...unfinished, ...given };
        accounts.putAccess(draft, account, trail);
        return { ok: true, value: account };
      }
      const account = newAccount({
        id: String(number),
        shard: null,
        shardAccount: null,
        name: cleanName(userName, limits.name_chars_max),
        created: this.#secrets.now(),
      });
      accounts.add(draft, { ...account, ...given }, trail);
      return { ok: true, value: { ...account, ...given } };
    });
  }

  /**
   * `hash` comes from the server's password module. All sessions and links of the account end in
   * the same entry, but for the session `but`.
   */
  setPassword(id: string, hash: string, trail?: Trail, but?: string): Promise<PasswordSet> {
    return this.#setPassword(id, { hash }, trail, but);
  }

  /** The same for one that opens only the player-facing rights, whatever the account is given. */
  setRestrictedPassword(id: string, hash: string, but: string): Promise<PasswordSet> {
    return this.#setPassword(id, { hash, restricted: true }, undefined, but);
  }

  setGroups(
    id: string,
    groups: readonly string[],
    trail?: Trail,
  ): Promise<Result<{ value: Account }>> {
    const distinct = [...new Set(groups)];
    return this.#change(
      id,
      (account) => {
        const fault = this.#groupFault(groups) ?? this.#replacedFault(account, groups);
        if (fault !== undefined) return fault;
        const leaves = account.groups.includes(administrators) && !groups.includes(administrators);
        const others = this.administrators().filter((one) => one.id !== id);
        if (leaves && others.length === 0) return refused('last_administrator');
        return sameNames(account.groups, distinct) ? 'keep' : { ...account, groups: distinct };
      },
      trail,
    );
  }

  /** The account's own rights, in addition to those of its groups. */
  setRights(
    id: string,
    rights: readonly Right[],
    trail?: Trail,
  ): Promise<Result<{ value: Account }>> {
    const distinct = [...new Set(rights)];
    return this.#change(
      id,
      (account) =>
        this.#replacedFault(account, rights) ??
        (sameNames(account.rights, distinct) ? 'keep' : { ...account, rights: distinct }),
      trail,
    );
  }

  /** Shown to players where support goes by aliases; null: the common alias. */
  setAlias(id: string, alias: string | null, trail?: Trail): Promise<Result<{ value: Account }>> {
    return this.#change(
      id,
      (account) => {
        if (alias !== null) {
          const fault = this.#replacedFault(account, [alias]);
          if (fault !== undefined) return fault;
          const alike = lookAlike(alias, [...this.names(id), this.#supportAlias()]);
          if (alike !== undefined) return looksTaken('somebody', alike);
        }
        return account.alias === alias ? 'keep' : { ...account, alias };
      },
      trail,
    );
  }

  /** A new group must not look like another. */
  setGroup(group: Group, trail?: Trail): Promise<Result<{ value: undefined }>> {
    const { entitlements } = this.#roster;
    return this.#decide(access_subject, (draft) => {
      if (entitlements.group(group.name) === undefined) {
        const names = entitlements.groups().map((one) => one.name);
        const alike = lookAlike(group.name, names);
        if (alike !== undefined) return looksTaken('a group', alike);
      }
      entitlements.put(draft, group, trail);
      return { ok: true, value: undefined };
    });
  }

  /** Only for a group without members that no role acts as. */
  removeGroup(name: string, trail?: Trail): Promise<Result<{ value: undefined }>> {
    const { entitlements } = this.#roster;
    return this.#decide(access_subject, (draft) => {
      if (entitlements.group(name) === undefined) return refused('group_unknown');
      const [member] = this.membersOf(name);
      if (member !== undefined) {
        const sentence = `${member.name} is in ${name}: take everybody out of it first.`;
        return refusedSaying('group_in_use', sentence);
      }
      if (this.#supportRoleGroup() === name) {
        const sentence = `The setting discord_support_role_acts_as names ${name}: change it first.`;
        return refusedSaying('group_in_use', sentence);
      }
      entitlements.remove(draft, name, trail);
      return { ok: true, value: undefined };
    });
  }

  /** User names and aliases of staff, except of one account. Those of players stay with a shard. */
  *names(but?: string): Iterable<string> {
    for (const { id, shard, userName, alias } of this.#roster.accounts.values()) {
      if (id === but) continue;
      if (userName !== null && shard === null) yield userName;
      if (alias !== null) yield alias;
    }
  }

  /** Those that may act. */
  administrators(): Account[] {
    return this.membersOf(administrators).filter(({ disabled }) => disabled === null);
  }

  membersOf(group: string): Account[] {
    return [...this.#roster.accounts.values()].filter(
      (account) => account.groups.includes(group) && !this.#roster.isReplaced(account),
    );
  }

  #setPassword(
    id: string,
    password: NewPassword,
    trail: Trail | undefined,
    but: string | undefined,
  ): Promise<PasswordSet> {
    const { accounts } = this.#roster;
    return this.#decide(accountSubject(id), (draft) => {
      const account = accounts.get(id);
      if (account === undefined) return refused('account_unknown');
      accounts.putPassword(draft, account, password, trail);
      for (const opening of this.#openings) opening.endAll(draft, id, but);
      return { ok: true, value: undefined };
    });
  }

  /** An account that an earlier version created without finishing its name. */
  #unfinished(folded: string): Account | undefined {
    for (const account of this.#roster.accounts.values()) {
      if (account.shard !== null || account.userName !== null) continue;
      if (foldUserName(account.name) === folded) return account;
    }
    return undefined;
  }

  #groupFault(names: readonly string[]): Refused | undefined {
    const unknown = names.find((name) => this.#roster.entitlements.group(name) === undefined);
    if (unknown === undefined) return undefined;
    const known = this.#roster.entitlements.groups().map(({ name }) => name);
    const sentence = `There is no group named ${unknown}; there are ${known.join(', ')}.`;
    return refusedSaying('group_unknown', sentence);
  }

  #newNameFault(userName: string): Refused | undefined {
    if (this.#roster.accountNamed(userName) !== undefined) {
      return refusedSaying('name_taken', `There is an account named ${userName} already.`);
    }
    const alike = lookAlike(userName, this.names());
    return alike === undefined ? undefined : looksTaken('an account', alike);
  }

  /** A replaced account may do nothing, so giving it anything would be useless. */
  #replacedFault(account: Account, given: readonly unknown[]): Refused | undefined {
    if (given.length === 0 || !this.#roster.isReplaced(account)) return undefined;
    const heir = this.#roster.replacementOf(account);
    const by = heir === undefined ? 'another account' : `account ${heir.name} (${heir.id})`;
    const sentence = `${account.name} (${account.id}) may do nothing any more: its shard gave its id to another player, and ${by} has taken its place.`;
    return refusedSaying('account_unknown', sentence);
  }

  #change(
    id: string,
    edit: (account: Account) => Account | 'keep' | Refused,
    trail?: Trail,
  ): Promise<Result<{ value: Account }>> {
    return this.#decide(access_subject, (draft) => {
      const account = this.#roster.account(id);
      if (account === undefined) return refused('account_unknown');
      const after = edit(account);
      if (after === 'keep') return { ok: true, value: account };
      if ('ok' in after) return after;
      this.#roster.accounts.putAccess(draft, after, trail);
      return { ok: true, value: after };
    });
  }

  async #decide<T>(
    subject: string,
    decide: (draft: Draft) => Result<{ value: T }>,
  ): Promise<Result<{ value: T }>> {
    const changed = await this.#writer.change(subject, decide);
    return 'value' in changed ? changed.value : notStored(changed.kind);
  }
}

/** Ignores order. */
function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
