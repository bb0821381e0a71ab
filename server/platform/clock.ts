import type { Cancel, Clock, Stopwatch } from '../../actors/runtime/clock.ts';

interface SystemClock extends Clock, Stopwatch {
  /** Calls again and again, so many milliseconds apart, until cancelled. */
  every(pause_ms: number, run: () => void): Cancel;
}

/** The clock of the machine. Its timers alone do not keep the process alive. */
export const systemClock: SystemClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(wait_ms, run) {
    const timer = setTimeout(run, wait_ms).unref();
    return () => clearTimeout(timer);
  },
  every(pause_ms, run) {
    const timer = setInterval(run, pause_ms).unref();
    return () => clearInterval(timer);
  },
  soon: (run) => void setImmediate(run),
};

/** The same, but what it is to call once keeps the process alive until then. */
export const holdingClock: SystemClock = {
  ...systemClock,
  after(wait_ms, run) {
    const timer = setTimeout(run, wait_ms);
    return () => clearTimeout(timer);
  },
};
