import type { MiddlewareHandler } from 'hono';
import { Rate } from '../../platform/rate.ts';
import type { ApiEnv } from './route.ts';

/** Calls of one account, far above what a dashboard needs: a page of the list reads 200 tickets. */
export const api_calls_per_second = 20;
export const api_calls_burst = 200;
/** Accounts whose pace is remembered. */
const api_accounts_max = 20_000;

export const too_many = 'Too many requests: wait a moment.';
const retry_after_seconds = '1';

/**
 * Limits the calls of one account, over all its tokens. It comes after authentication, so that a
 * 401 or 403 stays one, and before anything is parsed or read, so that excess calls cost nothing.
 */
export function paceOf(now: () => number): MiddlewareHandler<ApiEnv> {
  const pace = { per_second: api_calls_per_second, burst: api_calls_burst };
  const rate = new Rate(pace, api_accounts_max);
  return async (c, next) => {
    const { id } = c.get('caller').account;
    // A refused call does not count; otherwise a client that retries would never get through.
    if (rate.isSpent(id, now())) {
      return c.json(too_many, 429, { 'retry-after': retry_after_seconds });
    }
    rate.take(id, now());
    return next();
  };
}
