/** Time, as the runtime is given it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once, after so many milliseconds, unless cancelled. */
  after(wait_ms: number, run: () => void): Cancel;
  /**
   * Calls once, later in the same turn of the event loop: `setImmediate`. A microtask would run
   * between two sockets' frames, so that each letter became a turn of its own.
   */
  soon(run: () => void): void;
}

export type Cancel = () => void;
