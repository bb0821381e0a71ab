import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { Origins } from './origins.ts';

export type HttpEnv = { Bindings: HttpBindings };
/** A request, whatever else stands in its context. */
export type Asked = Pick<Context<HttpEnv>, 'req' | 'env'>;

/** Refuses a request that calls this server by a name that is not its own. */
export function onlyOwnHosts(origins: Origins): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (origins.hostAllowed(c.req.header('host'))) return next();
    return c.text(
      'This server is not called by that name: set SHARDBELL_PUBLIC_URL or SHARDBELL_ORIGINS to the address you came by.\n',
      421,
    );
  };
}

/** Refuses what changes something unless a page of an allowed origin asks for it. */
export function onlyOwnPages(origins: Origins): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const origin = c.req.header('origin');
    const own =
      origin === undefined
        ? c.req.header('sec-fetch-site') === 'same-origin'
        : origins.originAllowed(origin);
    if (own) return next();
    return c.json(
      { sentence: 'Only pages of this server may ask for this: see SHARDBELL_ORIGINS.' },
      403,
    );
  };
}

/**
 * What a browser must hold to on every page: nothing from elsewhere, no inline script or style, in
 * nobody's frame, and no address of ours told to others.
 */
export function strictHeaders(origins: Origins): MiddlewareHandler<HttpEnv> {
  const socket = origins.secure ? 'wss:' : 'ws:';
  return async (c, next) => {
    await next();
    // The host was found to be one of ours; before CSP 3, 'self' does not cover its socket.
    const host = c.req.header('host')?.toLowerCase();
    const connect = origins.hostAllowed(host) ? `'self' ${socket}//${host}` : "'self'";
    c.header(
      'content-security-policy',
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        `connect-src ${connect}`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    );
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('cross-origin-resource-policy', 'same-origin');
    if (c.res.headers.get('cache-control') === null) c.header('cache-control', 'no-store');
  };
}

/** The caller's address: of the socket, or what the trusted proxy before us says it was. */
export function addressOf(c: Asked, trustProxy: boolean): string {
  const told = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return told || (c.env.incoming.socket.remoteAddress ?? 'unknown');
}
