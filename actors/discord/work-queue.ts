import type { Cancel, Clock } from '../runtime/clock.ts';
import { bridgeLimits } from './discord-limits.ts';

interface WorkQueueDeps {
  readonly clock: Clock;
  /** Does the work on a key. Returns when to run again; null: when it is woken. */
  run(key: string): Promise<number | null>;
  onFault(cause: unknown, key: string): void;
}

/** Runs work by key: one run per key at a time, several keys at once. */
export class WorkQueue {
  readonly #deps: WorkQueueDeps;
  readonly #ready = new Set<string>();
  readonly #busy = new Map<string, Promise<void>>();
  /** Keys that were woken during their run. */
  readonly #again = new Set<string>();
  readonly #later = new Map<string, Cancel>();
  #state: 'paused' | 'running' | 'stopped' = 'paused';

  constructor(deps: WorkQueueDeps) {
    this.#deps = deps;
  }

  wake(key: string): void {
    this.#later.get(key)?.();
    this.#later.delete(key);
    if (this.#busy.has(key)) this.#again.add(key);
    else this.#ready.add(key);
    this.#pump();
  }

  resume(): void {
    if (this.#state === 'paused') this.#state = 'running';
    this.#pump();
  }

  /** Runs under way end their present step; no new run begins. */
  pause(): void {
    if (this.#state === 'running') this.#state = 'paused';
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** Resolves when no run is under way. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    for (const cancel of this.#later.values()) cancel();
    this.#later.clear();
    this.#ready.clear();
    await Promise.all(this.#busy.values());
  }

  #pump(): void {
    for (const key of this.#ready) {
      if (this.#state !== 'running') return;
      if (this.#busy.size >= bridgeLimits.tickets_at_once_max) return;
      this.#ready.delete(key);
      this.#busy.set(key, this.#run(key));
    }
  }

  async #run(key: string): Promise<void> {
    let until: number | null;
    try {
      until = await this.#deps.run(key);
    } catch (cause) {
      this.#deps.onFault(cause, key);
      until = this.#deps.clock.now() + bridgeLimits.retry_ms_max;
    }
    this.#busy.delete(key);
    if (this.#state === 'stopped') return;
    if (this.#again.delete(key)) this.#ready.add(key);
    else if (until !== null) this.#wakeAt(key, until);
    this.#pump();
  }

  #wakeAt(key: string, at: number): void {
    const { clock } = this.#deps;
    const cancel = clock.after(Math.max(0, at - clock.now()), () => this.wake(key));
    this.#later.set(key, cancel);
  }
}
