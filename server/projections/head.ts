import type { Figure } from '../platform/figure.ts';
import type { Storage } from '../storage/storage.ts';
import { systemClock } from '../platform/clock.ts';

/** How long somebody who comes waits at most for what was written elsewhere. */
const head_wait_ms = 5_000;
/** Who waits at a time. While nothing comes here more are turned away at once. */
const waiting_max = 10_000;

/**
 * The end of the log as it was when somebody came. What they were told elsewhere was in it: once it is
 * known here they see nothing older.
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

  /** Undefined where it is known here already, which costs nothing. Else resolves to whether it was in time. */
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
      figure('log_waiting', 'gauge', 'Hellos and requests that wait for them.', this.#waiting),
      figure('log_late_total', 'counter', 'Those that were told to come again.', this.#late),
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
          // It is never known here: the log is followed no further.
          () => resolve(false),
        )
        .finally(cancel);
    });
  }
}
