import { limits } from '../../protocol/limits.ts';
import type { Clock } from '../runtime/clock.ts';

/** Half an outbox, which leaves room for the largest frame and for what is sent meanwhile. */
const room_bytes = limits.outbox_bytes_max / 2;
/** Jobs run before the rest of the process gets its turn. */
const jobs_at_a_time_max = 100;

type Progress = 'finished' | 'unfinished';

/** Sends while there is room; called again if it returns `unfinished`. */
export type Job = (hasRoom: () => boolean) => Progress | Promise<Progress>;

/**
 * After a new connection every player of a shard is to be sent something at once, far more than an
 * outbox holds. It waits here as named jobs and is sent as the other end reads.
 */
export class Pace {
  readonly #waiting_bytes: () => number;
  readonly #onFault: (error: unknown) => void;
  readonly #soon: Clock['soon'];
  readonly #jobs = new Map<string, Job>();
  #isServing = false;

  /** `waiting_bytes`: bytes that the other end has not read yet; infinite without a connection. */
  constructor(
    waiting_bytes: () => number,
    onFault: (error: unknown) => void,
    clock: Pick<Clock, 'soon'>,
  ) {
    this.#waiting_bytes = waiting_bytes;
    this.#onFault = onFault;
    this.#soon = clock.soon;
  }

  /** Replaces a waiting job of the same name. */
  add(name: string, job: Job): void {
    this.#jobs.set(name, job);
    this.wake();
  }

  /** Call it when there may be room again. */
  wake(): void {
    if (!this.#isServing) void this.#serve();
  }

  /** Drops all waiting jobs. */
  clear(): void {
    this.#jobs.clear();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    let done = 0;
    for (let name = this.#next(); name !== undefined; name = this.#next()) {
      const job = this.#jobs.get(name)!;
      this.#jobs.delete(name);
      try {
        const progress = await job(() => this.#hasRoom());
        if (progress === 'unfinished' && !this.#jobs.has(name)) this.#jobs.set(name, job);
      } catch (error) {
        this.#onFault(error);
      }
      done += 1;
      if (done % jobs_at_a_time_max === 0) await new Promise<void>((go) => this.#soon(go));
    }
    this.#isServing = false;
  }

  #next(): string | undefined {
    return this.#hasRoom() ? this.#jobs.keys().next().value : undefined;
  }

  #hasRoom(): boolean {
    return this.#waiting_bytes() <= room_bytes;
  }
}
