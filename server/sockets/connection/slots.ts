import type { CloseReason } from '../../../protocol/close.ts';
import { netLimits } from '../socket-limits.ts';

/** Who takes a slot: a shard, or an account of staff or of a player. */
export type SlotHolder =
  | { readonly kind: 'shard' }
  | { readonly kind: 'account'; readonly account: string; readonly isStaff: boolean };

export interface SlotBounds {
  readonly connections_max: number;
  /** Connections of one account that is not staff. */
  readonly per_account_max: number;
}

/**
 * Counts connections after their hello. The last slots are reserved for shards and staff: without
 * them nobody can be helped.
 */
export class Slots {
  readonly #bounds: SlotBounds;
  readonly #reserved: number;
  readonly #ofAccount = new Map<string, number>();
  #taken = 0;

  constructor(bounds: SlotBounds) {
    this.#bounds = bounds;
    const tenth = Math.floor(bounds.connections_max / 10);
    this.#reserved = Math.min(netLimits.reserved_connections_max, tenth);
  }

  /** Takes a slot, or says why there is none. */
  take(holder: SlotHolder): Extract<CloseReason, 'full' | 'account_full'> | undefined {
    const free = this.#bounds.connections_max - this.#taken;
    const isPlayer = holder.kind === 'account' && !holder.isStaff;
    if (free <= (isPlayer ? this.#reserved : 0)) return 'full';
    if (holder.kind === 'account') {
      const own = this.#ofAccount.get(holder.account) ?? 0;
      if (isPlayer && own >= this.#bounds.per_account_max) return 'account_full';
      this.#ofAccount.set(holder.account, own + 1);
    }
    this.#taken += 1;
    return undefined;
  }

  /** Gives back a slot that `take` gave: of that account, or of a shard. */
  free(account: string | null): void {
    this.#taken -= 1;
    if (account === null) return;
    const left = this.#ofAccount.get(account)! - 1;
    if (left > 0) this.#ofAccount.set(account, left);
    else this.#ofAccount.delete(account);
  }
}
