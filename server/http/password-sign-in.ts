import type { Account } from '../../actors/roster/account.ts';
import type { Access } from '../access.ts';
import { Rate } from '../net/rate.ts';
import type { Asked } from './guard.ts';
import type { Metrics } from './metrics.ts';
import { networkOf } from './network.ts';

export interface PasswordSignInParts {
  readonly access: Access;
  readonly metrics: Metrics;
  readonly trustProxy: boolean;
}

/** `often`: one network tried too often. `busy`: too many passwords wait for their turn. */
export type Tried =
  | { readonly kind: 'right'; readonly account: Account }
  | { readonly kind: 'wrong' | 'often' | 'busy' };

/** Passwords that one network may try, by whatever way. */
const tries = { per_second: 1 / 6, burst: 10 };
const networks_max = 10_000;

/** Names and passwords as they are tried, from wherever one signs in. */
export class PasswordSignIn {
  readonly #parts: PasswordSignInParts;
  readonly #limit = new Rate(tries, networks_max);

  constructor(parts: PasswordSignInParts) {
    this.#parts = parts;
  }

  /** Costs the same whether or not there is such a user. */
  async try(
    c: Asked,
    way: 'password' | 'api',
    wish: { readonly username: string; readonly password: string },
  ): Promise<Tried> {
    const { access, metrics, trustProxy } = this.#parts;
    const network = networkOf(c.env.incoming, trustProxy);
    const now = access.secrets.now();
    // A try that is refused does not count: otherwise impatience would never end.
    if (this.#limit.isSpent(network, now)) return { kind: 'often' };
    this.#limit.take(network, now);
    const account = access.roster.accountNamed(wish.username);
    const verdict = await access.passwords.verify(wish.password, account?.passwordHash ?? null);
    if (verdict === 'busy') return { kind: 'busy' };
    metrics.signIns.inc({ way, outcome: verdict === 'right' ? 'signed_in' : 'refused' });
    if (verdict === 'wrong' || account === undefined) return { kind: 'wrong' };
    return { kind: 'right', account };
  }
}
