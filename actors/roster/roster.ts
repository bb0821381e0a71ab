import { limits } from '../../protocol/limits.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import { cleanName } from '../../protocol/text.ts';
import type { Person } from '../../protocol/ticket.ts';
import type { Principal } from '../ticket/command.ts';
import type { Right } from '../ticket/policy.ts';
import { accountForm, foldUserName, type Account } from './account.ts';
import { characterForm, type Character } from './character.ts';
import { isAnother } from './created.ts';
import { DiscordLinks } from './discord-links.ts';
import { Entitlements } from './entitlements.ts';
import type { Faction } from './faction.ts';
import { Factions, type FactionTold } from './factions.ts';
import { Finder } from './finder.ts';
import { rosterLimits } from './limits.ts';
import { Numbers } from './numbers.ts';
import { playerRights } from './groups.ts';
import { refusalOf } from './outcome.ts';
import { access_subject, shardSubject } from './subjects.ts';
import type { Draft } from '../records/draft.ts';
import { Records } from '../records/records.ts';
import { Sequences, type Sequence } from '../records/sequences.ts';
import type { Secrets } from './secrets.ts';
import type { Changed, RecordWriter } from '../records/writer.ts';

/** Scripts know integers of 32 bits only. */
const number_max = 2_147_483_647;

/** `character`: the one that was replaced, of an account that goes on; null: the account itself was. */
type ReplacedListener = (account: string, character: string | null) => void;

/**
 * Who there is: accounts, characters and factions, in memory as they are on disk. A shard tells names and
 * nothing else; groups, rights and passwords come from operators, see `staff.ts`.
 */
export class Roster {
  readonly accounts: Records<Account>;
  readonly characters: Records<Character>;
  readonly entitlements: Entitlements;
  readonly #sequence: Sequence;
  readonly finder: Finder;
  readonly discord: DiscordLinks;
  readonly #factions: Factions;
  readonly #numbers: Numbers;
  readonly #secrets: Secrets;
  readonly #writer: RecordWriter;
  readonly #aliasListeners: Array<() => void> = [];
  readonly #replacedListeners: ReplacedListener[] = [];
  readonly #contestedListeners: Array<(account: string) => void> = [];
  /** No account, character or faction has a higher number. */
  #highest = 0;
  #phase: 'loading' | 'loaded' = 'loading';
  readonly #byShard = new Map<string, string>();
  readonly #byUserName = new Map<string, string>();
  readonly #byAccount = new Map<string, Map<string, string>>();
  /** Ids that shards told of somebody new, and that stay with accounts to which operators gave rights. */
  readonly #contested = new Set<string>();

  /** Throws if the store holds what this version cannot read. */
  static async load(writer: RecordWriter, secrets: Secrets): Promise<Roster> {
    const roster = new Roster(writer, secrets);
    await roster.entitlements.ship();
    return roster;
  }

