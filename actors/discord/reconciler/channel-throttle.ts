import type { Cancel, Clock } from '../../runtime/clock.ts';
import { bridgeLimits } from '../discord-limits.ts';

/** What has no room for a channel. */
export type Full = 'category_full' | 'guild_full';

interface ChannelThrottleDeps {
  readonly clock: Clock;
  /** It is the turn of this ticket, which calls `made`, `full` or `leave` in the end. */
  wake(ticket: string): void;
  /** How many tickets wait for room; `full` undefined: none does. */
  waits(full: Full | undefined, tickets: number): void;
}

interface Waiting {
  readonly ticket: string;
  readonly number: number;
}

/**
 * Lets channels be made one at a time, lowest ticket number first, with a pause between two. While
 * there is no room, one is tried at intervals, and all continue once there is.
 */
export class ChannelThrottle {
  readonly #deps: ChannelThrottleDeps;
  /** Numbers of the tickets that wait. */
  readonly #waiting = new Map<string, number>();
  #granted: Waiting | undefined;
  /** What was full at the last attempt. */
  #full: Full | undefined;
  /** Room was made during an attempt, which may have come too early for it. */
  #isRoomMade = false;
  /** Set until the next may be made. A timer, since the time of day may be set back. */
  #pausing: Cancel | undefined;
  #timer: Cancel | undefined;

  constructor(deps: ChannelThrottleDeps) {
    this.#deps = deps;
  }

  /** Whether the channel may be made now. If not, the ticket waits and is woken. */
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

  /** There was no room: the ticket goes on waiting. */
  full(ticket: string, full: Full): void {
    if (this.#granted?.ticket !== ticket) return;
    this.#full = full;
    this.#waiting.set(ticket, this.#granted.number);
    this.#granted = undefined;
    this.#pause(this.#isRoomMade ? 0 : bridgeLimits.room_every_ms);
  }

  /** The ticket needs no channel any more, or cannot have one now. */
  leave(ticket: string): void {
    const waited = this.#waiting.delete(ticket);
    if (this.#granted?.ticket === ticket) this.#end(ticket, bridgeLimits.create_every_ms);
    else if (waited) this.#tell();
  }

  /** A channel was removed, or the category is another one. */
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
    this.#pausing = this.#deps.clock.after(wait_ms, () => {
      this.#pausing = undefined;
      this.#plan();
    });
    this.#tell();
    this.#plan();
  }

  #tell(): void {
    const tickets = this.#waiting.size + (this.#granted === undefined ? 0 : 1);
    if (tickets === 0) this.#full = undefined;
    this.#deps.waits(this.#full, tickets);
  }

  #plan(): void {
    if (this.#granted !== undefined || this.#timer !== undefined) return;
    if (this.#pausing !== undefined || this.#waiting.size === 0) return;
    this.#timer = this.#deps.clock.after(0, () => {
      this.#timer = undefined;
      const [oldest] = [...this.#waiting].toSorted(([, a], [, b]) => a - b);
      if (oldest === undefined) return;
      const [ticket, number] = oldest;
      this.#granted = { ticket, number };
      this.#isRoomMade = false;
      this.#waiting.delete(ticket);
      this.#deps.wake(ticket);
    });
  }
}
