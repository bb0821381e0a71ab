/** Time, as the runtime is given it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once, after so many milliseconds, unless cancelled. */
  after(wait_ms: number, run: () => void): Cancel;
  /**
   * Calls once, later in the same turn of the event loop: `setImmediate`. It runs after the frames
   * of all sockets that were readable; a microtask runs between two frames, so that each letter
   * begins a turn of its own. Measured over sockets and lmdb: as fast when quiet, and with 16
   * actors busy about 10% more commands for less CPU.
   */
  soon(run: () => void): void;
}

/** For how long something takes. */
export interface Stopwatch {
  /** Milliseconds of a clock that nobody sets. */
  elapsed(): number;
}

export type Cancel = () => void;
