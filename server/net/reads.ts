import { netLimits } from './limits.ts';

/**
 * States and pages of history are large, so a connection gets them one after the other, each only
 * when there is room for it: a client that comes back with all its watches is not too slow because
 * all of their states came at once.
 */
export class Reads {
  readonly #hasRoom: () => boolean;
  readonly #onFault: (error: unknown) => void;
  #waiting: Array<() => Promise<void> | void> = [];
  #isReading = false;

  constructor(parts: { hasRoom: () => boolean; onFault: (error: unknown) => void }) {
    this.#hasRoom = parts.hasRoom;
    this.#onFault = parts.onFault;
  }

  /** False when as many wait as may. */
  add(read: () => Promise<void> | void): boolean {
    if (this.#waiting.length >= netLimits.reads_max) return false;
    this.#waiting.push(read);
    this.wake();
    return true;
  }

  /** To be called when there may be room again. */
  wake(): void {
    if (!this.#isReading) void this.#read();
  }

  /** Nothing that waits is read any more. */
  clear(): void {
    this.#waiting = [];
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#waiting.length > 0 && this.#hasRoom()) await this.#waiting.shift()!();
    } catch (error) {
      this.#onFault(error);
    } finally {
      this.#isReading = false;
    }
  }
}
