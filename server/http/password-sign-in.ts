import type { Account } from '../../actors/roster/account.ts';
import type { Access } from '../identity/access.ts';
import type { SecurityLog } from '../identity/security-log.ts';
import { Rate } from '../platform/rate.ts';
import type { Asked } from './guard.ts';
import type { Metrics } from './metrics.ts';
import { networkOf } from '../platform/network.ts';

export interface PasswordSignInParts {
  readonly access: Access;
  readonly metrics: Metrics;
  readonly security: SecurityLog;
  readonly trustProxy: boolean;
}

/** `often`: one network tried too often. `busy`: too many passwords wait for their turn. */
export type Tried =
  | { readonly kind: 'right'; readonly account: Account }
  | { readonly kind: 'wrong' | 'often' | 'busy' };

/** Wrong passwords that one network may try, by whatever way. */
const tries = { per_second: 1 / 6, burst: 10 };
const networks_max = 10_000;
/** Accounts that signed in from a network, of which that is remembered. */
const known_max = 10_000;

/** Names and passwords as they are tried, from wherever one signs in. */
export class PasswordSignIn {
  readonly #parts: PasswordSignInParts;
  /** By network, and for an account that signed in from there before by both: it is braked apart. */
  readonly #limit = new Rate(tries, networks_max);
  readonly #known = new Set<string>();

  constructor(parts: PasswordSignInParts) {
    this.#parts = parts;
  }

  /** Costs the same whether or not there is such a user. */
  async try(
    c: Asked,
    way: 'password' | 'api',
    wish: { readonly username: string; readonly password: string },
  ): Promise<Tried> {
    const { access, metrics, security, trustProxy } = this.#parts;
    const network = networkOf(c.env.incoming, trustProxy);
    const now = access.secrets.now();
    const account = access.roster.accountNamed(wish.username);
    const pair = `${network} ${account?.id ?? ''}`;
    const isKnown = this.#known.has(pair);
    const who = isKnown ? pair : network;
    const behind = this.#limit.used(who, now);
    // A try that is refused does not count: otherwise impatience would never end.
    if (this.#limit.isSpent(who, now)) {
      security.add({ kind: 'passwords_braked', network });
      return { kind: 'often' };
    }
    this.#limit.take(who, now);
    // An account that exists is nothing to be preferred: that would tell a flood its name.
    const verdict = await access.passwords.verify(wish.password, account?.passwordHash ?? null, {
      name: account?.id ?? wish.username,
      behind,
      rank: isKnown ? 'known' : 'stranger',
    });
    // Right ones, and those that were not looked at, count against nobody.
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

  /** The account signed in from there: others of its network do not brake it any more, nor a flood. */
  #remember(pair: string): void {
    this.#known.delete(pair);
    this.#known.add(pair);
    if (this.#known.size <= known_max) return;
    const [oldest] = this.#known;
    this.#known.delete(oldest!);
  }
}
