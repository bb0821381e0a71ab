import type { Cancel, Clock } from '../runtime/clock.ts';
import { bridgeLimits } from './limits.ts';

/**
 * Lets one channel be made at a time, the one of the lowest number first, with a pause between two.
 * While there is no room, one is tried now and then, and all go on once there is.
 */
export class CreateGate {
  readonly #clock: Clock;
  readonly #wake: (ticket: string) => void;
  /** Tickets that wait, with their numbers. */
  readonly #waiting = new Map<string, number>();
  #granted: string | undefined;
  #next = 0;
  #timer: Cancel | undefined;

  /** `wake`: the turn of this ticket has come; it answers with `made`, `full` or `leave`. */
  constructor(clock: Clock, wake: (ticket: string) => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Whether it may be made now; else it waits, and is woken. */
  ask(ticket: string, number: number): boolean {
    if (this.#granted === ticket) return true;
    this.#waiting.set(ticket, number);
    this.#plan();
    return false;
  }

  made(ticket: string): void {
    this.#end(ticket, bridgeLimits.create_every_ms);
  }

  full(ticket: string): void {
    this.#end(ticket, bridgeLimits.room_every_ms);
  }

  /** It is not to be made any more, or not now. */
  leave(ticket: string): void {
    this.#waiting.delete(ticket);
    if (this.#granted === ticket) this.#end(ticket, bridgeLimits.create_every_ms);
  }

  /** A channel went, or the category is another. */
  roomMade(): void {
    this.#next = Math.min(this.#next, this.#clock.now());
    this.#timer?.();
    this.#timer = undefined;
    this.#plan();
  }

  stop(): void {
    this.#waiting.clear();
    this.#timer?.();
  }

  #end(ticket: string, wait_ms: number): void {
    this.#waiting.delete(ticket);
    if (this.#granted === ticket) this.#granted = undefined;
    this.#next = this.#clock.now() + wait_ms;
    this.#plan();
  }

  #plan(): void {
    if (this.#granted !== undefined || this.#timer !== undefined) return;
    if (this.#waiting.size === 0) return;
    this.#timer = this.#clock.after(Math.max(0, this.#next - this.#clock.now()), () => {
      this.#timer = undefined;
      const [oldest] = [...this.#waiting].toSorted(([, a], [, b]) => a - b);
      if (oldest === undefined) return;
      [this.#granted] = oldest;
      this.#waiting.delete(oldest[0]);
      this.#wake(oldest[0]);
    });
  }
}
