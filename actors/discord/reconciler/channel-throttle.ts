import type { Cancel, Clock } from '../../runtime/clock.ts';
import { bridgeLimits } from '../limits.ts';

/** Which of two has no room. */
export type Full = 'category_full' | 'guild_full';

interface ChannelThrottleParts {
  readonly clock: Clock;
  /** The turn of this ticket has come; it answers with `made`, `full` or `leave`. */
  wake(ticket: string): void;
  /** So many wait for a place in what is full; `full` undefined: none does. */
  waits(full: Full | undefined, tickets: number): void;
}

interface Waiting {
  readonly ticket: string;
  readonly number: number;
}

/**
 * Lets one channel be made at a time, the one of the lowest number first, with a pause between two.
 * While there is no room, one is tried now and then, and all go on once there is.
 */
export class ChannelThrottle {
  readonly #parts: ChannelThrottleParts;
  /** Tickets that wait, with their numbers. */
  readonly #waiting = new Map<string, number>();
  #granted: Waiting | undefined;
  /** As the last attempt found it. */
  #full: Full | undefined;
  /** A place came free while one was tried, which may not have met it. */
  #isRoomMade = false;
  /** Until the next may be made. Not a time of day, which may be set back meanwhile. */
  #pausing: Cancel | undefined;
  #timer: Cancel | undefined;

  constructor(parts: ChannelThrottleParts) {
    this.#parts = parts;
  }

  /** Whether it may be made now; else it waits, and is woken. */
  ask(ticket: string, number: number): boolean {
    if (this.#granted?.ticket === ticket) return true;
    const isNew = !this.#waiting.has(ticket);
    this.#waiting.set(ticket, number);
    if (isNew) this.#tell();
    this.#plan();
    return false;
  }

  made(ticket: string): void {
    this.#end(ticket, bridgeLimits.create_every_ms);
  }

  /** It goes on waiting. */
  full(ticket: string, full: Full): void {
    if (this.#granted?.ticket !== ticket) return;
    this.#full = full;
    this.#waiting.set(ticket, this.#granted.number);
    this.#granted = undefined;
    this.#pause(this.#isRoomMade ? 0 : bridgeLimits.room_every_ms);
  }

  /** It is not to be made any more, or not now. */
  leave(ticket: string): void {
    const waited = this.#waiting.delete(ticket);
    if (this.#granted?.ticket === ticket) this.#end(ticket, bridgeLimits.create_every_ms);
    else if (waited) this.#tell();
  }

  /** A channel went, or the category is another. */
  roomMade(): void {
    this.#isRoomMade = true;
    this.#pausing?.();
    this.#pausing = undefined;
    this.#plan();
  }

  stop(): void {
    this.#waiting.clear();
    this.#pausing?.();
    this.#timer?.();
  }

  #end(ticket: string, wait_ms: number): void {
    this.#waiting.delete(ticket);
    if (this.#granted?.ticket === ticket) this.#granted = undefined;
    this.#pause(wait_ms);
  }

  #pause(wait_ms: number): void {
    this.#pausing?.();
    this.#pausing = this.#parts.clock.after(wait_ms, () => {
      this.#pausing = undefined;
      this.#plan();
    });
    this.#tell();
    this.#plan();
  }

  #tell(): void {
    const tickets = this.#waiting.size + (this.#granted === undefined ? 0 : 1);
    if (tickets === 0) this.#full = undefined;
    this.#parts.waits(this.#full, tickets);
  }

  #plan(): void {
    if (this.#granted !== undefined || this.#timer !== undefined) return;
    if (this.#pausing !== undefined || this.#waiting.size === 0) return;
    this.#timer = this.#parts.clock.after(0, () => {
      this.#timer = undefined;
      const [oldest] = [...this.#waiting].toSorted(([, a], [, b]) => a - b);
      if (oldest === undefined) return;
      const [ticket, number] = oldest;
      this.#granted = { ticket, number };
      this.#isRoomMade = false;
      this.#waiting.delete(ticket);
      this.#parts.wake(ticket);
    });
  }
}
