import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type * as v from 'valibot';
import type { Account } from '../../../actors/roster/accounts/account.ts';
import { hasQueueAccess, type Right } from '../../../protocol/permissions.ts';
import type { HttpEnv } from '../guard.ts';

/** The caller and its present rights. */
export interface ApiCaller {
  readonly account: Account;
  /** Whether only the player-facing rights are opened. */
  readonly restricted: boolean;
  readonly rights: ReadonlySet<Right>;
}

export type ApiEnv = HttpEnv & { Variables: { caller: ApiCaller } };
export type ApiContext = Context<ApiEnv>;

/** `staff`: whoever may see the queue. Other rights are named. */
export type Door = 'anybody' | 'signed_in' | 'staff' | Right;

export interface ApiAnswer {
  readonly sentence: string;
  /** The schema of the JSON body; without one the body is empty, unless it is `text`. */
  readonly json?: v.GenericSchema;
  readonly text?: true;
}

type Fields = Readonly<Record<string, v.GenericSchema>>;

/** One route: the router and the OpenAPI document are both made from it. */
export interface ApiRoute {
  readonly method: 'get' | 'put' | 'post';
  /** With variables as in OpenAPI: `/api/help-tickets/{ticketId}`. */
  readonly path: string;
  /** Unique among all routes. */
  readonly name: string;
  readonly sentence: string;
  readonly door: Door;
  /** Its answer depends on nothing that is written, so it does not wait for the log. */
  readonly isFixed?: true;
  readonly variables?: Fields;
  readonly query?: Fields;
  readonly body?: v.GenericSchema;
  /**
   * By status. Those of the guards (401, 403, 429, 503) and of all routes (413) are not listed
   * here.
   */
  readonly answers: Readonly<Record<number, ApiAnswer>>;
  /** The caller is in the context, except on routes open to anybody. */
  handle(c: ApiContext): Response | Promise<Response>;
}

/** Identifies the caller by the bearer token of the request. */
export type Identify = (c: Context) => Promise<ApiCaller | undefined>;

const body_bytes_max = 4 * 1024;

/** The guards before the routes. */
export interface Doorway {
  /** Delays requests until what other processes wrote is known here. */
  readonly known: MiddlewareHandler;
  readonly identify: Identify;
  /** Limits the calls of an identified caller. */
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
 * Checks first that the caller is signed in, then the role. Both failures are reported by status
 * alone. After a read they are checked again: it may have waited, and the right may be gone. The
 * result of a change is always reported.
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
