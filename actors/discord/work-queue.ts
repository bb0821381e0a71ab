import type { Cancel, Clock } from '../runtime/clock.ts';
import { bridgeLimits } from './limits.ts';

interface WorkQueueParts {
  readonly clock: Clock;
  /** Works on this ticket until there is nothing to do before the time that it gives, or for now. */
  run(ticket: string): Promise<number | null>;
  onFault(cause: unknown, ticket: string): void;
}

/** Which tickets are worked on and when: each by one at a time, some at once, none holding up another. */
export class WorkQueue {
  readonly #parts: WorkQueueParts;
  readonly #ready = new Set<string>();
  readonly #busy = new Map<string, Promise<void>>();
  /** Woken while they were worked on. */
  readonly #again = new Set<string>();
  readonly #later = new Map<string, Cancel>();
  #state: 'paused' | 'running' | 'stopped' = 'paused';

  constructor(parts: WorkQueueParts) {
    this.#parts = parts;
  }

  wake(ticket: string): void {
    this.#later.get(ticket)?.();
    this.#later.delete(ticket);
    if (this.#busy.has(ticket)) this.#again.add(ticket);
    else this.#ready.add(ticket);
    this.#pump();
  }

  resume(): void {
    if (this.#state === 'paused') this.#state = 'running';
    this.#pump();
  }

  /** What is worked on ends its present step; nothing new begins. */
  pause(): void {
    if (this.#state === 'running') this.#state = 'paused';
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** Resolves when nothing is worked on any more. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    for (const cancel of this.#later.values()) cancel();
    this.#later.clear();
    this.#ready.clear();
    await Promise.all(this.#busy.values());
  }

  #pump(): void {
    for (const ticket of this.#ready) {
      if (this.#state !== 'running') return;
      if (this.#busy.size >= bridgeLimits.tickets_at_once_max) return;
      this.#ready.delete(ticket);
      this.#busy.set(ticket, this.#run(ticket));
    }
  }

  async #run(ticket: string): Promise<void> {
    let until: number | null;
    try {
      until = await this.#parts.run(ticket);
    } catch (cause) {
      this.#parts.onFault(cause, ticket);
      until = this.#parts.clock.now() + bridgeLimits.retry_ms_max;
    }
    this.#busy.delete(ticket);
    if (this.#state === 'stopped') return;
    if (this.#again.delete(ticket)) this.#ready.add(ticket);
    else if (until !== null) this.#wakeAt(ticket, until);
    this.#pump();
  }

  #wakeAt(ticket: string, at: number): void {
    const { clock } = this.#parts;
    const cancel = clock.after(Math.max(0, at - clock.now()), () => this.wake(ticket));
    this.#later.set(ticket, cancel);
  }
}
