/** Time and timers as an argument, so that tests can control them. */
export interface Clock {
  /** Milliseconds of a monotonic clock, for durations only. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Calls `call` once after `ms`, unless the returned function is called first. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
