import { limits } from '../../../protocol/limits.ts';
import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import { cleanName } from '../../../protocol/text.ts';
import { Listeners } from '../../runtime/listeners.ts';
import { isAnother, newAccount, type Account } from './account.ts';
import { shardKey, type Accounts } from './accounts.ts';
import { untilDone, type Numbers } from './numbers.ts';
import { refusalOf } from '../outcome.ts';
import type { Secrets } from '../tokens/secrets.ts';
import { access_subject, shardSubject } from '../subjects.ts';
import type { Draft } from '../../records/draft.ts';
import type { RecordWriter } from '../../records/writer.ts';

export interface AccountTold {
  /** What the shard calls it. */
  readonly account: string;
  readonly name: string;
  readonly created?: number | undefined;
}

export interface ToldAccountsDeps {
  readonly writer: RecordWriter;
  readonly accounts: Accounts;
  readonly numbers: Numbers;
  readonly secrets: Secrets;
}

type Ended = Refusal | undefined | 'again';

/**
 * What shards tell of their accounts. An account is made and named on the subject of its shard; one
 * that takes the place of another is made on `access`, where it is certain that nobody gave that other
 * one groups or rights meanwhile.
 */
export class ToldAccounts {
  readonly #deps: ToldAccountsDeps;
  readonly #onContested = new Listeners<[account: string]>();
  /**
   * Ids that shards told of somebody new, and that stay with accounts to which operators gave rights.
   * It is what the shard told last over its connection here, so it is kept in memory: whoever it
   * connects to next, it tells again.
   */
  readonly #contested = new Set<string>();

  constructor(deps: ToldAccountsDeps) {
    this.#deps = deps;
  }

  /** Resolves when it can be seen, or is refused. */
  upsert(shard: string, told: AccountTold): Promise<Refusal | undefined> {
    return untilDone(() => this.#tell(shard, told));
  }

  /** Resolves when who was told of last under that id is there, or failed to be. */
  async settled(shard: string, shardAccount: string): Promise<void> {
    await this.#deps.numbers.making(shardKey(shard, shardAccount));
  }

  /** Whether the shard told last that this id is somebody else's, whom it did not become. */
  isContested(shard: string, shardAccount: string): boolean {
    return this.#contested.has(shardKey(shard, shardAccount));
  }

  /** Called with an account that a shard told to be somebody else by now, and that stays as it has rights. */
  onContested(listener: (account: string) => void): void {
    this.#onContested.add(listener);
  }

  #tell(shard: string, told: AccountTold): Promise<Ended> {
    const { accounts, numbers } = this.#deps;
    const key = shardKey(shard, told.account);
    const making = numbers.making(key);
    if (making !== undefined) return making.then(() => 'again');
    const known = accounts.ofShard(shard, told.account);
    const isReplacing = known !== undefined && isAnother(known.shardCreated, told.created);
    if (isReplacing && isHeld(known)) return Promise.resolve(this.#contest(key, known));
    this.#contested.delete(key);
    if (known !== undefined && !isReplacing) return this.#rename(shard, told, known);
    return numbers.make(key, accounts.profiles.isFull(), (id) =>
      this.#make(shard, told, id, known),
    );
  }

  async #rename(shard: string, told: AccountTold, { id }: Account): Promise<Ended> {
    const name = cleanName(told.name, limits.name_chars_max);
    return this.#edit(shardSubject(shard), id, (draft) => {
      const { profiles } = this.#deps.accounts;
      const before = draft.get(profiles, id);
      const isStill = this.#deps.accounts.ofShard(shard, told.account)?.id === id;
      if (!isStill || before === undefined || isAnother(before.shardCreated, told.created))
        return 'again';
      const shardCreated = before.shardCreated ?? told.created;
      if (before.name === name && before.shardCreated === shardCreated) return undefined;
      const dated = shardCreated === undefined ? {} : { shardCreated };
      draft.put(profiles, id, { ...before, name, ...dated });
      return undefined;
    });
  }

  /** In place of the known one, whose number is lower as it was there before this one was taken. */
  async #make(
    shard: string,
    told: AccountTold,
    id: string,
    known: Account | undefined,
  ): Promise<Ended> {
    const { accounts, secrets } = this.#deps;
    const account = newAccount({
      id,
      shard,
      shardAccount: told.account,
      shardCreated: told.created,
      name: cleanName(told.name, limits.name_chars_max),
      created: secrets.now(),
    });
    const subject = known === undefined ? shardSubject(shard) : access_subject;
    return this.#edit(subject, id, (draft) => {
      const now = accounts.ofShard(shard, told.account);
      if (now?.id !== known?.id || (now !== undefined && isHeld(now))) return 'again';
      draft.put(accounts.profiles, id, account);
      return undefined;
    });
  }

  /** `again`: what it was to change is not what it was any more. */
  async #edit(
    subject: string,
    id: string,
    change: (draft: Draft) => 'again' | undefined,
  ): Promise<Ended> {
    const { writer, accounts } = this.#deps;
    let ended: 'again' | undefined;
    const edited = await writer.edit(subject, (draft) => {
      ended = change(draft);
      return { rests: draft.restsOn(accounts.profiles, id) };
    });
    return refusalOf(edited) ?? ended;
  }

  #contest(key: string, { id }: Account): Refusal {
    this.#contested.add(key);
    this.#onContested.tell(id);
    return refuse(
      'right_missing',
      'This account has groups or rights from an operator, so its creation time stays.',
    );
  }
}

/** What an operator gave only an operator takes away, and a shard that is wrong about a time must not. */
function isHeld({ groups, rights }: Account): boolean {
  return groups.length > 0 || rights.length > 0;
}
