import type { IIdentifyThrottler } from 'discord.js';
import type { Clock } from '../../runtime/clock.ts';

/** Discord takes one identify in five seconds, and answers others with an invalid session. */
const identify_every_ms = 5_500;

/** Lets identifies pass one by one. That of discord.js uses timers of its own, and a random wait. */
export class IdentifyThrottler implements IIdentifyThrottler {
  readonly #clock: Clock;
  /** Resolves when the next may pass. Uses timers, since the time of day may be set back meanwhile. */
  #turn: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async waitForIdentify(_shard: number, signal: AbortSignal): Promise<void> {
    const turn = this.#turn;
    this.#turn = turn.then(
      () => new Promise((resolve) => void this.#clock.after(identify_every_ms, resolve)),
    );
    await new Promise<void>((resolve, reject) => {
      void turn.then(resolve);
      signal.addEventListener('abort', () =>
        reject(new Error('the connection was closed while it waited to identify')),
      );
    });
  }
}
