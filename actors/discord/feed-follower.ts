import type { Cancel, Clock } from '../runtime/clock.ts';
import { bridgeLimits } from './limits.ts';
import type { BridgeStore, BridgeTickets } from './store.ts';

interface FollowerParts {
  readonly tickets: Pick<BridgeTickets, 'feed' | 'onFeed'>;
  readonly store: Pick<BridgeStore, 'cursor' | 'advance'>;
  readonly clock: Clock;
  /** Called before it is written down. */
  changing(tickets: readonly string[]): void;
  /** These tickets changed; that they are to be looked at is on disk. */
  changed(tickets: readonly string[]): void;
  onFault(cause: unknown): void;
}

/** Tells which tickets changed, each change at least once, also over a crash. */
export class FeedFollower {
  readonly #parts: FollowerParts;
  #stopFeed: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #retry: Cancel | undefined;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
  }

  /** From its cursor on. */
  start(): void {
    if (this.#stopFeed !== undefined) return;
    this.#stopFeed = this.#parts.tickets.onFeed(() => this.#wake());
    this.#wake();
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopFeed?.();
    this.#stopFeed = undefined;
    this.#retry?.();
    this.#retry = undefined;
    await this.#running;
  }

  /** Puts the cursor behind everything: what was before is none of its business. */
  async skipAll(): Promise<boolean> {
    const { tickets, store } = this.#parts;
    let last = store.cursor();
    for (;;) {
      const offset = tickets.feed(last, bridgeLimits.step_commits_max).at(-1)?.offset;
      if (offset === undefined) return store.advance(last, []);
      last = offset;
    }
  }

  #wake(): void {
    if (this.#stopFeed === undefined || this.#retry !== undefined) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again) this.#wake();
    });
  }

  async #run(): Promise<void> {
    const { tickets, store } = this.#parts;
    try {
      while (this.#again && this.#stopFeed !== undefined) {
        this.#again = false;
        const pointers = tickets.feed(store.cursor(), bridgeLimits.step_commits_max);
        const last = pointers.at(-1);
        if (last === undefined) continue;
        const changed = [...new Set(pointers.map(({ ticket }) => ticket))];
        this.#parts.changing(changed);
        if (!(await store.advance(last.offset, changed))) return this.#failed();
        this.#again = true;
        this.#parts.changed(changed);
      }
    } catch (cause) {
      this.#parts.onFault(cause);
      this.#failed();
    }
  }

  #failed(): void {
    this.#again = false;
    if (this.#stopFeed === undefined) return;
    this.#retry = this.#parts.clock.after(bridgeLimits.retry_ms, () => {
      this.#retry = undefined;
      this.#wake();
    });
  }
}
