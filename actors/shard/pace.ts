import { limits } from '../../protocol/limits.ts';
import type { Clock } from '../runtime/clock.ts';

/** Half an outbox leaves room for the largest frame and for what happens meanwhile. */
const room_bytes = limits.outbox_bytes_max / 2;
/** Jobs done before everything else in the process gets its turn. */
const jobs_at_a_time_max = 100;

type Progress = 'finished' | 'unfinished';

/** Sends while there is room; what says `unfinished` is called again. */
export type Job = (hasRoom: () => boolean) => Progress | Promise<Progress>;

/**
 * What every player of a shard is owed at once, as after a new connection, is far more than an
 * outbox holds. So it waits here as jobs, one of each name, and is sent as the other end takes it.
 */
export class Pace {
  readonly #waiting_bytes: () => number;
  readonly #onFault: (error: unknown) => void;
  readonly #soon: Clock['soon'];
  readonly #jobs = new Map<string, Job>();
  #isServing = false;

  /** `waiting_bytes`: what the other end has not taken yet; infinite where there is none. */
  constructor(
    waiting_bytes: () => number,
    onFault: (error: unknown) => void,
    clock: Pick<Clock, 'soon'>,
  ) {
    this.#waiting_bytes = waiting_bytes;
    this.#onFault = onFault;
    this.#soon = clock.soon;
  }

  /** In place of a job of the same name that waits. */
  add(name: string, job: Job): void {
    this.#jobs.set(name, job);
    this.wake();
  }

  /** To be called when there may be room again. */
  wake(): void {
    if (!this.#isServing) void this.#serve();
  }

  /** Nothing that waits is done any more. */
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
