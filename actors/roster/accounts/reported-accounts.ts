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

export interface AccountReport {
  /** The shard's own id of the account. */
  readonly account: string;
  readonly name: string;
  readonly created?: number | undefined;
}

export interface ReportedAccountsDeps {
  readonly writer: RecordWriter;
  readonly accounts: Accounts;
  readonly numbers: Numbers;
  readonly secrets: Secrets;
}

type Ended = Refusal | undefined | 'again';

/**
 * Updates of accounts by their shards. A new account or name is decided on the shard's subject. One
 * that replaces another is decided on `access`, where it is certain that nobody gave the other
 * groups or rights meanwhile.
 */
export class ReportedAccounts {
  readonly #deps: ReportedAccountsDeps;
  readonly #onContested = new Listeners<[account: string]>();
  /**
   * Ids for which the shard told somebody new, but whose accounts stay because operators gave them
   * rights. Kept in memory only: the shard tells it again on its next connection, to whichever
   * process.
   */
  readonly #contested = new Set<string>();

  constructor(deps: ReportedAccountsDeps) {
    this.#deps = deps;
  }

  /** Resolves when the update is visible, or with a refusal. */
  upsert(shard: string, told: AccountReport): Promise<Refusal | undefined> {
    return untilDone(() => this.#tell(shard, told));
  }

  /** Resolves when the account last told under that id exists or has failed. */
  async settled(shard: string, shardAccount: string): Promise<void> {
    await this.#deps.numbers.making(shardKey(shard, shardAccount));
  }

  /** Whether the shard last told that this id is somebody else's, which was not accepted. */
  isContested(shard: string, shardAccount: string): boolean {
    return this.#contested.has(shardKey(shard, shardAccount));
  }

  /**
   * Called with an account that its shard says is somebody else now, and that stays because it has
   * rights.
   */
  onContested(listener: (account: string) => void): void {
    this.#onContested.add(listener);
  }

  #tell(shard: string, told: AccountReport): Promise<Ended> {
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

  async #rename(shard: string, told: AccountReport, { id }: Account): Promise<Ended> {
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

  /** Creates an account that replaces the known one and has a higher number. */
  async #make(
    shard: string,
    told: AccountReport,
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

  /** `again`: the record was changed by somebody else meanwhile. */
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

/** What operators gave only they may take away: the shard may be wrong about the time. */
function isHeld({ groups, rights }: Account): boolean {
  return groups.length > 0 || rights.length > 0;
}
