import type { Figure } from '../platform/figure.ts';
import type { Storage } from '../storage/storage.ts';
import { systemClock } from '../platform/clock.ts';

/** How long a newcomer waits at most for what other processes wrote. */
const head_wait_ms = 5_000;
/** Newcomers that may wait at a time; more are turned away at once. */
const waiting_max = 10_000;

/**
 * Waits for the end of the log as of the moment when somebody came. What they saw on another
 * process was in it, so once it is known here they see nothing older.
 */
export class Head {
  readonly #storage: Pick<Storage, 'behind' | 'caughtUp'>;
  readonly #wait_ms: number;
  #waiting = 0;
  #late = 0;

  constructor(storage: Pick<Storage, 'behind' | 'caughtUp'>, wait_ms = head_wait_ms) {
    this.#storage = storage;
    this.#wait_ms = wait_ms;
  }

  /**
   * Undefined where it is known here already. Otherwise resolves to whether it was known in time.
   */
  reached(): Promise<boolean> | undefined {
    if (this.#storage.behind() === 0) return undefined;
    return this.#reached();
  }

  /** For `/metrics`. */
  figures(): Figure[] {
    const figure = (name: string, kind: Figure['kind'], help: string, value: number): Figure => {
      return { name: `shardbell_${name}`, help, kind, labels: {}, value };
    };
    const behind = this.#storage.behind();
    return [
      figure('log_behind', 'gauge', 'Positions of the log that are not known here yet.', behind),
      figure(
        'log_waiting',
        'gauge',
        'Hellos and requests that wait for positions of the log.',
        this.#waiting,
      ),
      figure(
        'log_late_total',
        'counter',
        'Hellos and requests that waited in vain and were told to come again.',
        this.#late,
      ),
    ];
  }

  async #reached(): Promise<boolean> {
    const isKnown = await this.#isKnown();
    if (!isKnown) this.#late += 1;
    return isKnown;
  }

  #isKnown(): Promise<boolean> {
    if (this.#waiting >= waiting_max) return Promise.resolve(false);
    this.#waiting += 1;
    return this.#wait(this.#storage.caughtUp().finally(() => (this.#waiting -= 1)));
  }

  #wait(known: Promise<void>): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = systemClock.after(this.#wait_ms, () => resolve(false));
      known
        .then(
          () => resolve(true),
          // It will never be known here: following the log has ended.
          () => resolve(false),
        )
        .finally(cancel);
    });
  }
}
