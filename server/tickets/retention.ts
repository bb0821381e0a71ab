import type { Changer } from '../../actors/roster/staff/audit.ts';
import type { Cancel, Clock } from '../../actors/runtime/clock.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Access } from '../identity/access.ts';
import type { Turns } from '../platform/turns.ts';
import type { Storage } from '../storage/storage.ts';
import { rewrite, type Rewriting } from './ticket-erasure.ts';

export interface RetentionDeps {
  readonly storage: Pick<Storage, 'tables' | 'tickets' | 'caughtUp'>;
  readonly access: Pick<Access, 'settings' | 'audit'>;
  readonly turns: Turns;
  readonly clock: Clock;
  /** As of erasures. */
  freePages(signal: AbortSignal): Promise<void>;
  onFault(error: unknown): void;
}

/** Between two passes. */
const pass_every_ms = 60 * 60 * 1_000;
/** From the start, or from a changed setting, to the pass. */
const first_wait_ms = 60 * 1_000;
/** Between two copies of the data file without what went: within a day nothing of it may be left. */
const free_every_ms = 12 * 60 * 60 * 1_000;
/** Tickets of one pass; the next one goes on. */
const pass_tickets_max = 10_000;
/** Numbers of archived tickets that are read at once. */
const page_numbers = 256;

const byRetention: Changer = { account: null, name: 'retention', restricted: false };
/** The name under which tickets are read, beside those of accounts. */
const passing = 'retention';

/**
 * What becomes of tickets that were archived long ago, by the settings. Every ticket is an entry of
 * its own, so that whatever cuts it off, the next pass goes on.
 */
export class Retention {
  readonly #deps: RetentionDeps;
  #waiting: Cancel | undefined;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  /** Whether bytes of what went may lie in free pages, and when these went last. */
  #hasFreed = true;
  #freed = -Infinity;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
    deps.access.settings.onChanged((name) => {
      if (name === 'retention' || name === 'retention_months') this.#plan(first_wait_ms);
    });
  }

  start(): void {
    this.#plan(first_wait_ms);
  }

  /** How many tickets were archived for longer than so many months. */
  async count(months: number, asker: string): Promise<number> {
    const old = this.#old(months);
    function* steps(): Generator<void, number> {
      let count = 0;
      for (const id of old) {
        if (id !== undefined) count += 1;
        yield;
      }
      return count;
    }
    return this.#deps.turns.all(asker, steps());
  }

  /** Does what is due now. Resolves to the number of tickets that were changed. */
  async pass(): Promise<number> {
    const { access, turns, onFault } = this.#deps;
    const { retention, retention_months } = access.settings.now;
    if (retention === 'off') {
      await this.#freePages();
      return 0;
    }
    let changed = 0;
    const old = this.#old(retention_months);
    for (;;) {
      if (this.#stopping.signal.aborted || changed >= pass_tickets_max) break;
      const { done, value: id } = await turns.run(passing, () => old.next());
      if (done === true) break;
      if (id === undefined) continue;
      try {
        const rewriting = await (retention === 'delete' ? this.#remove(id) : this.#anonymise(id));
        if (rewriting === 'failed') break;
        if (rewriting === 'rewritten') changed += 1;
      } catch (error) {
        // A damaged one holds up none of the others.
        onFault(error);
      }
    }
    if (changed > 0) {
      const of = { retention, months: retention_months, tickets: changed };
      await access.audit.note(byRetention, 'retention of tickets', of);
      this.#hasFreed = false;
    }
    await this.#freePages();
    return changed;
  }

  /** Resolves when nothing is being written. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting?.();
    await this.#running;
  }

  async #freePages(): Promise<void> {
    const { clock, freePages } = this.#deps;
    const now = clock.now();
    if (this.#hasFreed || now - this.#freed < free_every_ms) return;
    await freePages(this.#stopping.signal);
    this.#hasFreed = true;
    this.#freed = now;
  }

  #plan(wait_ms: number): void {
    if (this.#stopping.signal.aborted) return;
    this.#waiting?.();
    this.#waiting = this.#deps.clock.after(wait_ms, () => {
      this.#running ??= this.pass()
        .then(() => {}, this.#deps.onFault)
        .then(() => {
          this.#running = undefined;
          this.#plan(pass_every_ms);
        });
    });
  }

  /** Ids of tickets archived before that; undefined for one that is younger, so that each is a step. */
  *#old(months: number): Generator<string | undefined> {
    const { storage, clock } = this.#deps;
    const { tables } = storage;
    const end = monthsBefore(clock.now(), months);
    let before: number | undefined;
    for (;;) {
      const range = { limit: page_numbers, ...(before === undefined ? {} : { before }) };
      const page = tables.closedNumbers({ status: 'archived', ...range });
      for (const number of page) {
        const id = tables.idOfNumber(number);
        const state = id === undefined ? undefined : tables.ticket(id).state;
        yield state !== undefined && isOld(state, end) ? state.id : undefined;
      }
      if (page.length < page_numbers) return;
      before = page.at(-1)!;
    }
  }

  #anonymise(id: string): Promise<Rewriting> {
    return rewrite(this.#deps.storage, id, { of: null, messages: 'kept' });
  }

  async #remove(id: string): Promise<Rewriting> {
    const { tables, tickets } = this.#deps.storage;
    const { state, position } = tables.ticket(id);
    if (state?.life.status !== 'archived') return 'kept';
    // Whoever opens it again was first, and it stays.
    const outcome = await tickets.remove(id, position);
    if (outcome.kind === 'rejected') return 'failed';
    return outcome.kind === 'durable' ? 'rewritten' : 'kept';
  }
}

function isOld({ life }: Ticket, end: number): boolean {
  return life.status === 'archived' && life.archived < end;
}

function monthsBefore(time: number, months: number): number {
  const date = new Date(time);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.getTime();
}
