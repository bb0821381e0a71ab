import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import { playerRights } from '../../actors/roster/staff/groups.ts';
import type { SignInLink } from '../../actors/shard/port.ts';
import { limits } from '../../protocol/limits.ts';
import { refused, refusedSaying, type Result } from '../../protocol/refusals.ts';
import { Rate } from '../platform/rate.ts';
import type { Access } from './access.ts';
import { linkAddress } from './bootstrap-link.ts';

/** Links that one player may be given: some at once, then one a minute. */
const player_pace = { per_second: 1 / 60, burst: 3 };
/** The same of a shard, for all its players together. */
const shard_pace = { per_second: 1, burst: 60 };
const players_max = 10_000;

export interface PlayerLinksDeps {
  readonly access: Pick<Access, 'roster' | 'links' | 'shardKeys' | 'secrets'>;
  /** The address that people come by. */
  address(): string | undefined;
}

/**
 * One-time sign-in links that a shard asks for in a player's name. Whoever has the key of a shard can
 * ask for them, so they open only what players may, and none is made for an account with more.
 */
export class PlayerLinks {
  readonly #deps: PlayerLinksDeps;
  readonly #players = new Rate(player_pace, players_max);
  readonly #shards = new Rate(shard_pace, limits.shards_max);

  constructor(deps: PlayerLinksDeps) {
    this.#deps = deps;
  }

  async make(shard: string, id: string): Promise<Result<{ value: SignInLink }>> {
    const { access, address } = this.#deps;
    const { roster, links, shardKeys, secrets } = access;
    const account = roster.account(id);
    if (account?.shard !== shard) return refused('account_unknown');
    const isStaff = (): boolean =>
      [...roster.rightsOf(id)].some((right) => !playerRights.includes(right));
    if (isStaff()) return refusedSaying('right_missing', staff_sentence);
    const at = address();
    if (at === undefined) return refused('address_unknown');
    const now = secrets.now();
    for (const [pace, key] of [
      [this.#players, id],
      [this.#shards, shard],
    ] as const) {
      const wait_ms = pace.spend(key, 1, now);
      if (wait_ms > 0) return tooMany(wait_ms);
    }
    const isStill = (): boolean => !isStaff() && shardKeys.countsSince(shard, now);
    const made = await links.make(id, true, { shard, isStill });
    if (!made.ok) return made;
    const expires = now + rosterLimits.link_life_ms;
    return { ok: true, value: { address: linkAddress(at, made.value), expires } };
  }
}

const staff_sentence =
  'This account has rights of staff, which no link of the game opens: an administrator makes one.';

function tooMany(wait_ms: number): Result<never> {
  const wait_s = Math.max(1, Math.ceil(wait_ms / 1000));
  return { ok: false, refusal: { code: 'too_many_links', wait_s } };
}
