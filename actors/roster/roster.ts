import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Person } from '../../protocol/ticket.ts';
import type { Principal } from '../ticket/command.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { Account } from './accounts/account.ts';
import { Accounts } from './accounts/accounts.ts';
import { Characters, type Character, type CharacterReport } from './accounts/characters.ts';
import { DiscordLinks } from './accounts/discord-links.ts';
import { Erasures } from './erasures.ts';
import { Entitlements } from './staff/entitlements.ts';
import { Factions, type Faction, type FactionReport } from './accounts/factions.ts';
import { Finder } from './accounts/finder.ts';
import { Numbers } from './accounts/numbers.ts';
import { playerRights } from './staff/groups.ts';
import { ReportedAccounts, type AccountReport } from './accounts/reported-accounts.ts';
import { picked } from './picked.ts';
import type { Sequence, Sequences } from '../records/sequences.ts';
import type { Secrets } from './tokens/secrets.ts';
import type { Draft } from '../records/draft.ts';
import type { RecordWriter } from '../records/writer.ts';

/**
 * `character`: the replaced one, of an account that stays; null: the account itself was replaced.
 */
type ReplacedListener = (account: string, character: string | null) => void;

/**
 * Accounts, characters and factions, in memory as they are on disk. A shard tells names only;
 * groups, rights and passwords come from operators, see `staff.ts`.
 */
export class Roster {
  readonly accounts: Accounts;
  readonly entitlements: Entitlements;
  readonly finder: Finder;
  readonly discord: DiscordLinks;
  readonly erasures: Erasures;
  readonly #characters: Characters;
  readonly #factions: Factions;
  readonly #told: ReportedAccounts;
  readonly #sequence: Sequence;
  readonly #writer: RecordWriter;
  /** The highest number of an account, character or faction. */
  #highest = 0;

  /** Throws if the store holds what this version cannot read. */
  static async load(writer: RecordWriter, sequences: Sequences, secrets: Secrets): Promise<Roster> {
    const roster = new Roster(writer, sequences, secrets);
    await roster.entitlements.ship();
    return roster;
  }

  private constructor(writer: RecordWriter, sequences: Sequences, secrets: Secrets) {
    this.#writer = writer;
    this.#sequence = sequences.of({ name: 'account', floor: () => this.#highest });
    const numbers = new Numbers(this.#sequence);
    this.entitlements = new Entitlements(writer);
    this.accounts = new Accounts(writer);
    this.erasures = new Erasures(writer);
    this.discord = new DiscordLinks(
      writer,
      () => secrets.now(),
      (account) => this.mayBeOpened(account),
    );
    this.#characters = new Characters(writer, numbers);
    this.#told = new ReportedAccounts({ writer, accounts: this.accounts, numbers, secrets });
    this.#factions = new Factions(writer, numbers, (shard, account) =>
      this.accountOf(shard, account),
    );
    this.finder = new Finder({
      account: (id) => this.accounts.get(id),
      charactersOf: (account) => this.#characters.ofAccount(account),
      highest: () => this.#highest + 1,
    });
    this.#take();
    this.#follow();
  }

  /** Loads what exists at the start. */
  #take(): void {
    for (const all of [this.accounts, this.#characters, this.#factions])
      for (const { id } of all.values()) this.#known(id);
    for (const account of this.accounts.values()) this.#renamed(undefined, account);
    for (const { id, account, shardCharacter, name } of this.#characters.values()) {
      const isOfNow = this.#characters.of(account, shardCharacter)?.id === id;
      if (isOfNow) this.finder.renamed(account, null, name);
    }
  }

  #follow(): void {
    this.accounts.onChanged((before, after) => {
      if (after !== undefined) this.#known(after.id);
      this.#renamed(before, after);
      if (before !== undefined && after !== undefined)
        this.entitlements.accountChanged(before, after);
      if (before !== undefined && after === undefined) this.entitlements.ended(before.id);
    });
    // It may do nothing any more; its rights are dropped before other listeners ask for them.
    this.accounts.onReplaced((account) => this.entitlements.ended(account));
    this.#characters.onRenamed((...renamed) => this.finder.renamed(...renamed));
  }

  account(id: string): Account | undefined {
    return this.accounts.get(id);
  }

  /** The account that has this id of a shard now. */
  accountOf(shard: string, shardAccount: string): Account | undefined {
    return this.accounts.ofShard(shard, shardAccount);
  }

  /**
   * Whether the shard gave its id to somebody else: then the account is nobody's and may do
   * nothing.
   */
  isReplaced(account: Account): boolean {
    return this.accounts.isReplaced(account);
  }

  /**
   * Whether it may do nothing: its shard gave its id to somebody else, or an operator disabled it.
   */
  isBarred(account: Account): boolean {
    return account.disabled !== null || this.isReplaced(account);
  }

  /** Whether tokens may be made for it: those of a barred account end, and no new ones are made. */
  mayBeOpened(id: string): boolean {
    if (this.erasures.has(id)) return false;
    const account = this.accounts.get(id);
    return account === undefined || !this.isBarred(account);
  }

