import type { Result } from '../../../protocol/refusals.ts';
import { Listeners } from '../../runtime/listeners.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Secrets } from './secrets.ts';
import { Tokens, type Grant, type MakingTerms, type MayHave } from './tokens.ts';
import type { Draft } from '../../records/draft.ts';
import { LatestTimes } from '../../records/latest-times.ts';
import type { Markers } from '../../records/markers.ts';
import type { RecordWriter } from '../../records/writer.ts';

/** A signed-in browser. */
export interface WebSession {
  /** Neither the secret nor anything that leads to it. */
  readonly id: string;
  readonly account: string;
  readonly restricted: boolean;
}

/** Lifetimes, asked each time because settings and rights change. */
export interface WebSessionTerms {
  /** Since the sign-in. */
  life_ms(): number;
  readonly mayHave?: MayHave;
  /** Since the last use. */
  idle_ms(of: Pick<WebSession, 'account' | 'restricted'>): number;
}

/**
 * Signed-in browsers: `make` returns the cookie, `find` reads it, `revoke` signs out. The time of
 * last use is exact while the server runs, and exact to some minutes after a restart.
 */
export class WebSessions {
  readonly #secrets: Secrets;
  readonly #terms: WebSessionTerms;
  readonly #tokens: Tokens;
  /** Last use here. */
  readonly #used = new Map<string, number>();
  /** Last use in any process, exact to some minutes. Kept under `used/HASH`. */
  readonly #uses: LatestTimes;
  readonly #onUsed = new Listeners<[account: string]>();
  /** Sessions of a version that stored no use count as used at this time. */
  readonly #opened: number;

  constructor(writer: RecordWriter, markers: Markers, secrets: Secrets, terms: WebSessionTerms) {
    this.#secrets = secrets;
    this.#terms = terms;
    this.#opened = secrets.now();
    this.#tokens = new Tokens(writer, secrets, {
      prefix: 'session',
      mayHave: (account) => terms.mayHave?.(account) !== false,
      life_ms: rosterLimits.web_session_life_ms,
      records_max: rosterLimits.web_sessions_max,
      account_records_max: rosterLimits.account_web_sessions_max,
      endsAt: (id, grant) => this.#endsAt(id, grant),
      // Written in the session's own entry, so that the use mark exists exactly as long as the
      // session.
      beside: (id, grant) => [{ space: 'web', key: this.#uses.keyOf(id), value: grant?.created }],
    });
    this.#uses = new LatestTimes(writer, markers, 'web', 'used');
    this.#tokens.onGone((id) => this.#used.delete(id));
    // A use that was written after the session ended.
    for (const id of this.#uses.ids()) if (!this.#tokens.has(id)) this.#uses.remove(id);
  }

  /**
   * Returns a new secret, shown only this once; none if `isStill` says that the sign-in is void.
   */
  make(
    account: string,
    restricted: boolean,
    terms?: Pick<MakingTerms, 'isStill' | 'byLink' | 'shard'>,
  ): Promise<Result<{ value: string }>> {
    return this.#tokens.make(account, restricted, terms);
  }

  /** The session of that secret; finding it counts as a use. */
  find(secret: string): WebSession | undefined {
    const id = this.#tokens.idOf(secret);
    const grant = this.#tokens.get(id);
    if (grant === undefined || !this.use(id)) return undefined;
    const { account, restricted } = grant;
    return { id: this.#tokens.kept(id, account), account, restricted };
  }

  /** Whether it is still open, without using it. */
  isOpen(id: string): boolean {
    return this.#tokens.get(id) !== undefined;
  }

  /** Whether it is still open; if so, records a use now. */
  use(id: string): boolean {
    const grant = this.#tokens.get(id);
    // Sessions of an account that was barred are deleted a moment later.
    if (grant === undefined || this.#terms.mayHave?.(grant.account) === false) return false;
    const at = this.#secrets.now();
    this.#used.set(id, at);
    const kept = latest(this.#uses.latest(id), grant.used) ?? 0;
    if (at - kept >= rosterLimits.web_session_use_stored_every_ms) {
      this.#uses.add(id, at);
      this.#onUsed.tell(grant.account);
    }
    return true;
  }

  /** Resolves to whether it is certain that the secret opens nothing any more. */
  revoke(secret: string): Promise<boolean> {
    return this.#tokens.revoke(secret);
  }

  /** Signs an account out everywhere. */
  revokeAll(account: string): Promise<boolean> {
    return this.#tokens.revokeAll(account);
  }

  /** Signs everybody out. */
  revokeEverybodys(): Promise<boolean> {
    return this.#tokens.revokeEverybodys();
  }

  /** Signs out those that came in by links of a shard, where that is wanted. */
  revokeOfShards(isOver: (shard: string, created: number) => boolean): Promise<boolean> {
    return this.#tokens.revokeOfShards(isOver);
  }

  /** The same inside a change of the account's subject; `but`: the id of one that stays. */
  endAll(draft: Draft, account: string, but?: string): void {
    this.#tokens.endAll(draft, account, but);
  }

  /** How many browsers of the account are signed in. */
  count(account: string): number {
    return this.#tokens.count(account);
  }

  /** Whether a one-time link opened it a moment ago, which proves as much as a password. */
  isFreshByLink(id: string): boolean {
    const grant = this.#tokens.get(id);
    if (grant?.byLink !== true) return false;
    return this.#secrets.now() - grant.created < rosterLimits.link_proves_ms;
  }

  /** Called with the account of a session that is in use, some minutes apart. */
  onUsed(listener: (account: string) => void): void {
    this.#onUsed.add(listener);
  }

  /** All that are open, oldest first. */
  ofAccount(account: string): Grant[] {
    return this.#tokens.ofAccount(account);
  }

  /** Called with id and account of each ended session. Expiry is noticed only by `use`. */
  onEnded(listener: (id: string, account: string) => void): void {
    this.#tokens.onGone((id, { account }) => listener(id, account));
  }

  #endsAt(id: string, grant: Grant): number {
    const used =
      latest(this.#used.get(id), this.#uses.get(id), grant.used) ??
      Math.max(this.#opened, grant.created);
    return Math.min(grant.created + this.#terms.life_ms(), used + this.#terms.idle_ms(grant));
  }
}

function latest(...times: ReadonlyArray<number | undefined>): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
