import { bridgeLimits } from './discord-limits.ts';

/** Something that failed is not tried again before this. */
export interface Backoff {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly tries: number;
}

/** How long to wait after so many failures before this one: doubled with each. */
export function backoffMs(tries: number): number {
  return Math.min(bridgeLimits.retry_ms * 2 ** tries, bridgeLimits.retry_ms_max);
}

/** The backoff after one more failure. */
export function longerBackoff(before: Backoff | undefined, now: number, wait_ms?: number): Backoff {
  const tries = before?.tries ?? 0;
  return { until: now + (wait_ms ?? backoffMs(tries)), tries: tries + 1 };
}
