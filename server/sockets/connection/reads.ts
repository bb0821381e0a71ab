import { limits } from '../../../protocol/limits.ts';
import { netLimits } from '../socket-limits.ts';
import type { Turns } from '../../platform/turns.ts';
import type { Connection } from './connection.ts';

type Read = () => Promise<void> | void;

/** Half an outbox leaves room for the largest frame and for what happens meanwhile. */
const room_bytes = limits.outbox_bytes_max / 2;
const none: readonly Read[] = [];

/**
 * States and pages of history are large, so a connection gets them one after the other, each only
 * when there is room for it: a client that comes back with all its watches is not too slow because
 * all of their states came at once.
 */
export class Reads {
  readonly #connection: Connection;
  readonly #turns: Turns;
  readonly #account: string;
  #waiting = none;
  #isReading = false;

  constructor(connection: Connection, turns: Turns, account: string) {
    this.#connection = connection;
    this.#turns = turns;
    this.#account = account;
  }

  /** False when as many wait as may. */
  add(read: Read): boolean {
    if (this.#waiting.length >= netLimits.reads_max) return false;
    this.#waiting = [...this.#waiting, read];
    this.wake();
    return true;
  }

  /** To be called when there may be room again. */
  wake(): void {
    if (!this.#isReading) void this.#read();
  }

  /** Nothing that waits is read any more. */
  clear(): void {
    this.#waiting = none;
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        await this.#turns.run(this.#account, next);
      }
    } catch (error) {
      this.#connection.fault(error);
    } finally {
      this.#isReading = false;
    }
  }

  #next(): Read | undefined {
    if (this.#connection.outbox.waiting_bytes > room_bytes) return undefined;
    const [next] = this.#waiting;
    // An idle connection is to cost nothing for this.
    this.#waiting = this.#waiting.length > 1 ? this.#waiting.slice(1) : none;
    return next;
  }
}
