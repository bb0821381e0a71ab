import type { Changer } from '../../actors/roster/staff/audit.ts';
import type { Cancel, Clock } from '../../actors/runtime/clock.ts';
import type { Erasure } from '../../actors/ticket/erase.ts';
import type { Access } from '../identity/access.ts';
import { beginErasure, endErasure, removeAccount } from '../identity/erase-account.ts';
import type { Figure } from '../platform/figure.ts';
import type { Turns } from '../platform/turns.ts';
import type { ErasureList, Erasure as Listed } from '../storage/folder/erasure-list.ts';
import type { Storage } from '../storage/storage.ts';
import { allTickets, isReopened, rewrite, touchedBy, type Rewriting } from './ticket-erasure.ts';

export interface ErasuresDeps {
  readonly storage: Pick<Storage, 'tables' | 'tickets' | 'caughtUp' | 'onTurn'>;
  readonly access: Access;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly list: Pick<ErasureList, 'add' | 'read'>;
  /**
   * Swaps in a copy of the data file without free pages, where old bytes of rows lie. Called once
   * nothing is left of somebody in any row. Rejects where it was not; that is tried again.
   */
  freePages(signal: AbortSignal): Promise<void>;
  /** Called where something could not be stored; it is tried again. */
  onFault(error: unknown): void;
}

/** What an erasure of an account will touch. */
export interface ErasureCounts {
  readonly tickets: number;
  readonly messages: number;
  readonly files: number;
}

export type Messages = Erasure['messages'];

/** Until what failed is tried again, longer each time: every ticket is read anew. */
const retry_first_ms = 1_000;
const retry_max_ms = 10 * 60 * 1_000;
/** By whom an erasure of the list is audited, which a restored backup does not know of. */
const byList: Changer = { account: null, name: 'list of erasures', restricted: false };

/**
 * Erases accounts. What makes an erasure hold, and what ends the account, is on disk before anybody
 * is answered; the tickets are rewritten one after the other afterwards, and again at the next start
 * where that was cut off. Every step changes nothing where it was done before.
 */
export class Erasures {
  readonly #deps: ErasuresDeps;
  #running: Promise<void> | undefined;
  #resting: Cancel | undefined;
  readonly #stopping = new AbortController();
  #retry_ms: number = retry_first_ms;
  #rewritten = 0;
  /** Accounts of which no ticket has anything left. */
  readonly #passed = new Set<string>();

  constructor(deps: ErasuresDeps) {
    this.#deps = deps;
  }

