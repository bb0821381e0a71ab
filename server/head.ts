import { setTimeout as setTimer } from 'node:timers/promises';
import type { Storage } from './storage/storage.ts';

/** How long somebody who comes waits at most for what was written elsewhere. */
const head_wait_ms = 5_000;
/** Who waits at a time. While nothing comes here more are turned away at once. */
const waiting_max = 10_000;

/**
 * The end of the log as it was when somebody came. What they were told elsewhere was in it: once it is
 * known here they see nothing older.
 */
export class Head {
  readonly #storage: Pick<Storage, 'caughtUp'>;
  readonly #wait_ms: number;
  #waiting = 0;

  constructor(storage: Pick<Storage, 'caughtUp'>, wait_ms = head_wait_ms) {
    this.#storage = storage;
    this.#wait_ms = wait_ms;
  }

  /** Undefined where it is known here already, which costs nothing. Else resolves to whether it was in time. */
  reached(): Promise<boolean> | undefined {
    const known = this.#storage.caughtUp();
    if (known === undefined) return undefined;
    if (this.#waiting >= waiting_max) {
      known.catch(() => {});
      return Promise.resolve(false);
    }
    this.#waiting += 1;
    return this.#wait(known.finally(() => (this.#waiting -= 1)));
  }

  async #wait(known: Promise<void>): Promise<boolean> {
    const over = new AbortController();
    const { signal } = over;
    const late = setTimer(this.#wait_ms, false, { signal, ref: false });
    try {
      return await Promise.race([known.then(() => true), late]);
    } catch {
      // It is never known here: the log is followed no further.
      return false;
    } finally {
      over.abort();
      late.catch(() => {});
    }
  }
}
