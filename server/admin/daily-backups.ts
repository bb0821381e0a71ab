import { join } from 'node:path';
import type { Cancel } from '../../actors/runtime/clock.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { dailyBackups, removeOldest } from '../storage/folder/daily-folder.ts';
import type { Backups } from './backups.ts';
import { lastHour, nameAt } from './daily-times.ts';

export interface DailyTerms {
  /** An absolute path. */
  readonly dir: string;
  /** Local. */
  readonly hour: number;
  /** How many are kept. */
  readonly count: number;
}

export interface DailyDeps {
  readonly terms: DailyTerms;
  /** The first epoch of the data. */
  readonly origin: string;
  readonly backups: Pick<Backups, 'make' | 'isBusy' | 'succeeded' | 'foundMade'>;
  readonly log: Log | undefined;
  readonly clock?: Pick<typeof systemClock, 'now' | 'after' | 'every'>;
}

/** Of a server that was off at the hour, so that its clients come back first. */
const after_start_ms = 3_000;
/** A clock that was set, or a machine that slept, is noticed by then. */
const look_every_ms = 30_000;
/** Between two tries, doubled after each that fails. */
const retry_ms = 60_000;
const retry_ms_max = 60 * 60 * 1000;
/** Two hours above a day, for a backup that takes long or is tried again. */
const age_ms_max = 26 * 60 * 60 * 1000;

/** Makes a backup each day and keeps the last ones. */
export class DailyBackups {
  readonly #deps: DailyDeps;
  readonly #clock: Pick<typeof systemClock, 'now' | 'after' | 'every'>;
  readonly #stopping = new AbortController();
  readonly #cancels: Cancel[] = [];
  #isRunning = false;
  /** When the last one was begun. */
  #last: number | undefined;
  #tries = 0;
  #retryAt = 0;
  /** Why the last try failed. */
  #why: string | undefined;

  constructor(deps: DailyDeps) {
    this.#deps = deps;
    this.#clock = deps.clock ?? systemClock;
  }

  start(): void {
    this.#cancels.push(
      this.#clock.after(after_start_ms, () => void this.look()),
      this.#clock.every(look_every_ms, () => void this.look()),
    );
  }

  stop(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#stopping.abort(new Error('the server was stopped meanwhile'));
  }

  /** What is wrong with them, for `/ready`. */
  fault(): string | undefined {
    const { terms, backups } = this.#deps;
    const why = this.#why === undefined ? '' : ` ${this.#why}`;
    if (backups.succeeded === undefined) return `No backup is known in ${terms.dir} yet.${why}`;
    if (this.#clock.now() - backups.succeeded <= age_ms_max) return undefined;
    const at = new Date(backups.succeeded).toISOString();
    return `The last backup was made at ${at}, more than 26 hours ago.${why}`;
  }

  /** Makes one if it is due. Never rejects; of two at once the second does nothing. */
  async look(): Promise<void> {
    const now = this.#clock.now();
    // A disk that hangs keeps one of these, and no more.
    if (this.#isRunning || now < this.#retryAt || this.#isMade(now)) return;
    this.#isRunning = true;
    try {
      await this.#make(now);
    } catch (error) {
      this.#failed(`${this.#deps.terms.dir} cannot be used: ${(error as Error).message}.`);
    } finally {
      this.#isRunning = false;
    }
  }

  #isMade(now: number): boolean {
    return this.#last !== undefined && this.#last >= lastHour(now, this.#deps.terms.hour);
  }

  async #make(now: number): Promise<void> {
    const { terms, origin, backups, log } = this.#deps;
    const found = await dailyBackups(terms.dir, origin);
    // A clock that was ahead once does not keep today's from being made.
    const known = found.filter(({ time }) => time <= now).at(-1);
    if (known !== undefined) {
      this.#last = known.time;
      backups.foundMade(known.time);
    }
    if (this.#isMade(now) || backups.isBusy || this.#stopping.signal.aborted) return;
    const order = { to: join(terms.dir, nameAt(now)), daily: { previous: known?.path } };
    const made = await backups.make(order, { tell() {}, signal: this.#stopping.signal });
    if (!made.ok) {
      if (!this.#stopping.signal.aborted) this.#failed(made.sentence);
      return;
    }
    this.#last = now;
    this.#tries = 0;
    this.#why = undefined;
    const { path, bytes, position } = made.backup;
    log?.info({ path, bytes, position }, 'the daily backup was made');
    const removed = await removeOldest(await dailyBackups(terms.dir, origin), terms.count, origin);
    if (removed.length > 0) log?.info({ removed }, 'daily backups of before were removed');
  }

  #failed(why: string): void {
    const wait_ms = Math.min(retry_ms * 2 ** this.#tries, retry_ms_max);
    this.#tries += 1;
    this.#why = why;
    this.#retryAt = this.#clock.now() + wait_ms;
    this.#deps.log?.error(
      { minutes: wait_ms / 60_000 },
      `The daily backup failed, and is tried again. ${why}`,
    );
  }
}
