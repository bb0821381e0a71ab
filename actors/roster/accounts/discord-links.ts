import * as v from 'valibot';
import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import { Listeners } from '../../runtime/listeners.ts';
import { rosterLimits } from '../roster-limits.ts';
import { refusalOf } from '../outcome.ts';
import { links_subject } from '../subjects.ts';
import type { Grant, Tokens, MayHave } from '../tokens/tokens.ts';
import type { Draft, Trail } from '../../records/draft.ts';
import { Records } from '../../records/records.ts';
import type { RecordWriter } from '../../records/writer.ts';

/** A link between an account and a Discord user. Kept under `discord/USER`. */
const linkForm = v.strictObject({
  user: v.string(),
  account: v.string(),
  /** Who made the link: the person, by typing a code, or the shard of the account. */
  by: v.picklist(['code', 'shard']),
  /** Milliseconds since 1970. */
  at: v.number(),
});
export type DiscordLink = Readonly<v.InferOutput<typeof linkForm>>;

export type LinkedByCode =
  | { readonly kind: 'linked'; readonly account: string }
  /** The code does not exist or has expired. */
  | { readonly kind: 'unknown' }
  /** One of the two has another link that the code may not replace. */
  | { readonly kind: 'taken' }
  /** The code can still be used. */
  | { readonly kind: 'not_stored' };

/**
 * Links between accounts and Discord users, at most one on either side. All share one subject, so
 * that two conflicting links cannot both be made.
 */
export class DiscordLinks {
  readonly #writer: RecordWriter;
  readonly #links: Records<DiscordLink>;
  readonly #now: () => number;
  readonly #mayHave: MayHave;
  readonly #byAccount = new Map<string, DiscordLink>();
  readonly #changed = new Listeners<[link: DiscordLink, isLinked: boolean]>();

  constructor(writer: RecordWriter, now: () => number, mayHave: MayHave) {
    this.#writer = writer;
    this.#now = now;
    this.#mayHave = mayHave;
    this.#links = new Records(
      writer,
      {
        space: 'roster',
        prefix: 'discord',
        schema: linkForm,
        records_max: rosterLimits.accounts_max,
      },
      (_, before, after) => this.#index(before, after),
    );
  }

  values(): IterableIterator<DiscordLink> {
    return this.#links.values();
  }

  ofAccount(account: string): DiscordLink | undefined {
    return this.#byAccount.get(account);
  }

  ofUser(user: string): DiscordLink | undefined {
    return this.#links.get(user);
  }

  /** Links two that were proved to be the same person; replaces earlier links of either. */
  link(account: string, user: string): Promise<Refusal | undefined> {
    return this.#change((draft) => this.#put(draft, account, user, 'code'));
  }

  /**
   * Links the account of a typed code. The code is spent even if the link may not be made. The code
   * of a restricted session opens no more than that session and replaces nothing.
   */
  async linkByCode(
    codes: Pick<Tokens, 'spendIn'>,
    typed: { readonly code: string; readonly user: string },
    isGood: (grant: Grant) => boolean,
  ): Promise<LinkedByCode> {
    const linked = await this.#writer.change(links_subject, (draft): LinkedByCode => {
      const grant = codes.spendIn(draft, typed.code);
      if (grant === undefined || !isGood(grant)) return { kind: 'unknown' };
      const { account, restricted } = grant;
      const refusal = restricted
        ? this.#putFromShard(draft, account, typed.user)
        : this.#put(draft, account, typed.user, 'code');
      return refusal === undefined ? { kind: 'linked', account } : { kind: 'taken' };
    });
    return 'value' in linked ? linked.value : { kind: 'not_stored' };
  }

  /** A link that a shard tells; it replaces no link made by others. */
  linkFromShard(account: string, user: string): Promise<Refusal | undefined> {
    return this.#change((draft) => this.#putFromShard(draft, account, user));
  }

  unlink(account: string, trail?: Trail): Promise<Refusal | undefined> {
    return this.#change((draft) => this.#remove(draft, account, trail));
  }

  /** The same inside a change of the subject of links. */
  unlinkIn(draft: Draft, account: string): void {
    this.#remove(draft, account);
  }

  /** A shard ends a link; only one that it made itself. */
  unlinkFromShard(account: string): Promise<Refusal | undefined> {
    return this.#change((draft) =>
      this.ofAccount(account)?.by === 'shard' ? this.#remove(draft, account) : undefined,
    );
  }

  /** Called for each link that was made or ended, once that is on disk. */
  onChanged(listener: (link: DiscordLink, isLinked: boolean) => void): void {
    this.#changed.add(listener);
  }

  async #change(decide: (draft: Draft) => Refusal | undefined): Promise<Refusal | undefined> {
    const changed = await this.#writer.change(links_subject, decide);
    return 'value' in changed ? changed.value : refusalOf(changed.kind);
  }

  /** The old and the new link are changed in one entry. */
  #put(draft: Draft, account: string, user: string, by: DiscordLink['by']): Refusal | undefined {
    if (!this.#mayHave(account)) return refuse('account_unknown');
    const before = this.ofAccount(account);
    if (before?.user === user && before.by === by) return undefined;
    if (before !== undefined && before.user !== user) {
      draft.put(this.#links, before.user, undefined);
    }
    draft.put(this.#links, user, { user, account, by, at: this.#now() });
    return undefined;
  }

  #putFromShard(draft: Draft, account: string, user: string): Refusal | undefined {
    const [ofAccount, ofUser] = [this.ofAccount(account), this.ofUser(user)];
    if (ofUser?.account === account) return undefined;
    if (ofUser !== undefined || ofAccount?.by === 'code') return refuse('discord_linked');
    return this.#put(draft, account, user, 'shard');
  }

  #remove(draft: Draft, account: string, trail?: Trail): undefined {
    const link = this.ofAccount(account);
    if (link !== undefined) draft.put(this.#links, link.user, undefined, trail);
  }

  #index(before: DiscordLink | undefined, after: DiscordLink | undefined): void {
    if (before !== undefined && this.#byAccount.get(before.account)?.user === before.user) {
      this.#byAccount.delete(before.account);
    }
    if (after !== undefined) this.#byAccount.set(after.account, after);
    this.#writer.afterEntry(() => {
      if (before !== undefined && before.account !== after?.account)
        this.#changed.tell(before, false);
      if (after !== undefined) this.#changed.tell(after, true);
    });
  }
}
