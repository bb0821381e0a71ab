import type { Cancel, Clock } from '../../../runtime/clock.ts';
import type { ScriptLimits } from '../script-limits.ts';

/**
 * When the next thread starts: at once if the last one handled anything, otherwise after growing
 * pauses.
 */
export class Restart {
  readonly #bounds: Pick<ScriptLimits, 'restart_ms_min' | 'restart_ms_max'>;
  readonly #clock: Pick<Clock, 'after'>;
  #pause_ms = 0;
  #cancel: Cancel = () => {};

  constructor(
    bounds: Pick<ScriptLimits, 'restart_ms_min' | 'restart_ms_max'>,
    clock: Pick<Clock, 'after'>,
  ) {
    this.#bounds = bounds;
    this.#clock = clock;
  }

  /** A handler ended, so the thread works. */
  worked(): void {
    this.#pause_ms = 0;
  }

  /** The thread ended. */
  begin(wasUseful: boolean, start: () => void): void {
    const { restart_ms_min, restart_ms_max } = this.#bounds;
    if (wasUseful) this.#pause_ms = 0;
    else this.#pause_ms = Math.min(restart_ms_max, Math.max(restart_ms_min, 2 * this.#pause_ms));
    if (this.#pause_ms === 0) start();
    else this.#cancel = this.#clock.after(this.#pause_ms, start);
  }

  cancel(): void {
    this.#cancel();
  }
}