  /**
   * Begins what a restored backup does not know of. Call before anybody can connect: nobody must see
   * again who was erased.
   */
  async applyList(): Promise<void> {
    try {
      for (const one of await this.#deps.list.read()) {
        const { account, at } = one;
        if (this.#deps.access.roster.erasures.has(account)) continue;
        const messages = messagesOf(one);
        await this.#begin(account, { at: Date.parse(at), messages }, byList);
      }
    } catch (error) {
      this.#deps.onFault(error);
    }
  }

  /** Goes on with what was begun. */
  start(): void {
    this.#wake();
  }

  /** What an erasure would touch, read in steps. */
  async count(account: string, asker: string): Promise<ErasureCounts> {
    const { storage, turns } = this.#deps;
    const { tables } = storage;
    function* steps(): Generator<void, ErasureCounts> {
      let [tickets, messages, files] = [0, 0, 0];
      for (const id of allTickets(tables)) {
        const touched = touchedBy(tables, id, { of: account, messages: 'emptied' });
        if (touched !== undefined) {
          tickets += 1;
          messages += touched.messages;
          files += touched.files;
        }
        yield;
      }
      return { tickets, messages, files };
    }
    return turns.all(asker, steps());
  }

  /**
   * Ends an account for good. Resolves, once nobody can sign in to it and its names are gone, to
   * whether that is on disk; the tickets follow.
   */
  async erase(account: string, messages: Messages, by: Changer): Promise<boolean> {
    const { access, list, clock } = this.#deps;
    const at = clock.now();
    try {
      await list.add({ account, at: new Date(at).toISOString(), messages });
    } catch (error) {
      this.#deps.onFault(error);
      return false;
    }
    if (!(await this.#begin(account, { at, messages }, by))) return false;
    const isRemoved = await removeAccount(access, account);
    this.#wake();
    return isRemoved;
  }

  /** Resolves when nothing is left to be done, or what is left failed. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Resolves when nothing is being written. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#resting?.();
    await this.#running;
  }

  /** For `/metrics`. */
  figures(): Figure[] {
    const open = [...this.#deps.access.roster.erasures.open()].length;
    return [
      {
        name: 'shardbell_erasures_open',
        help: 'Erased accounts of which something is left in tickets.',
        kind: 'gauge',
        labels: {},
        value: open,
      },
      {
        name: 'shardbell_erasure_tickets_total',
        help: 'Tickets out of which data of erased accounts was taken.',
        kind: 'counter',
        labels: {},
        value: this.#rewritten,
      },
    ];
  }

  #begin(
    account: string,
    how: { readonly at: number; readonly messages: Messages },
    by: Changer,
  ): Promise<boolean> {
    return beginErasure(this.#deps.access, account, how, by);
  }

  #wake(): void {
    if (this.#stopping.signal.aborted || this.#resting !== undefined || this.#running !== undefined)
      return;
    const open = [...this.#deps.access.roster.erasures.open()];
    if (open.length === 0) return;
    this.#running = this.#run(open.map(([account, { messages }]) => ({ of: account, messages })))
      .catch((error: unknown) => {
        this.#deps.onFault(error);
        return false;
      })
      .then((isDone) => {
        this.#running = undefined;
        if (isDone) this.#retry_ms = retry_first_ms;
        if (isDone) return this.#wake();
        if (!this.#stopping.signal.aborted) this.#rest();
      });
  }

  #rest(): void {
    this.#resting = this.#deps.clock.after(this.#retry_ms, () => {
      this.#resting = undefined;
      this.#wake();
    });
    this.#retry_ms = Math.min(this.#retry_ms * 2, retry_max_ms);
  }

  /** Erases all that is left of these accounts. Resolves to whether nothing is. */
  async #run(erasures: ReadonlyArray<Erasure & { readonly of: string }>): Promise<boolean> {
    const { storage, access, freePages } = this.#deps;
    for (const { of } of erasures) if (!(await removeAccount(access, of))) return false;
    // What was decided while the account was there still is in the log before this.
    await storage.caughtUp();
    // What was decided on an entry that was read before it was rewritten comes after it.
    const isPassed = erasures.every(({ of }) => this.#passed.has(of));
    for (let changed: number | undefined = isPassed ? 0 : 1; changed !== 0;) {
      changed = await this.#pass(erasures);
      if (changed === undefined || this.#stopping.signal.aborted) return false;
    }
    for (const { of } of erasures) this.#passed.add(of);
    await freePages(this.#stopping.signal);
    for (const { of } of erasures) {
      if (!(await endErasure(access, of))) return false;
      this.#passed.delete(of);
    }
    return true;
  }

  /** Looks at every ticket once. How many were rewritten; undefined where one failed. */
  async #pass(erasures: readonly Erasure[]): Promise<number | undefined> {
    const { storage } = this.#deps;
    const reopened = new Set<string>();
    const unfollow = storage.onTurn(({ before, after }) => {
      if (isReopened(before, after)) reopened.add(after.id);
    });
    let changed = 0;
    let hasFailed = false;
    try {
      for (const ids of [allTickets(storage.tables), reopened]) {
        for (const id of ids) {
          if (this.#stopping.signal.aborted) return undefined;
          for (const erasure of erasures) {
            const rewriting = await this.#rewrite(id, erasure);
            if (rewriting === 'failed') hasFailed = true;
            if (rewriting === 'rewritten') changed += 1;
          }
        }
      }
    } finally {
      unfollow();
    }
    this.#rewritten += changed;
    return hasFailed ? undefined : changed;
  }

  /** One that cannot be read, or written now, holds up none of the others. */
  async #rewrite(id: string, erasure: Erasure): Promise<Rewriting> {
    const { storage, turns, onFault } = this.#deps;
    try {
      const touched = await turns.run(passing, () => touchedBy(storage.tables, id, erasure));
      return touched === undefined ? 'kept' : await rewrite(storage, id, erasure);
    } catch (error) {
      onFault(error);
      return 'failed';
    }
  }
}

/** The name under which tickets are read, beside those of accounts. */
const passing = 'erasures';

/** Of a line of an earlier version, or of a list made by hand, all goes. */
function messagesOf(listed: Listed): Messages {
  return listed['messages'] === 'kept' ? 'kept' : 'emptied';
}
