import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Changer } from '../../actors/roster/staff/audit.ts';
import { access_subject, shardSubject } from '../../actors/roster/subjects.ts';
import type { Clock } from '../../actors/runtime/clock.ts';
import { endOfWorld } from '../../actors/ticket/end-of-world.ts';
import { isActive } from '../../actors/ticket/state.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { Access } from '../identity/access.ts';
import type { Storage } from '../storage/storage.ts';

export interface WorldsDeps {
  readonly storage: Pick<Storage, 'tables' | 'tickets' | 'caughtUp'>;
  readonly access: Access;
  readonly clock: Pick<Clock, 'now'>;
}

/** What forgetting a world will touch. */
export interface WorldCounts {
  readonly accounts: number;
  /** Active tickets in which nobody else takes part. */
  readonly tickets: number;
}

/** Accounts that end with one entry. */
const ended_at_once = 500;
/** How often a ticket is read again because somebody wrote to it meanwhile. */
const tries_max = 50;

/**
 * Ends the accounts of a world that was wiped: nobody may sign in to them, their ids and names are
 * free, and their active tickets are closed with a note. What was written stays. What was cut off is
 * completed by asking again.
 */
export class Worlds {
  readonly #deps: WorldsDeps;

  constructor(deps: WorldsDeps) {
    this.#deps = deps;
  }

  count(shard: string): WorldCounts {
    const ids = new Set(this.#open(shard).map(({ id }) => id));
    const isEnded = (account: string): boolean => ids.has(account) || this.#isEnded(account, shard);
    return { accounts: ids.size, tickets: [...this.#left(isEnded)].length };
  }

  /** Accounts that have not ended. */
  #open(shard: string): Account[] {
    const all = [...this.#deps.access.roster.accounts.values()];
    return all.filter((one) => one.shard === shard && one.ended === undefined);
  }

  /** Resolves to what was touched; undefined where it could not be stored, or not all of it. */
  async forget(shard: string, by: Changer): Promise<WorldCounts | undefined> {
    const { access, storage } = this.#deps;
    const { roster, writer, audit } = access;
    const open = this.#open(shard);
    const total = open.length;
    // Names and rights first: from then on a name is free, and nobody is of staff.
    const given = open.filter(({ userName, alias, groups, rights }) => {
      return userName !== null || alias !== null || groups.length > 0 || rights.length > 0;
    });
    const taken = await writer.change(access_subject, (draft) => {
      for (const { id } of given) roster.accounts.removeAccess(draft, id);
    });
    if (!('value' in taken)) return undefined;
    const at = this.#deps.clock.now();
    const trail = audit.trail(by, `world of shard ${shard}`, ({ ended }: Account) =>
      ended === undefined ? undefined : { accounts: total },
    );
    for (let from = 0; from < total; from += ended_at_once) {
      const some = open.slice(from, from + ended_at_once);
      const ended = await writer.change(shardSubject(shard), (draft) => {
        for (const [i, { id }] of some.entries())
          roster.accounts.end(draft, id, at, from + i === 0 ? trail : undefined);
      });
      if (!('value' in ended)) return undefined;
    }
    await storage.caughtUp();
    let tickets = 0;
    const isEnded = (account: string): boolean => this.#isEnded(account, shard);
    for (const { id } of [...this.#left(isEnded)]) {
      if (!(await this.#close(id, shard))) return undefined;
      tickets += 1;
    }
    return { accounts: total, tickets };
  }

  #isEnded(account: string, shard: string): boolean {
    const known = this.#deps.access.roster.account(account);
    return known?.shard === shard && known.ended !== undefined;
  }

  /** Active tickets in which only ended accounts take part. */
  *#left(isEnded: (account: string) => boolean): Iterable<Summary> {
    for (const ticket of this.#deps.storage.tables.active()) {
      const { participants } = ticket;
      if (participants.length > 0 && participants.every(isEnded)) yield ticket;
    }
  }

  async #close(id: string, shard: string): Promise<boolean> {
    const { storage, access, clock } = this.#deps;
    for (let tries = 0; tries < tries_max; tries += 1) {
      const { state, position } = storage.tables.ticket(id);
      if (state === undefined || !isActive(state)) return true;
      const settings = { autoArchive: access.settings.now.auto_archive };
      const events = endOfWorld(state, shard, clock.now(), settings);
      const outcome = await storage.tickets.commit(id, position, { events, receipts: [] });
      if (outcome.kind === 'durable') return true;
      if (outcome.kind === 'rejected') return false;
      await storage.caughtUp();
    }
    return false;
  }
}
