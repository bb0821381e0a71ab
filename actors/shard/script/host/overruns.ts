import type { ScriptLimits } from '../script-limits.ts';
import type { HandlerOutcome, StopCause } from '../messages.ts';

type OverrunCause = Exclude<StopCause, 'changed' | 'replaced'>;

/** How the handlers of one shard's scripts behaved. */
export interface ScriptHealth {
  /** Handlers that were stopped since the server started, by what they used too much of. */
  readonly overruns: Readonly<Record<OverrunCause, number>>;
  /** Handlers that ended with an error. */
  readonly failures: number;
  /** Events that were not given to the scripts, which had too much to do. */
  readonly eventsDropped: number;
  /** Handlers that are not called at the moment, by name. */
  readonly aside: readonly string[];
}

interface Standing {
  inARow: number;
  /** When it may be called again; 0: it may. */
  until_ms: number;
}

/**
 * Sets aside what keeps overrunning: a handler that was stopped so often in a row is not called any
 * more for a while. It is tried again then, and once more is enough. Times are any clock's
 * milliseconds.
 */
export class Overruns {
  readonly #bounds: Pick<ScriptLimits, 'overruns_max' | 'set_aside_ms' | 'handlers_max'>;
  readonly #handlers = new Map<string, Standing>();
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

  /** A handler has ended so. Says whether it is set aside by that. */
  ended(handler: string, outcome: HandlerOutcome, now_ms: number): boolean {
    switch (outcome.kind) {
      case 'stopped':
        // What only waited when its state went has used nothing up.
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

  /** The scripts are others now. */
  forget(): void {
    this.#handlers.clear();
  }

  health(now_ms: number): Omit<ScriptHealth, 'eventsDropped'> {
    const aside = [...this.#handlers.keys()].filter((name) => this.isAside(name, now_ms));
    return { overruns: { ...this.#overruns }, failures: this.#failures, aside };
  }
}
