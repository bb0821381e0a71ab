import type { Context, MiddlewareHandler } from 'hono';
import type { Head } from '../projections/head.ts';
import type { HttpEnv } from './guard.ts';

const retry_after_seconds = '1';
export const behind_sentence =
  'This server does not know yet what was written elsewhere: try again in a moment.';

/** Delays a request until all that was in the log when it came is known here. */
export function afterHead(
  head: Pick<Head, 'reached'>,
  answer: (c: Context<HttpEnv>) => Response,
): MiddlewareHandler {
  return (c, next) => {
    const reached = head.reached();
    return reached === undefined ? next() : wait(reached);

    async function wait(inTime: Promise<boolean>): Promise<Response | void> {
      if (await inTime) return next();
      c.header('retry-after', retry_after_seconds);
      return answer(c);
    }
  };
}
