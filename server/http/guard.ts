import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { IncomingMessage } from 'node:http';
import type { SecurityLog } from '../identity/security-log.ts';
import { hostSentence, networkOf } from '../platform/network.ts';
import type { Origins } from './origins.ts';

export type HttpEnv = { Bindings: HttpBindings };
/** A request with any context. */
export type Asked = Pick<Context<HttpEnv>, 'req' | 'env'>;

/** Whom the server lets in, and the log of those it refuses. */
export interface Door {
  readonly origins: Origins;
  readonly security: SecurityLog;
  readonly trustProxy: boolean;
}

/** Paths that probes may request by any address; their answers are not secret. */
const probed_paths = ['/health', '/ready'];

/** Refuses a request that calls this server by a name that is not its own. */
export function onlyOwnHosts({ origins, security, trustProxy }: Door): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const host = c.req.header('host');
    if (origins.hostAllowed(host) || probed_paths.includes(c.req.path)) return next();
    if (c.req.path === '/metrics' && !isAskedByBrowser(c.env.incoming)) return next();
    const network = networkOf(c.env.incoming, trustProxy);
    security.add({ kind: 'host_unknown', network, value: host ?? '' });
    return c.text(`${hostSentence}\n`, 421);
  };
}

/**
 * Whether a page in a browser may have made this request, also one whose name was made to point
 * here (DNS rebinding). Browsers send no Origin with a plain GET, and no Sec-Fetch to a name
 * without https. But Chromium lets no page change User-Agent, and other browsers let none remove
 * Accept-Language.
 */
function isAskedByBrowser({ headers }: IncomingMessage): boolean {
  if (headers.origin !== undefined || headers['accept-language'] !== undefined) return true;
  if (headers['user-agent']?.startsWith('Mozilla/') === true) return true;
  return Object.keys(headers).some((name) => name.startsWith('sec-fetch-'));
}

/** Refuses requests that change something unless they come from a page of an allowed origin. */
export function onlyOwnPages({ origins, security, trustProxy }: Door): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const origin = c.req.header('origin');
    const own =
      origin === undefined
        ? c.req.header('sec-fetch-site') === 'same-origin'
        : origins.originAllowed(origin);
    if (own) return next();
    const network = networkOf(c.env.incoming, trustProxy);
    security.add({ kind: 'origin_foreign', network, value: origin ?? '' });
    return c.json(
      { sentence: 'Only pages of this server may ask for this: see SHARDBELL_ORIGINS.' },
      403,
    );
  };
}

/** How long a browser uses https only, once it did: half a year. */
const https_seconds = 180 * 24 * 60 * 60;

/**
 * Security headers of every page: nothing from other origins, no inline script or style, no
 * framing, and no referrer.
 */
export function strictHeaders(origins: Origins): MiddlewareHandler<HttpEnv> {
  const socket = origins.secure ? 'wss:' : 'ws:';
  return async (c, next) => {
    await next();
    // The host was checked to be ours; before CSP 3, 'self' does not cover its socket.
    const host = c.req.header('host')?.toLowerCase();
    const connect = origins.hostAllowed(host) ? `'self' ${socket}//${host}` : "'self'";
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      // A picture that is being sent is shown from the memory of the page.
      "img-src 'self' blob:",
      `connect-src ${connect}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ];
    // Files of strangers have a stricter one.
    if (c.res.headers.get('content-security-policy') === null) {
      c.header('content-security-policy', policy.join('; '));
    }
    if (origins.secure) c.header('strict-transport-security', `max-age=${https_seconds}`);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('cross-origin-resource-policy', 'same-origin');
    if (c.res.headers.get('cache-control') === null) c.header('cache-control', 'no-store');
  };
}
