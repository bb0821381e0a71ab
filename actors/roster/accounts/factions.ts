import * as v from 'valibot';
import { limits } from '../../../protocol/limits.ts';
import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import { same } from '../../../protocol/same.ts';
import { cleanName } from '../../../protocol/text.ts';
import { rosterLimits } from '../roster-limits.ts';
import { byName, NameIndex } from './name-index.ts';
import { untilDone, type Numbers } from './numbers.ts';
import { refusalOf } from '../outcome.ts';
import { shardSubject } from '../subjects.ts';
import { Records } from '../../records/records.ts';
import type { Draft } from '../../records/draft.ts';
import type { RecordWriter } from '../../records/writer.ts';

/**
 * A group of a shard's players, with its members as last told by the shard. Kept under
 * `faction/ID`.
 */
const factionForm = v.strictObject({
  /** A number unique over all shards, accounts and characters, as a decimal string. */
  id: v.string(),
  shard: v.string(),
  /** The shard's own id of the faction. */
  shardFaction: v.string(),
  name: v.string(),
  /** Numbers of accounts. */
  members: v.array(v.string()),
});
export type Faction = Readonly<v.InferOutput<typeof factionForm>>;

export interface FactionReport {
  /** The shard's own id of the faction. */
  readonly faction: string;
  readonly name: string;
  /** The shard's own ids of the members' accounts. */
  readonly members: readonly string[];
}

type Ended = Refusal | undefined | 'again';
type AccountOf = (shard: string, account: string) => { readonly id: string } | undefined;

/** The factions of all shards, in memory as they are on disk. */
export class Factions {
  readonly #records: Records<Faction>;
  readonly #numbers: Numbers;
  readonly #accountOf: AccountOf;
  readonly #byShard = new Map<string, Map<string, string>>();
  readonly #names = new NameIndex((id) => [this.#records.get(id)?.name ?? '']);

  constructor(writer: RecordWriter, numbers: Numbers, accountOf: AccountOf) {
    this.#numbers = numbers;
    this.#accountOf = accountOf;
    this.#records = new Records(
      writer,
      {
        space: 'roster',
        prefix: 'faction',
        schema: factionForm,
        records_max: rosterLimits.factions_max,
      },
      (id, before, after) => this.#index(id, before, after),
    );
  }

  values(): Iterable<Faction> {
    return this.#records.values();
  }

  get(id: string): Faction | undefined {
    return this.#records.get(id);
  }

  ofShard(shard: string): Faction[] {
    const ids = this.#byShard.get(shard)?.values() ?? [];
    return [...ids].flatMap((id) => this.#records.get(id) ?? []);
  }

  /** Factions with words that start like these, in the order of their names. */
  *find(words: string, limit: number): Generator<void, Faction[]> {
    const found = yield* this.#names.find(words, rosterLimits.found_max);
    return found
      .flatMap((id) => this.#records.get(id) ?? [])
      .toSorted((a, b) => byName(a.name, b.name) || Number(a.id) - Number(b.id))
      .slice(0, limit);
  }

  /** Takes what a shard tells of a faction. Without members it is deleted. */
  async upsert(shard: string, told: FactionReport): Promise<Refusal | undefined> {
    const members: string[] = [];
    for (const name of new Set(told.members)) {
      const account = this.#accountOf(shard, name);
      if (account === undefined) return refuse('account_unknown', name);
      members.push(account.id);
    }
    return untilDone(() => this.#tell(shard, told, members));
  }

  /** Call inside a change of the shard's subject. One without members goes. */
  removeMember(draft: Draft, shard: string, account: string): void {
    for (const faction of this.ofShard(shard)) {
      if (!faction.members.includes(account)) continue;
      const members = faction.members.filter((one) => one !== account);
      draft.put(
        this.#records,
        faction.id,
        members.length === 0 ? undefined : { ...faction, members },
      );
    }
  }

  #tell(shard: string, told: FactionReport, members: readonly string[]): Promise<Ended> {
    const key = numberKey(shard, told.faction);
    const making = this.#numbers.making(key);
    if (making !== undefined) return making.then(() => 'again');
    const known = this.#idOf(shard, told.faction);
    const put = (id: string): Promise<Ended> => this.#put(shard, told, members, id, known);
    if (known !== undefined) return put(known);
    if (members.length === 0) return Promise.resolve(undefined);
    return this.#numbers.make(key, this.#records.isFull(), put);
  }

  /**
   * `id` is the known one, or a new one if there was none. `again`: another one is known by now.
   */
  async #put(
    shard: string,
    told: FactionReport,
    members: readonly string[],
    id: string,
    known: string | undefined,
  ): Promise<Ended> {
    const name = cleanName(told.name, limits.name_chars_max);
    const after: Faction = { id, shard, shardFaction: told.faction, name, members: [...members] };
    let ended: 'again' | undefined;
    const edited = await this.#records.edit(shardSubject(shard), id, (before) => {
      ended = this.#idOf(shard, told.faction) === known ? undefined : 'again';
      if (ended === 'again') return 'keep';
      if (members.length === 0) return 'remove';
      return before !== undefined && same(before, after) ? 'keep' : after;
    });
    return refusalOf(edited) ?? ended;
  }

  #idOf(shard: string, shardFaction: string): string | undefined {
    return this.#byShard.get(shard)?.get(shardFaction);
  }

  #index(id: string, before: Faction | undefined, after: Faction | undefined): void {
    if (before !== undefined && before.name !== after?.name) this.#names.remove(id, before.name);
    if (before !== undefined && after === undefined) {
      this.#byShard.get(before.shard)?.delete(before.shardFaction);
    }
    if (after === undefined) return;
    const ofShard = this.#byShard.get(after.shard) ?? new Map<string, string>();
    this.#byShard.set(after.shard, ofShard.set(after.shardFaction, id));
    if (before?.name !== after.name) this.#names.add(id, after.name);
  }
}

/** Names of shards and ids contain no blank, and no other key has three parts. */
function numberKey(shard: string, faction: string): string {
  return `faction ${shard} ${faction}`;
}
