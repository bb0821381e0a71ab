import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type * as v from 'valibot';
import type { Account } from '../../../actors/roster/accounts/account.ts';
import { hasQueueAccess, type Right } from '../../../protocol/permissions.ts';
import type { HttpEnv } from '../guard.ts';

/** Who asks, and what they may do at this moment. */
export interface ApiCaller {
  readonly account: Account;
  readonly rights: ReadonlySet<Right>;
}

export type ApiEnv = HttpEnv & { Variables: { caller: ApiCaller } };
export type ApiContext = Context<ApiEnv>;

/** `staff`: whoever may see the queue. A right beyond that is named. */
export type Door = 'anybody' | 'signed_in' | 'staff' | Right;

export interface ApiAnswer {
  readonly sentence: string;
  /** What its JSON is; without one, the body is empty unless it is `text`. */
  readonly json?: v.GenericSchema;
  readonly text?: true;
}

type Fields = Readonly<Record<string, v.GenericSchema>>;

/** One route: the router and the OpenAPI document are both read off it. */
export interface ApiRoute {
  readonly method: 'get' | 'put' | 'post';
  /** With its variables as OpenAPI writes them: `/api/help-tickets/{ticketId}`. */
  readonly path: string;
  /** Unique among all routes. */
  readonly name: string;
  readonly sentence: string;
  readonly door: Door;
  /** It tells the same whatever was written, so that it need not be known here. */
  readonly isFixed?: true;
  readonly variables?: Fields;
  readonly query?: Fields;
  readonly body?: v.GenericSchema;
  /** By status. Those that the door gives (401, 403, 429, 503) and all routes have (413) are not told here. */
  readonly answers: Readonly<Record<number, ApiAnswer>>;
  /** The caller is in the context, except where the door is open to anybody. */
  handle(c: ApiContext): Response | Promise<Response>;
}

/** Tells the caller by the request's bearer token. */
export type Identify = (c: Context) => Promise<ApiCaller | undefined>;

const body_bytes_max = 4 * 1024;

/** What stands before the routes. */
export interface Doorway {
  /** Lets nobody in before what was written elsewhere is known here. */
  readonly known: MiddlewareHandler;
  readonly identify: Identify;
  /** Bounds what whoever came through a door may ask. */
  readonly pace: MiddlewareHandler<ApiEnv>;
}

export function mount(
  routes: readonly ApiRoute[],
  { known, identify, pace }: Doorway,
): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const limit = bodyLimit({
    maxSize: body_bytes_max,
    onError: (c) => c.json('The request is larger than it may be.', 413),
  });
  for (const route of routes) {
    const [method, path] = [route.method.toUpperCase(), pattern(route)];
    const { door } = route;
    const handle = (c: ApiContext) => route.handle(c);
    if (route.isFixed !== true) app.on(method, path, known);
    if (door === 'anybody') app.on(method, path, limit, handle);
    else app.on(method, path, admit(route, door, identify), pace, limit, handle);
  }
  for (const path of new Set(routes.map(pattern))) {
    const methods = routes.filter((route) => pattern(route) === path).map(({ method }) => method);
    const allow = methods.join(', ').toUpperCase();
    app.all(path, (c) => c.text('Method not allowed\n', 405, { allow }));
  }
  return app;
}

/**
 * Signed in first, then the role. Both are told by the status alone. They are asked for again after
 * a read: it may have waited for its turns, and the right may be gone. What was changed is told.
 */
function admit(
  { method }: ApiRoute,
  door: Exclude<Door, 'anybody'>,
  identify: Identify,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const before = await enter(c, door, identify);
    if (before instanceof Response) return before;
    c.set('caller', before);
    await next();
    if (method !== 'get') return;
    const after = await enter(c, door, identify);
    if (!(after instanceof Response)) return;
    const lost = c.res;
    c.res = undefined;
    c.res = after;
    await lost.body?.cancel();
  };
}

async function enter(
  c: ApiContext,
  door: Exclude<Door, 'anybody'>,
  identify: Identify,
): Promise<ApiCaller | Response> {
  const caller = await identify(c);
  if (caller === undefined) return c.body(null, 401, { 'www-authenticate': 'Bearer' });
  return opens(door, caller.rights) ? caller : c.body(null, 403);
}

function opens(door: Exclude<Door, 'anybody'>, rights: ReadonlySet<Right>): boolean {
  if (door === 'signed_in') return true;
  return hasQueueAccess(rights) && (door === 'staff' || rights.has(door));
}

function pattern({ path }: ApiRoute): string {
  return path.replaceAll(/\{(\w+)\}/gu, ':$1');
}
