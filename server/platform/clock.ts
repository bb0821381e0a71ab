import type { Clock } from '../../actors/runtime/clock.ts';

/** The clock of the machine. Timers of actors do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(wait_ms, run) {
    const timer = setTimeout(run, wait_ms).unref();
    return () => clearTimeout(timer);
  },
  soon: (run) => void setImmediate(run),
};
