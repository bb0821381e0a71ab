import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Access } from '../identity/access.ts';
import type { SecurityLog } from '../identity/security-log.ts';
import { Rate } from '../platform/rate.ts';
import type { Asked } from './guard.ts';
import type { Metrics } from './metrics.ts';
import { networkOf } from '../platform/network.ts';

export interface PasswordSignInDeps {
  readonly access: Access;
  readonly metrics: Metrics;
  readonly security: SecurityLog;
  readonly trustProxy: boolean;
}

/** `often`: one network tried too often. `busy`: too many passwords wait to be checked. */
export type Tried =
  | { readonly kind: 'right'; readonly account: Account }
  | { readonly kind: 'wrong' | 'often' | 'busy' };

/** Wrong passwords that one network may try, on all surfaces together. */
const tries = { per_second: 1 / 6, burst: 10 };
const networks_max = 10_000;
/** Pairs of account and network that are remembered as known. */
const known_max = 10_000;

/** Checks names and passwords, for all surfaces. */
export class PasswordSignIn {
  readonly #deps: PasswordSignInDeps;
  /** By network; an account that signed in from there before is limited by both, separately. */
  readonly #limit = new Rate(tries, networks_max);
  readonly #known = new Set<string>();

  constructor(deps: PasswordSignInDeps) {
    this.#deps = deps;
  }

  /** Costs the same whether or not the user exists. */
  async try(
    c: Asked,
    way: 'password' | 'api',
    wish: { readonly username: string; readonly password: string },
  ): Promise<Tried> {
    const { access, metrics, security, trustProxy } = this.#deps;
    const network = networkOf(c.env.incoming, trustProxy);
    const now = access.secrets.now();
    const named = access.roster.accountNamed(wish.username);
    // Of a disabled account nothing is told, not even that it is there.
    const account = named && access.roster.mayBeOpened(named.id) ? named : undefined;
    const pair = `${network} ${account?.id ?? ''}`;
    const isKnown = this.#known.has(pair);
    const who = isKnown ? pair : network;
    const behind = this.#limit.used(who, now);
    // A refused try does not count; otherwise somebody who retries would never get through.
    if (this.#limit.isSpent(who, now)) {
      security.add({ kind: 'passwords_braked', network });
      return { kind: 'often' };
    }
    this.#limit.take(who, now);
    // An existing account is not preferred, since that would reveal its name.
    const verdict = await access.passwords.verify(wish.password, account?.passwordHash ?? null, {
      name: account?.id ?? wish.username,
      behind,
      rank: isKnown ? 'known' : 'stranger',
    });
    // Right passwords, and those that were not checked, do not count.
    if (verdict !== 'wrong') this.#limit.giveBack(who, access.secrets.now());
    if (verdict === 'busy') return { kind: 'busy' };
    metrics.signIns.inc({ way, outcome: verdict === 'right' ? 'signed_in' : 'refused' });
    if (verdict === 'wrong' || account === undefined) {
      const tried = account === undefined ? {} : { account: account.id };
      security.add({ kind: 'password_wrong', network, ...tried });
      return { kind: 'wrong' };
    }
    this.#remember(pair);
    return { kind: 'right', account };
  }

  /**
   * Whether it is the present password of somebody who is signed in. Limited by account, so that
   * whoever finds an open browser cannot guess on.
   */
  async confirm(account: Account, password: string): Promise<Tried['kind']> {
    const { access } = this.#deps;
    const who = `own ${account.id}`;
    const now = access.secrets.now();
    if (this.#limit.isSpent(who, now)) return 'often';
    const behind = this.#limit.used(who, now);
    this.#limit.take(who, now);
    const turn = { name: account.id, behind, rank: 'known' } as const;
    const verdict = await access.passwords.verify(password, account.passwordHash, turn);
    if (verdict !== 'wrong') this.#limit.giveBack(who, access.secrets.now());
    return verdict;
  }

  /**
   * The account signed in from there: others of its network, or a flood, no longer slow it down.
   */
  #remember(pair: string): void {
    this.#known.delete(pair);
    this.#known.add(pair);
    if (this.#known.size <= known_max) return;
    const [oldest] = this.#known;
    this.#known.delete(oldest!);
  }
}
