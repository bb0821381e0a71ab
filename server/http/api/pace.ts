import type { MiddlewareHandler } from 'hono';
import { Rate } from '../../platform/rate.ts';
import type { ApiEnv } from './route.ts';

/** Calls of one account, far above what a dashboard asks: a page of the list reads 200 tickets. */
export const api_calls_per_second = 20;
export const api_calls_burst = 200;
/** Accounts whose pace is remembered. */
const api_accounts_max = 20_000;

export const too_many = 'Too many requests: wait a moment.';
const retry_after_seconds = '1';

/**
 * Bounds what one account may ask of the API, over all its tokens. Behind the door, so that a 401 or
 * a 403 stays one; before anything is parsed or looked up, so that what is too much costs nothing.
 */
export function paceOf(now: () => number): MiddlewareHandler<ApiEnv> {
  const pace = { per_second: api_calls_per_second, burst: api_calls_burst };
  const rate = new Rate(pace, api_accounts_max);
  return async (c, next) => {
    const { id } = c.get('caller').account;
    // A call that is refused does not count: otherwise impatience would never end.
    if (rate.isSpent(id, now())) {
      return c.json(too_many, 429, { 'retry-after': retry_after_seconds });
    }
    rate.take(id, now());
    return next();
  };
}
