import { createServer, type IncomingMessage, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Log } from '../platform/log.ts';
import { apiRoutes, type ApiDeps } from './api/api.ts';
import { ApiTokens } from './api/tokens.ts';
import type { Head } from '../projections/head.ts';
import { fileLimits } from '../files/file-limits.ts';
import { systemClock } from '../platform/clock.ts';
import { afterHead, behind_sentence } from './after-head.ts';
import { discordFiles, type DiscordFilesDeps } from './discord-files.ts';
import { downloadRoutes, type DownloadDeps } from './downloads/downloads.ts';
import { onlyOwnHosts, strictHeaders, type Door, type HttpEnv } from './guard.ts';
import { fileRoutes, isUpload, type FileRoutesDeps } from './files.ts';
import type { Metrics } from './metrics.ts';
import { PasswordSignIn } from './password-sign-in.ts';
import { signInRoutes } from './sign-in.ts';
import { webFiles } from './web-files.ts';

/** A check of something that the server needs. */
export interface ReadyCheck {
  readonly name: string;
  /** Why it is not ready; `undefined` when it is. */
  fault(): string | undefined;
  /** Reported, but the server is ready without it. */
  readonly isAside?: true;
}

export interface HttpDeps
  extends Omit<ApiDeps, 'passwordSignIn' | 'tokens'>, Pick<DownloadDeps, 'people'>, Door {
  readonly head: Pick<Head, 'reached'>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly files: FileRoutesDeps['files'];
  readonly playerOf: FileRoutesDeps['playerOf'];
  readonly ticketService: ApiDeps['ticketService'] & FileRoutesDeps['ticketService'];
  readonly checks: readonly ReadyCheck[];
  readonly discordFiles: DiscordFilesDeps;
  /** Folder of the built web client. */
  readonly webFolder: string;
}

/**
 * Bounds until the head, until the whole request and until a whole file has arrived, and how often
 * they are checked.
 */
const waits = {
  head_ms: 10_000,
  request_ms: 30_000,
  file_ms: fileLimits.arrival_ms_max,
  look_ms: 1_000,
};
/** How long a browser may cache that a dashboard's page may call the API. */
const preflight_seconds = 600;

/** All HTTP routes. */
export function createApp(deps: HttpDeps): Hono<HttpEnv> {
  const { origins, metrics, checks, log } = deps;
  const app = new Hono<HttpEnv>();
  app.use(strictHeaders(origins), onlyOwnHosts(deps));
  app.get('/health', (c) => c.text('ok'));
  app.get('/ready', (c) => {
    const faults = checks.map((check) => [check.name, check.fault() ?? 'ok'] as const);
    const ready = checks.every((check) => check.isAside === true || check.fault() === undefined);
    return c.json({ ready, checks: Object.fromEntries(faults) }, ready ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType });
  });
  const passwordSignIn = new PasswordSignIn(deps);
  const { roster, secrets, serverSecrets } = deps.access;
  const tokens = new ApiTokens({
    secrets,
    serverSecrets,
    account: (id) => (roster.mayBeOpened(id) ? roster.account(id) : undefined),
  });
  const behind = { sentence: behind_sentence };
  app.use(
    '/web/*',
    afterHead(deps.head, (c) => c.json(behind, 503)),
  );
  // Before the routes that let no request of a browser in without its page's origin.
  app.route('/web/downloads', downloadRoutes(deps));
  app.route('/web', signInRoutes({ ...deps, passwordSignIn }));
  const shared = cors({
    origin: (origin) => (origins.originAllowed(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT'],
    allowHeaders: ['authorization', 'content-type'],
    maxAge: preflight_seconds,
  });
  app.use('/api/*', shared).use('/auth/*', shared);
  app.route('/', apiRoutes({ ...deps, passwordSignIn, tokens }));
  app.use(
    '/files/*',
    afterHead(deps.head, (c) => c.text(`${behind_sentence}\n`, 503)),
  );
  app.route('/', discordFiles(deps.discordFiles));
  app.route('/', fileRoutes({ ...deps, tokens }));
  app.route('/', webFiles(deps.webFolder));
  app.notFound((c) => c.text('Not found\n', 404));
  app.onError((error, c) => {
    if (isGone(c.env.incoming)) {
      log.debug({ method: c.req.method, path: c.req.path }, 'a client went away amid its request');
      // Nobody reads the answer.
      return c.body(null, 400);
    }
    log.error({ err: error, method: c.req.method, path: c.req.path }, 'request failed');
    return c.text('The request failed: the log of the server says why.\n', 500);
  });
  return app;
}

/**
 * Whether the client went away before its request was complete, so that the failure is not ours.
 */
function isGone({ complete, destroyed }: IncomingMessage): boolean {
  return destroyed && !complete;
}

/** Answers 408 and closes where a request is not whole in time, as Node does. */
function boundRequest(incoming: IncomingMessage, wait_ms: number): void {
  const { socket, headers } = incoming;
  const length = Number(headers['content-length'] ?? 0);
  if (length === 0 && headers['transfer-encoding'] === undefined) return;
  const cancel = systemClock.after(wait_ms, () => {
    if (incoming.complete) return;
    socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    incoming.destroy();
  });
  incoming.once('close', cancel);
}

/** An HTTP server for the app. The caller listens and handles upgrades. */
export function httpServer(
  app: Hono<HttpEnv>,
  { head_ms, request_ms, file_ms, look_ms } = waits,
): Server {
  // A probe in HTTP/1.0 names no host at all.
  const answer = getRequestListener(app.fetch, { hostname: 'localhost' });
  return createServer(
    {
      headersTimeout: head_ms,
      // Node has one bound for all requests, which is that of the longest.
      requestTimeout: Math.max(request_ms, file_ms),
      // By default Node checks only every 30 s.
      connectionsCheckingInterval: look_ms,
    },
    (incoming, outgoing) => {
      if (!isUpload(incoming)) boundRequest(incoming, request_ms);
      void answer(incoming, outgoing);
    },
  );
}
