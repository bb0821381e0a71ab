import { limits } from '../../protocol/limits.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import { cleanName } from '../../protocol/text.ts';
import type { Person } from '../../protocol/ticket.ts';
import type { Principal } from '../ticket/command.ts';
import type { Right } from '../ticket/policy.ts';
import { accountForm, foldUserName, type Account } from './account.ts';
import { characterForm, type Character } from './character.ts';
import { Claims } from './claims.ts';
import { DiscordLinks } from './discord-links.ts';
import { Entitlements } from './entitlements.ts';
import type { Faction } from './faction.ts';
import { Factions, type FactionTold } from './factions.ts';
import { Finder } from './finder.ts';
import { rosterLimits } from './limits.ts';
import { Numbers } from './numbers.ts';
import { playerRights } from './groups.ts';
import { refusalOf } from './outcome.ts';
import { Records } from './records.ts';
import type { Secrets } from './secrets.ts';
import type { RecordWriter } from './writer.ts';

/**
 * Who there is: accounts, characters and factions, in memory as they are on disk. A shard tells names and
 * nothing else; groups, rights and passwords come from operators, see `staff.ts`.
 */
export class Roster {
  readonly accounts: Records<Account>;
  readonly characters: Records<Character>;
  readonly entitlements: Entitlements;
  readonly claims: Claims;
  readonly finder: Finder;
  readonly discord: DiscordLinks;
  readonly #factions: Factions;
  readonly #numbers: Numbers;
  readonly #secrets: Secrets;
  readonly #writer: RecordWriter;
  readonly #aliasListeners: Array<() => void> = [];
  readonly #byShard = new Map<string, string>();
  readonly #byUserName = new Map<string, string>();
  readonly #byAccount = new Map<string, Map<string, string>>();

  /** Throws if the store holds what this version cannot read. */
  static async load(writer: RecordWriter, secrets: Secrets): Promise<Roster> {
    const roster = new Roster(writer, secrets);
    await roster.entitlements.ship();
    return roster;
  }

  private constructor(writer: RecordWriter, secrets: Secrets) {
    this.#writer = writer;
    this.#secrets = secrets;
    this.claims = new Claims(writer.store);
    this.#numbers = new Numbers(this.claims);
    this.finder = new Finder({
      account: (id) => this.accounts.get(id),
      charactersOf: (account) => this.#charactersOf(account),
      highest: () => this.claims.next,
    });
    this.entitlements = new Entitlements(writer);
    this.discord = new DiscordLinks(writer, () => secrets.now());
    this.accounts = new Records(
      writer,
      {
        space: 'roster',
        prefix: 'account',
        schema: accountForm,
        records_max: rosterLimits.accounts_max,
      },
      (_, before, after) => this.#indexAccount(before, after),
    );
    this.characters = new Records(
      writer,
      {
        space: 'roster',
        prefix: 'character',
        schema: characterForm,
        records_max: rosterLimits.characters_max,
      },
      (_, before, after) => this.#indexCharacter(before, after),
    );
    this.#factions = new Factions(writer, this.#numbers, (shard, account) =>
      this.accountOf(shard, account),
    );
    for (const all of [this.accounts, this.characters, this.#factions]) {
      for (const { id } of all.values()) this.claims.known(id);
    }
  }

  account(id: string): Account | undefined {
    return this.accounts.get(id);
  }

