import type { IIdentifyThrottler } from 'discord.js';
import type { Clock } from '../../runtime/clock.ts';

/** Discord lets a bot identify so often, and answers more with an invalid session. */
const identify_every_ms = 5_500;

/** Lets identifies pass one by one. The one of discord.js waits by timers of its own, and by chance. */
export class IdentifyPace implements IIdentifyThrottler {
  readonly #clock: Clock;
  #next = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async waitForIdentify(_shard: number, signal: AbortSignal): Promise<void> {
    const wait_ms = this.#next - this.#clock.now();
    this.#next = Math.max(this.#next, this.#clock.now()) + identify_every_ms;
    if (wait_ms <= 0) return;
    await new Promise<void>((resolve, reject) => {
      const cancel = this.#clock.after(wait_ms, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        reject(new Error('the line was cut while it waited to identify'));
      });
    });
  }
}
