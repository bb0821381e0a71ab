/** Time as an argument, so that tests can control it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once after this time, unless cancelled. */
  after(wait_ms: number, run: () => void): Cancel;
  /**
   * Calls `run` once, later in the same turn of the event loop (`setImmediate`). That is after the
   * frames of all readable sockets. A microtask would run between two frames, so that each letter
   * starts a turn of its own. Measured over sockets and LMDB: equally fast when quiet; with 16 busy
   * actors about 10% more commands for less CPU.
   */
  soon(run: () => void): void;
}

/** Measures how long something takes. */
export interface Stopwatch {
  /** Milliseconds of a monotonic clock. */
  elapsed(): number;
}

export type Cancel = () => void;