  private constructor(writer: RecordWriter, secrets: Secrets) {
    this.#writer = writer;
    this.#secrets = secrets;
    this.#sequence = new Sequences(writer).of({
      name: 'account',
      number_max,
      floor: () => this.#highest,
    });
    this.#numbers = new Numbers(this.#sequence);
    this.finder = new Finder({
      account: (id) => this.accounts.get(id),
      charactersOf: (account) => this.#charactersOf(account),
      highest: () => this.#highest + 1,
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
      for (const { id } of all.values()) this.#known(id);
    }
    for (const character of this.characters.values())
      if (this.#isOfNow(character)) this.finder.renamed(character.account, null, character.name);
    this.#phase = 'loaded';
  }

  account(id: string): Account | undefined {
    return this.accounts.get(id);
  }

  accountOf(shard: string, shardAccount: string): Account | undefined {
    return this.accounts.get(this.#byShard.get(shardKey(shard, shardAccount)) ?? '');
  }

  /** Whether its shard gave its id to somebody else: it is nobody's any more, and may do nothing. */
  isReplaced({ id, shard, shardAccount }: Account): boolean {
    if (shard === null || shardAccount === null) return false;
    return this.#byShard.get(shardKey(shard, shardAccount)) !== id;
  }

  /** Whether the shard told last that this id is somebody else's, whom it did not become. */
  isContested(shard: string, shardAccount: string): boolean {
    return this.#contested.has(shardKey(shard, shardAccount));
  }

  /** The account that has the id of one that was replaced. */
  replacementOf(account: Account): Account | undefined {
    const { shard, shardAccount } = account;
    if (shard === null || shardAccount === null || !this.isReplaced(account)) return undefined;
    return this.accountOf(shard, shardAccount);
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
    told: {
      readonly account: string;
      readonly name: string;
      readonly created?: number | undefined;
    },
  ): Promise<Refusal | undefined> {
    const key = shardKey(shard, told.account);
    const held = this.#heldAgainst(shard, told);
    if (held !== undefined) return this.#contest(key, held);
    this.#contested.delete(key);
    const id = await this.#numbered(key, this.accountOf(shard, told.account), told.created, () =>
      this.accounts.isFull(),
    );
    if (typeof id !== 'string') return id;
    const name = cleanName(told.name, limits.name_chars_max);
    let heldSince: Account | undefined;
    const edited = await this.accounts.edit(access_subject, id, (before) => {
      if (before !== undefined && isAnother(before.shardCreated, told.created)) return 'keep';
      // An operator may have given rights to the one of before while this waited.
      heldSince = before === undefined ? this.#heldAgainst(shard, told) : undefined;
      if (heldSince !== undefined) return 'keep';
      const after = before ?? { ...this.blank(id, name), shard, shardAccount: told.account };
      const shardCreated = after.shardCreated ?? told.created;
      if (before?.name === name && before.shardCreated === shardCreated) return 'keep';
      return { ...after, name, ...(shardCreated === undefined ? {} : { shardCreated }) };
    });
    if (heldSince !== undefined) return this.#contest(key, heldSince);
    const refusal = refusalOf(edited);
    const isOthers = isAnother(this.accounts.get(id)?.shardCreated, told.created);
    // Two that have the id one after the other were told at once.
    return refusal === undefined && isOthers ? this.upsertAccount(shard, told) : refusal;
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
    if (id === undefined || this.isContested(shard, told.account)) return refuse('account_unknown');
    if (told.user === null) return this.discord.unlinkFromShard(id);
    const facing = [...this.rightsOf(id)].find((right) => !playerRights.includes(right));
    if (facing !== undefined) return refuse('right_missing', facing);
    return this.discord.linkFromShard(id, told.user);
  }

  /** What a shard tells of a character of one of its accounts, also of one told just before. */
  async upsertCharacter(
    shard: string,
    told: {
      readonly account: string;
      readonly character: string;
      readonly name: string;
      readonly created?: number | undefined;
    },
  ): Promise<Refusal | undefined> {
    const key = shardKey(shard, told.account);
    if (this.isContested(shard, told.account)) return refuse('account_unknown');
    // While the account is still being written, its number is known here only.
    const account = (await this.#numbers.pending(key)) ?? this.#byShard.get(key);
    if (typeof account !== 'string') return refuse('account_unknown');
    const shardCharacter = told.character;
    const id = await this.#numbered(
      characterKey(account, shardCharacter),
      this.characterOf(account, shardCharacter),
      told.created,
      () => this.characters.isFull(),
    );
    if (typeof id !== 'string') return id;
    const name = cleanName(told.name, limits.name_chars_max);
    const edited = await this.characters.edit(shardSubject(shard), id, (before) => {
      if (before !== undefined && isAnother(before.shardCreated, told.created)) return 'keep';
      const shardCreated = before?.shardCreated ?? told.created;
      if (before?.name === name && before.shardCreated === shardCreated) return 'keep';
      const dated = shardCreated === undefined ? {} : { shardCreated };
      return { id, account, shardCharacter, name, ...dated };
    });
    const refusal = refusalOf(edited);
    const isOthers = isAnother(this.characters.get(id)?.shardCreated, told.created);
    if (refusal === undefined && isOthers) return this.upsertCharacter(shard, told);
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
    if (account === undefined || this.isReplaced(account)) return new Set();
    return this.entitlements.of(account, restricted);
  }

  /** Called when what an account may do changed, or `undefined` when it may have for any. */
  onRightsChanged(listener: (account: string | undefined) => void): void {
    this.entitlements.onChanged(listener);
  }

  /** Called when a shard gave the id of an account or a character to another, once that is on disk. */
  onReplaced(listener: ReplacedListener): void {
    this.#replacedListeners.push(listener);
  }

  /** Called with an account that a shard told to be somebody else by now, and that stays as it has rights. */
  onContested(listener: (account: string) => void): void {
    this.#contestedListeners.push(listener);
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

  /** A number that no account, character or faction has. */
  nextNumber(): Promise<number | undefined> {
    return this.#sequence.next();
  }

  /** Changes who may do what; see `RecordWriter.change`. */
  decideAccess<T>(decide: (draft: Draft) => T): Promise<Changed<T>> {
    return this.#writer.change(access_subject, decide);
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

  /** The number of who is known under a key, or a new one for who is not that one. */
  async #numbered(
    key: string,
    known: { readonly id: string; readonly shardCreated?: number | undefined } | undefined,
    created: number | undefined,
    isFull: () => boolean,
  ): Promise<string | Refusal> {
    const isNew = known === undefined || isAnother(known.shardCreated, created);
    return isNew || this.#numbers.pending(key) !== undefined
      ? this.#numbers.of(key, isFull)
      : known.id;
  }

  /**
   * The account that has the id and stays it, though the shard tells of another: what an operator gave
   * only an operator takes away, and a shard that is wrong about a time must not.
   */
  #heldAgainst(
    shard: string,
    told: { readonly account: string; readonly created?: number | undefined },
  ): Account | undefined {
    const known = this.accountOf(shard, told.account);
    if (known === undefined || !isAnother(known.shardCreated, told.created)) return undefined;
    return known.groups.length > 0 || known.rights.length > 0 ? known : undefined;
  }

  #contest(key: string, { id }: Account): Refusal {
    this.#contested.add(key);
    for (const listener of this.#contestedListeners) listener(id);
    return refuse(
      'right_missing',
      'This account has groups or rights from an operator, so its creation time stays.',
    );
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
      this.#tell(this.#aliasListeners, (listener) => listener());
    if (after === undefined) return;
    this.#known(id);
    if (after.userName !== null) this.#byUserName.set(foldUserName(after.userName), after.id);
    if (after.shard !== null && after.shardAccount !== null) {
      const key = shardKey(after.shard, after.shardAccount);
      const first = this.#byShard.get(key);
      if (isNewer(after.id, first)) {
        this.#byShard.set(key, after.id);
        this.#numbers.settled(key);
        if (first !== undefined) this.#accountReplaced(first);
      } else if (before === undefined) this.#accountReplaced(after.id);
    }
    if (before !== undefined) this.entitlements.accountChanged(before, after);
  }

  #known(id: string): void {
    this.#highest = Math.max(this.#highest, Number(id));
  }

  /** Once all that came with it can be seen. */
  #tell<T>(listeners: readonly T[], call: (listener: T) => void): void {
    this.#writer.afterEntry(() => {
      for (const listener of listeners) call(listener);
    });
  }

  #isOfNow({ id, account, shardCharacter }: Character): boolean {
    return this.#byAccount.get(account)?.get(shardCharacter) === id;
  }

  /** Also after a start that found what a stopped server had not ended yet. */
  #accountReplaced(id: string): void {
    this.entitlements.ended(id);
    this.#tell(this.#replacedListeners, (listener) => listener(id, null));
  }

  #indexCharacter(before: Character | undefined, after: Character | undefined): void {
    if (after === undefined) return;
    this.#known(after.id);
    const ofAccount = this.#byAccount.get(after.account) ?? new Map<string, string>();
    this.#byAccount.set(after.account, ofAccount);
    const first = ofAccount.get(after.shardCharacter);
    // One of before may be read after the one that has its id now.
    if (first !== after.id && !isNewer(after.id, first)) return;
    if (first !== after.id) {
      ofAccount.set(after.shardCharacter, after.id);
      this.#numbers.settled(characterKey(after.account, after.shardCharacter));
    }
    if (this.#phase === 'loading') return;
    this.finder.renamed(after.account, before?.name ?? null, after.name);
    if (first === undefined || first === after.id) return;
    this.finder.renamed(after.account, this.characters.get(first)!.name, null);
    this.#tell(this.#replacedListeners, (listener) => listener(after.account, first));
  }
}

/** Numbers only rise: of two under one key the higher is the one that came later. */
function isNewer(id: string, than: string | undefined): boolean {
  return than === undefined || Number(id) > Number(than);
}

function characterKey(account: string, shardCharacter: string): string {
  return `${account}/${shardCharacter}`;
}

/** A blank stands in neither part. */
function shardKey(shard: string, shardAccount: string): string {
  return `${shard} ${shardAccount}`;
}