  accountOf(shard: string, shardAccount: string): Account | undefined {
    return this.accounts.get(this.#byShard.get(shardKey(shard, shardAccount)) ?? '');
  }

  accountNamed(userName: string): Account | undefined {
    return this.accounts.get(this.#byUserName.get(foldUserName(userName)) ?? '');
  }

  character(id: string): Character | undefined {
    return this.characters.get(id);
  }

  /** By the number of its account and the shard's own id. */
  characterOf(account: string, shardCharacter: string): Character | undefined {
    return this.characters.get(this.#byAccount.get(account)?.get(shardCharacter) ?? '');
  }

  faction(id: string): Faction | undefined {
    return this.#factions.get(id);
  }

  factionsOf(shard: string): Faction[] {
    return this.#factions.ofShard(shard);
  }

  findFactions(words: string, limit: number): Generator<void, Faction[]> {
    return this.#factions.find(words, limit);
  }

  /** What a shard tells of one of its accounts. Resolves when it can be seen, or is refused. */
  async upsertAccount(
    shard: string,
    told: { readonly account: string; readonly name: string },
  ): Promise<Refusal | undefined> {
    const key = shardKey(shard, told.account);
    const id =
      this.#byShard.get(key) ?? (await this.#numbers.of(key, () => this.accounts.isFull()));
    if (typeof id !== 'string') return id;
    const name = cleanName(told.name, limits.name_chars_max);
    const edited = await this.accounts.edit(id, (before) => {
      if (before === undefined) {
        return { ...this.blank(id, name), shard, shardAccount: told.account };
      }
      return before.name === name ? 'keep' : { ...before, name };
    });
    return refusalOf(edited);
  }

  /**
   * What a shard tells of who one of its accounts is on Discord; null: of nobody. Of an account with
   * rights that face administration it may not say so.
   */
  async linkDiscord(
    shard: string,
    told: { readonly account: string; readonly user: string | null },
  ): Promise<Refusal | undefined> {
    const id = this.accountOf(shard, told.account)?.id;
    if (id === undefined) return refuse('account_unknown');
    if (told.user === null) return this.discord.unlinkFromShard(id);
    const facing = [...this.rightsOf(id)].find((right) => !playerRights.includes(right));
    if (facing !== undefined) return refuse('right_missing', facing);
    return this.discord.linkFromShard(id, told.user);
  }

  /** What a shard tells of a character of one of its accounts, also of one told just before. */
  async upsertCharacter(
    shard: string,
    told: { readonly account: string; readonly character: string; readonly name: string },
  ): Promise<Refusal | undefined> {
    const key = shardKey(shard, told.account);
    // While the account is still being written, its number is known here only.
    const account = this.#byShard.get(key) ?? (await this.#numbers.pending(key));
    if (typeof account !== 'string') return refuse('account_unknown');
    const shardCharacter = told.character;
    const known = this.#byAccount.get(account)?.get(shardCharacter);
    const id =
      known ??
      (await this.#numbers.of(characterKey(account, shardCharacter), () =>
        this.characters.isFull(),
      ));
    if (typeof id !== 'string') return id;
    const name = cleanName(told.name, limits.name_chars_max);
    const edited = await this.characters.edit(id, (before) =>
      before?.name === name ? 'keep' : { id, account, shardCharacter, name },
    );
    const refusal = refusalOf(edited);
    // The write of the account may have failed where that of its character did not.
    return refusal ?? (this.accounts.get(account) ? undefined : refuse('account_unknown'));
  }

  /** What a shard tells of one of its factions, whose members it has told before. */
  upsertFaction(shard: string, told: FactionTold): Promise<Refusal | undefined> {
    return this.#factions.upsert(shard, told);
  }

  /** What it may do at this moment; nothing when there is no such account. */
  rightsOf(id: string, restricted = false): ReadonlySet<Right> {
    const account = this.accounts.get(id);
    return account === undefined ? new Set() : this.entitlements.of(account, restricted);
  }

  /** Called when what an account may do changed, or `undefined` when it may have for any. */
  onRightsChanged(listener: (account: string | undefined) => void): void {
    this.entitlements.onChanged(listener);
  }

  /** Called when an account got another alias, once it is on disk. */
  onAliasChanged(listener: () => void): void {
    this.#aliasListeners.push(listener);
  }

  /** The account with the character it plays; a character of somebody else is left out. */
  person(id: string, character: string | null): Person {
    const played = character === null ? undefined : this.characters.get(character);
    const own = played?.account === id ? played : undefined;
    return {
      account: id,
      name: this.accounts.get(id)?.name ?? '',
      character: own?.id ?? null,
      character_name: own?.name ?? '',
    };
  }

  principal(id: string, restricted: boolean, character: string | null): Principal {
    return { person: this.person(id, character), rights: this.rightsOf(id, restricted) };
  }

  /** Resolves when every change that was asked for is on disk, or failed. */
  settled(): Promise<void> {
    return this.#writer.settled();
  }

  /** A new account of no shard, without any way to sign in. */
  blank(id: string, name: string): Account {
    return {
      id,
      shard: null,
      shardAccount: null,
      name,
      groups: [],
      rights: [],
      alias: null,
      userName: null,
      passwordHash: null,
      created: this.#secrets.now(),
      signedIn: null,
    };
  }

  #charactersOf(account: string): Character[] {
    const ids = this.#byAccount.get(account)?.values() ?? [];
    return [...ids].flatMap((id) => this.characters.get(id) ?? []);
  }

  #indexAccount(before: Account | undefined, after: Account | undefined): void {
    const id = (after ?? before)!.id;
    this.finder.renamed(id, before?.name ?? null, after?.name ?? null);
    this.finder.renamed(id, before?.userName ?? null, after?.userName ?? null);
    if (before?.userName != null) this.#byUserName.delete(foldUserName(before.userName));
    if (before !== undefined && before.alias !== (after?.alias ?? null))
      for (const listener of this.#aliasListeners) listener();
    if (after === undefined) return;
    if (after.userName !== null) this.#byUserName.set(foldUserName(after.userName), after.id);
    if (after.shard !== null && after.shardAccount !== null) {
      const key = shardKey(after.shard, after.shardAccount);
      this.#byShard.set(key, after.id);
      this.#numbers.settled(key);
    }
    if (before !== undefined) this.entitlements.accountChanged(before, after);
  }

  #indexCharacter(before: Character | undefined, after: Character | undefined): void {
    if (after === undefined) return;
    const ofAccount = this.#byAccount.get(after.account) ?? new Map<string, string>();
    ofAccount.set(after.shardCharacter, after.id);
    this.#byAccount.set(after.account, ofAccount);
    this.finder.renamed(after.account, before?.name ?? null, after.name);
    this.#numbers.settled(characterKey(after.account, after.shardCharacter));
  }
}

function characterKey(account: string, shardCharacter: string): string {
  return `${account}/${shardCharacter}`;
}

/** A blank stands in neither part. */
function shardKey(shard: string, shardAccount: string): string {
  return `${shard} ${shardAccount}`;
}
