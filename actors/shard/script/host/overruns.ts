import type { ScriptLimits } from '../script-limits.ts';
import type { HandlerOutcome, StopCause } from '../messages.ts';

type OverrunCause = Exclude<StopCause, 'changed' | 'replaced'>;

/** Statistics of the handlers of one shard's scripts. */
export interface ScriptHealth {
  /** Handlers stopped since the server started, by the bound they exceeded. */
  readonly overruns: Readonly<Record<OverrunCause, number>>;
  /** Handlers that ended with an error. */
  readonly failures: number;
  /** Events dropped because the scripts had too much to do. */
  readonly eventsDropped: number;
  /** Names of handlers that are set aside at the moment. */
  readonly aside: readonly string[];
}

interface HandlerRecord {
  inARow: number;
  /** When it may be called again; 0: now. */
  until_ms: number;
}

/**
 * Sets aside handlers that keep overrunning: one that was stopped so often in a row is not called
 * for a while. After that it is tried again, and one more overrun is enough. Times are milliseconds
 * of any one clock.
 */
export class Overruns {
  readonly #bounds: Pick<ScriptLimits, 'overruns_max' | 'set_aside_ms' | 'handlers_max'>;
  readonly #handlers = new Map<string, HandlerRecord>();
  readonly #overruns: Record<OverrunCause, number> = {
    instructions: 0,
    time: 0,
    memory: 0,
    calls: 0,
    crashed: 0,
  };
  #failures = 0;

  constructor(bounds: Pick<ScriptLimits, 'overruns_max' | 'set_aside_ms' | 'handlers_max'>) {
    this.#bounds = bounds;
  }

  isAside(handler: string, now_ms: number): boolean {
    return (this.#handlers.get(handler)?.until_ms ?? 0) > now_ms;
  }

  /** Records how a handler ended. Returns whether that sets it aside. */
  ended(handler: string, outcome: HandlerOutcome, now_ms: number): boolean {
    switch (outcome.kind) {
      case 'stopped':
        // A handler that only waited when its state ended has overrun nothing.
        if (outcome.why === 'changed' || outcome.why === 'replaced') return false;
        return this.overran(handler, outcome.why, now_ms);
      case 'failed':
        this.#failures += 1;
        this.#handlers.delete(handler);
        return false;
      case 'ran':
        this.#handlers.delete(handler);
        return false;
      case 'missing':
      case 'unavailable':
        return false;
    }
  }

  overran(handler: string, why: OverrunCause, now_ms: number): boolean {
    const { overruns_max, set_aside_ms, handlers_max } = this.#bounds;
    this.#overruns[why] += 1;
    const known = this.#handlers.get(handler) ?? { inARow: 0, until_ms: 0 };
    known.inARow += 1;
    if (known.inARow >= overruns_max) known.until_ms = now_ms + set_aside_ms;
    this.#handlers.set(handler, known);
    if (this.#handlers.size > handlers_max) {
      this.#handlers.delete(this.#handlers.keys().next().value!);
    }
    return known.until_ms > now_ms;
  }

  /** The scripts were replaced. */
  forget(): void {
    this.#handlers.clear();
  }

  health(now_ms: number): Omit<ScriptHealth, 'eventsDropped'> {
    const aside = [...this.#handlers.keys()].filter((name) => this.isAside(name, now_ms));
    return { overruns: { ...this.#overruns }, failures: this.#failures, aside };
  }
}
