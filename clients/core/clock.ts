/** Time and timers as an argument, so that tests turn the hands themselves. */
export interface Clock {
  /** Milliseconds of a clock that nobody sets: for how long something lasts, and nothing else. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Calls back once after `ms`; what it returns takes the call back. */
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