  /** Whether the shard last told that this id is somebody else's, which was not accepted. */
  isContested(shard: string, shardAccount: string): boolean {
    return this.#told.isContested(shard, shardAccount);
  }

  /** The account that took over the id of a replaced one. */
  replacementOf(account: Account): Account | undefined {
    return this.accounts.replacementOf(account);
  }

  accountNamed(userName: string): Account | undefined {
    return this.accounts.named(userName);
  }

  character(id: string): Character | undefined {
    return this.#characters.get(id);
  }

  /** By the number of its account and the shard's own id. */
  characterOf(account: string, shardCharacter: string): Character | undefined {
    return this.#characters.of(account, shardCharacter);
  }

  /** Call inside a change of the shard's subject: all that it told of an account goes. */
  removeTold(draft: Draft, shard: string, account: string): void {
    this.accounts.removeProfile(draft, account);
    this.#characters.removeAll(draft, account);
    this.#factions.removeMember(draft, shard, account);
  }

  /** All that the account plays now. */
  charactersOf(account: string): Character[] {
    return this.#characters.ofAccount(account);
  }

  /** All characters the account ever had here, in steps. */
  *everyCharacterOf(account: string): Generator<void, Character[]> {
    return yield* picked(this.#characters.values(), (one) => one.account === account);
  }

  /** The factions the account is a member of, in steps. */
  *factionsWith(account: string): Generator<void, Faction[]> {
    return yield* picked(this.#factions.values(), ({ members }) => members.includes(account));
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

  /**
   * Takes what a shard tells of one of its accounts. Resolves when that is visible, or with a
   * refusal.
   */
  upsertAccount(shard: string, told: AccountReport): Promise<Refusal | undefined> {
    return this.#told.upsert(shard, told);
  }

  /**
   * Takes who one of a shard's accounts is on Discord; null: nobody. Refused for an account with
   * administrative rights.
   */
  async linkDiscord(
    shard: string,
    told: { readonly account: string; readonly user: string | null },
  ): Promise<Refusal | undefined> {
    const id = this.accountOf(shard, told.account)?.id;
    if (id === undefined || this.isContested(shard, told.account)) return refuse('account_unknown');
    if (told.user === null) return this.discord.unlinkFromShard(id);
    const facing = [...this.rightsOf(id)].find((right) => !playerRights.includes(right));
    if (facing !== undefined) return refuse('right_missing', facing);
    return this.discord.linkFromShard(id, told.user);
  }

  /** Takes what a shard tells of a character, also of an account that was told just before. */
  async upsertCharacter(
    shard: string,
    told: CharacterReport & Pick<AccountReport, 'account'>,
  ): Promise<Refusal | undefined> {
    await this.#told.settled(shard, told.account);
    const account = this.accountOf(shard, told.account);
    if (account === undefined || this.isContested(shard, told.account))
      return refuse('account_unknown');
    return this.#characters.upsert(shard, account.id, told);
  }

  /** Takes what a shard tells of a faction whose members were told before. */
  upsertFaction(shard: string, told: FactionReport): Promise<Refusal | undefined> {
    return this.#factions.upsert(shard, told);
  }

  /** The account's present rights; empty if it does not exist. */
  rightsOf(id: string, restricted = false): ReadonlySet<Right> {
    const account = this.accounts.get(id);
    if (account === undefined || this.isBarred(account)) return new Set();
    return this.entitlements.of(account, restricted);
  }

  /** Called when an account's rights changed; with `undefined` if any account's may have. */
  onRightsChanged(listener: (account: string | undefined) => void): void {
    this.entitlements.onChanged(listener);
  }

  /**
   * Called when a shard gave the id of an account or a character to another, once that is on disk.
   */
  onReplaced(listener: ReplacedListener): void {
    this.accounts.onReplaced((account) => listener(account, null));
    this.#characters.onReplaced(listener);
  }

  /**
   * Called with an account that its shard says is somebody else now, and that stays because it has
   * rights.
   */
  onContested(listener: (account: string) => void): void {
    this.#told.onContested(listener);
  }

  /** Called when an account got another alias, once it is on disk. */
  onAliasChanged(listener: () => void): void {
    this.accounts.onAliasChanged(listener);
  }

  /** The account with the character it plays; a character of another account is left out. */
  person(id: string, character: string | null): Person {
    const played = character === null ? undefined : this.#characters.get(character);
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

  /** A new number for an account, character or faction. */
  nextNumber(): Promise<number | undefined> {
    return this.#sequence.next();
  }

  /** Resolves when every requested change is on disk or has failed. */
  settled(): Promise<void> {
    return this.#writer.settled();
  }

  /** Updates the search index. */
  #renamed(before: Account | undefined, after: Account | undefined): void {
    const id = (after ?? before)!.id;
    this.finder.renamed(id, before?.name ?? null, after?.name ?? null);
    this.finder.renamed(id, before?.userName ?? null, after?.userName ?? null);
  }

  #known(id: string): void {
    this.#highest = Math.max(this.#highest, Number(id));
  }
}
