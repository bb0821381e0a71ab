import { Link } from './chain.ts';

/** What is written at the end of a turn. */
export interface Flushed {
  flush(): void;
}

/**
 * The end of an event-loop turn, shared by all connections of a server. First it runs the tasks
 * that turn changes into frames, then it flushes every outbox that has frames, with one write each.
 * System calls dominate fan-out, so sharing one among all frames of a turn makes it fast.
 */
export class TurnEnd {
  /** All chains of frames of this turn begin here. */
  readonly root = Link.root();
  readonly #soon: (run: () => void) => void;
  readonly #later: (run: () => void) => void;
  readonly #onFault: (error: unknown) => void;
  #tasks: Array<() => void> = [];
  #outboxes: Flushed[] = [];
  #lingering: Flushed[] = [];
  #isScheduled = false;

  constructor(parts: {
    /** Calls once, later in the same turn of the event loop: `setImmediate`. */
    soon: (run: () => void) => void;
    /** Calls once, after `linger_ms`. */
    later: (run: () => void) => void;
    onFault: (error: unknown) => void;
  }) {
    this.#soon = parts.soon;
    this.#later = parts.later;
    this.#onFault = parts.onFault;
  }

  /** Runs the task before the outboxes are written. */
  do(task: () => void): void {
    this.#tasks.push(task);
    this.#schedule();
  }

  write(outbox: Flushed): void {
    this.#outboxes.push(outbox);
    this.#schedule();
  }

  /** Writes it after a moment, unless the end of a turn does so before. */
  linger(outbox: Flushed): void {
    if (this.#lingering.length === 0) this.#later(() => this.#release());
    this.#lingering.push(outbox);
  }

  #release(): void {
    this.#outboxes.push(...this.#lingering);
    this.#lingering = [];
    this.#end();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#soon(() => this.#end());
  }

  #end(): void {
    this.#isScheduled = false;
    const tasks = this.#tasks;
    this.#tasks = [];
    // One fault must not cost the other connections their frames.
    for (const task of tasks) {
      try {
        task();
      } catch (error) {
        this.#onFault(error);
      }
    }
    const outboxes = this.#outboxes;
    this.#outboxes = [];
    for (const outbox of outboxes) {
      try {
        outbox.flush();
      } catch (error) {
        this.#onFault(error);
      }
    }
    this.root.forget();
  }
}
