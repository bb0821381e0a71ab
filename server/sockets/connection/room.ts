import type { CloseReason } from '../../../protocol/close.ts';
import { netLimits } from '../socket-limits.ts';

/** Who takes a place: a shard, or an account that works on tickets or only has them. */
export type Entrant =
  | { readonly kind: 'shard' }
  | { readonly kind: 'account'; readonly account: string; readonly isStaff: boolean };

export interface RoomSize {
  readonly connections_max: number;
  /** Connections of one account that is not staff. */
  readonly per_account_max: number;
}

/**
 * The connections that said who they are of. The last places are kept for shards and staff, for a
 * server without them helps nobody.
 */
export class Room {
  readonly #size: RoomSize;
  readonly #reserved: number;
  readonly #ofAccount = new Map<string, number>();
  #taken = 0;

  constructor(size: RoomSize) {
    this.#size = size;
    const tenth = Math.floor(size.connections_max / 10);
    this.#reserved = Math.min(netLimits.reserved_connections_max, tenth);
  }

  /** Takes a place, or says why there is none. */
  enter(entrant: Entrant): Extract<CloseReason, 'full' | 'account_full'> | undefined {
    const free = this.#size.connections_max - this.#taken;
    const isPlayer = entrant.kind === 'account' && !entrant.isStaff;
    if (free <= (isPlayer ? this.#reserved : 0)) return 'full';
    if (entrant.kind === 'account') {
      const own = this.#ofAccount.get(entrant.account) ?? 0;
      if (isPlayer && own >= this.#size.per_account_max) return 'account_full';
      this.#ofAccount.set(entrant.account, own + 1);
    }
    this.#taken += 1;
    return undefined;
  }

  /** Gives back a place that `enter` gave: of that account, or of a shard. */
  leave(account: string | null): void {
    this.#taken -= 1;
    if (account === null) return;
    const left = this.#ofAccount.get(account)! - 1;
    if (left > 0) this.#ofAccount.set(account, left);
    else this.#ofAccount.delete(account);
  }
}
