import * as v from 'valibot';
import { limits } from '../../../protocol/limits.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import { cleanName } from '../../../protocol/text.ts';
import { Listeners } from '../../runtime/listeners.ts';
import { isNewer } from './accounts.ts';
import { rosterLimits } from '../roster-limits.ts';
import { isAnother } from './account.ts';
import { untilDone, type Numbers } from './numbers.ts';
import { refusalOf } from '../outcome.ts';
import { shardSubject } from '../subjects.ts';
import { Records } from '../../records/records.ts';
import type { Draft } from '../../records/draft.ts';
import type { RecordWriter } from '../../records/writer.ts';

/** A character that an account plays. Kept under `character/ID`. */
const characterForm = v.strictObject({
  /** A number unique over all shards and accounts, as a decimal string. */
  id: v.string(),
  /** Number of its account. */
  account: v.string(),
  /** The shard's own id of the character. */
  shardCharacter: v.string(),
  /** When it was created in the game, if the shard tells that. */
  shardCreated: v.optional(v.number()),
  name: v.string(),
});
export type Character = Readonly<v.InferOutput<typeof characterForm>>;

export interface CharacterReport {
  /** The shard's own id of the character. */
  readonly character: string;
  readonly name: string;
  readonly created?: number | undefined;
}

/** The current name of a character of this account was added or removed. */
type Renaming = [account: string, before: string | null, after: string | null];

/** The characters of all accounts, in memory as they are on disk. */
export class Characters {
  readonly #writer: RecordWriter;
  readonly #numbers: Numbers;
  readonly #records: Records<Character>;
  readonly #byAccount = new Map<string, Map<string, string>>();
  readonly #replaced = new Listeners<[account: string, character: string]>();
  readonly #renamed = new Listeners<Renaming>();
  #phase: 'loading' | 'loaded' = 'loading';

  /** Throws if the store holds what this version cannot read. */
  constructor(writer: RecordWriter, numbers: Numbers) {
    this.#writer = writer;
    this.#numbers = numbers;
    this.#records = new Records(
      writer,
      {
        space: 'roster',
        prefix: 'character',
        schema: characterForm,
        records_max: rosterLimits.characters_max,
      },
      (_, before, after) => this.#index(before, after),
    );
    this.#phase = 'loaded';
  }

  values(): IterableIterator<Character> {
    return this.#records.values();
  }

  get(id: string): Character | undefined {
    return this.#records.get(id);
  }

  /** By the number of its account and the shard's own id. */
  of(account: string, shardCharacter: string): Character | undefined {
    return this.#records.get(this.#byAccount.get(account)?.get(shardCharacter) ?? '');
  }

  /** The account's present characters. */
  ofAccount(account: string): Character[] {
    const ids = this.#byAccount.get(account)?.values() ?? [];
    return [...ids].flatMap((id) => this.#records.get(id) ?? []);
  }

  /** Takes what a shard tells of a character of one of its accounts. */
  upsert(shard: string, account: string, told: CharacterReport): Promise<Refusal | undefined> {
    return untilDone(() => this.#tell(shard, account, told));
  }

  /**
   * Called with a character whose id was given to another of the same account, once that is
   * visible.
   */
  onReplaced(listener: (account: string, character: string) => void): void {
    this.#replaced.add(listener);
  }

  /** Called for each name by which an account can now be found, or can no longer be found. */
  onRenamed(listener: (...renaming: Renaming) => void): void {
    this.#renamed.add(listener);
  }

  /** Call inside a change of its shard's subject: all that the account ever had go. */
  removeAll(draft: Draft, account: string): void {
    for (const one of this.#records.values())
      if (one.account === account) draft.put(this.#records, one.id, undefined);
  }

  #tell(
    shard: string,
    account: string,
    told: CharacterReport,
  ): Promise<Refusal | undefined | 'again'> {
    const key = `${account}/${told.character}`;
    const making = this.#numbers.making(key);
    if (making !== undefined) return making.then(() => 'again');
    const known = this.of(account, told.character);
    if (known !== undefined && !isAnother(known.shardCreated, told.created))
      return this.#put(shard, account, told, known.id, known);
    return this.#numbers.make(key, this.#records.isFull(), (id) =>
      this.#put(shard, account, told, id, known),
    );
  }

  /**
   * `id` is that of `known`, or a new and higher number in its place. `again`: another one is known
   * by now.
   */
  async #put(
    shard: string,
    account: string,
    told: CharacterReport,
    id: string,
    known: Character | undefined,
  ): Promise<Refusal | undefined | 'again'> {
    const name = cleanName(told.name, limits.name_chars_max);
    let ended: 'again' | undefined;
    const edited = await this.#writer.edit(shardSubject(shard), (draft) => {
      const decided = { rests: draft.restsOn(this.#records, id) };
      ended = undefined;
      const before = draft.get(this.#records, id);
      const isOthers = isAnother(before?.shardCreated, told.created);
      if (isOthers || this.of(account, told.character)?.id !== known?.id) {
        ended = 'again';
        return decided;
      }
      const shardCreated = before?.shardCreated ?? told.created;
      if (before?.name === name && before.shardCreated === shardCreated) return decided;
      const dated = shardCreated === undefined ? {} : { shardCreated };
      draft.put(this.#records, id, { id, account, shardCharacter: told.character, name, ...dated });
      return decided;
    });
    return refusalOf(edited) ?? ended;
  }

  #index(before: Character | undefined, after: Character | undefined): void {
    if (after === undefined) {
      if (before !== undefined) this.#unindex(before);
      return;
    }
    const { id, account, shardCharacter } = after;
    const ofAccount = this.#byAccount.get(account) ?? new Map<string, string>();
    this.#byAccount.set(account, ofAccount);
    const first = ofAccount.get(shardCharacter);
    // An older record may be read after the one that has the id now.
    if (first !== id && !isNewer(id, first)) return;
    ofAccount.set(shardCharacter, id);
    this.#renamed.tell(account, before?.name ?? null, after.name);
    if (first === undefined || first === id || this.#phase === 'loading') return;
    this.#renamed.tell(account, this.#records.get(first)!.name, null);
    this.#writer.afterEntry(() => this.#replaced.tell(account, first));
  }

  #unindex({ id, account, shardCharacter, name }: Character): void {
    const ofAccount = this.#byAccount.get(account);
    if (ofAccount?.get(shardCharacter) !== id) return;
    ofAccount.delete(shardCharacter);
    if (ofAccount.size === 0) this.#byAccount.delete(account);
    this.#renamed.tell(account, name, null);
  }
}
