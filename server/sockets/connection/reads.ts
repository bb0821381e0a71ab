import { limits } from '../../../protocol/limits.ts';
import { netLimits } from '../socket-limits.ts';
import type { Turns } from '../../platform/turns.ts';
import type { Connection } from './connection.ts';

type Read = () => Promise<void> | void;

/** Half an outbox leaves room for the largest frame and for events meanwhile. */
const room_bytes = limits.outbox_bytes_max / 2;
const none: readonly Read[] = [];

/**
 * The queue of large answers of one connection. States and pages of history are read one after the
 * other, each only when the outbox has room, so that a client that comes back with all its watches
 * is not closed as too slow.
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

  /** False when the queue is full. */
  add(read: Read): boolean {
    if (this.#waiting.length >= netLimits.reads_max) return false;
    this.#waiting = [...this.#waiting, read];
    this.wake();
    return true;
  }

  /** Called when the outbox may have room again. */
  wake(): void {
    if (!this.#isReading) void this.#read();
  }

  /** Drops all reads that wait. */
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
    // An idle connection keeps no array.
    this.#waiting = this.#waiting.length > 1 ? this.#waiting.slice(1) : none;
    return next;
  }
}
