import type { IncomingMessage } from 'node:http';
import { Hono, type Context } from 'hono';
import * as v from 'valibot';
import type { AttachingTicketService, Caller, TicketService } from '../../actors/ticket/service.ts';
import { isPictureType } from '../../protocol/files.ts';
import { shownFiles, type KeptFile } from '../../actors/ticket/files.ts';
import { id as idField } from '../../protocol/field.ts';
import { refuse, refusals, type Refusal, type RefusalCode } from '../../protocol/refusals.ts';
import { fileLimits } from '../files/file-limits.ts';
import type { Files } from '../files/files.ts';
import type { Access } from '../identity/access.ts';
import { boundedSource } from '../platform/bounded-source.ts';
import { systemClock } from '../platform/clock.ts';
import { Rate } from '../platform/rate.ts';
import type { ApiTokens } from './api/tokens.ts';
import { blobBody } from './blob-body.ts';
import { contentDisposition } from './content-disposition.ts';
import { onlyOwnPages, type Door, type HttpEnv } from './guard.ts';
import { SessionCookie } from './session-cookie.ts';

export interface FileRoutesDeps extends Door {
  readonly access: Pick<Access, 'roster' | 'webSessions'>;
  readonly tokens: Pick<ApiTokens, 'read'>;
  readonly files: Pick<Files, 'receive' | 'drop' | 'find' | 'open'>;
  /** The account that plays in a session of the shard with this key; null: nobody. */
  playerOf(shardKey: string, session: string): string | null | undefined;
  readonly ticketService: Pick<TicketService, 'observe' | 'mayWatchQueue'> & AttachingTicketService;
}

/** Uploads of one account, and files that it reads. */
const uploads = { per_second: 0.5, burst: 20 };
const reads = { per_second: 40, burst: 600 };
const accounts_max = 20_000;
const raw_name_chars_max = 1_000;
const ticketForm = idField('A ticket.');

/**
 * Files of messages: taken, and shown to who may read their entry at that moment. Whoever may not see
 * one cannot tell it from one that never was.
 */
export function fileRoutes(deps: FileRoutesDeps): Hono<HttpEnv> {
  const { files, ticketService } = deps;
  const identify = identifyBy(deps);
  const ownPages = onlyOwnPages(deps);
  const uploadRate = new Rate(uploads, accounts_max);
  const readRate = new Rate(reads, accounts_max);
  const routes = new Hono<HttpEnv>();
  const now = (): number => systemClock.elapsed();

  // A bearer token is no cookie, so no page of others can have a browser send it.
  const guard: typeof ownPages = (c, next) =>
    c.req.header('authorization') === undefined ? ownPages(c, next) : next();

  routes.post('/files', guard, async (c) => {
    const session = c.req.query('session');
    const caller = session === undefined ? await identify(c) : playerOf(deps, c, session);
    if (caller === undefined) return c.json({ sentence: 'You are not signed in.' }, 401);
    if (caller === 'gone') return answer(c, refuse('session_unknown'));
    if (uploadRate.take(caller.account, now()) !== 'within') {
      return answer(c, refuse('rate_limited'));
    }
    const wanted = c.req.query('ticket') ?? null;
    if (wanted !== null && !v.is(ticketForm, wanted)) return answer(c, refuse('ticket_unknown'));
    const refusal = await ticketService.attachRefusal(caller, wanted);
    if (refusal !== undefined) return answer(c, refusal);
    const { incoming } = c.env;
    const length = c.req.header('content-length');
    const taken = await files.receive({
      account: caller.account,
      ticket: wanted,
      name: (c.req.query('name') ?? '').slice(0, raw_name_chars_max),
      bytes: length === undefined ? undefined : Number(length),
      source: arriving(incoming),
    });
    if (!taken.ok) return answer(c, taken.refusal);
    return c.json(shownFiles([taken.file]).files![0], 201);
  });

  routes.delete('/files/waiting/:id', guard, async (c) => {
    const caller = await identify(c);
    // Whether there was one is told to nobody.
    if (caller !== undefined) files.drop(caller.account, c.req.param('id'));
    return c.body(null, 204);
  });

  routes.get('/files/:ticket/:id', (c) => serve(c, ({ sha256 }) => sha256));
  routes.get('/files/:ticket/:id/thumb', (c) => serve(c, ({ picture }) => picture?.thumb));

  /** One of the blobs of a file, or the answer that stands for no file. */
  async function serve(
    c: Context<HttpEnv>,
    blobOf: (file: KeptFile) => string | undefined,
  ): Promise<Response> {
    const { ticket, id } = c.req.param() as { ticket: string; id: string };
    const caller = await identify(c);
    if (caller === undefined || !v.is(ticketForm, ticket) || !v.is(ticketForm, id)) {
      return c.notFound();
    }
    if (readRate.take(caller.account, now()) !== 'within') return answer(c, refuse('rate_limited'));
    const audience = ticketService.mayWatchQueue(caller) ? 'support' : 'public';
    let file: KeptFile | undefined;
    const refusal = await ticketService.observe(caller, ticket, audience, () => {
      file = files.find(ticket, id, audience);
    });
    if (refusal !== undefined && refusals[refusal.code].retry) return answer(c, refusal);
    const blob = refusal === undefined && file !== undefined ? blobOf(file) : undefined;
    if (file === undefined || blob === undefined) return c.notFound();
    const isThumb = blob !== file.sha256;
    const isShown = file.picture !== undefined && isPictureType(file.type);
    const etag = `"${blob.slice(0, 32)}"`;
    c.header('etag', etag);
    // Asked for each time, since whoever may see it now may not in a moment.
    c.header('cache-control', 'private, no-cache');
    c.header('vary', 'cookie, authorization');
    c.header('content-security-policy', "default-src 'none'; sandbox");
    if (c.req.header('if-none-match') === etag) return c.body(null, 304);
    const found = await files.open(blob);
    if (found === undefined) return c.notFound();
    const shownType = isThumb ? 'image/webp' : file.type;
    c.header('content-type', isShown ? shownType : 'application/octet-stream');
    c.header(
      'content-disposition',
      contentDisposition(isShown ? 'inline' : 'attachment', file.name),
    );
    c.header('content-length', String(found.bytes));
    if (c.req.method === 'HEAD') {
      await found.handle.close();
      return c.body(null);
    }
    return c.body(blobBody(found));
  }

  return routes;
}

/** Files of many bytes may take longer than other requests; the route bounds them itself. */
export function isUpload({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && /^\/files(?:\?|$)/u.test(url ?? '');
}

/** A player in the game, in whose name a shard sends a file by its key. */
function playerOf(deps: FileRoutesDeps, c: Context<HttpEnv>, session: string) {
  const key = bearerOf(c.req.header('authorization'));
  const account = key === undefined ? undefined : deps.playerOf(key, session);
  if (account === undefined) return undefined;
  if (account === null) return 'gone';
  return { account, restricted: true, surface: 'game' } as const;
}

function bearerOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer +(\S+) *$/iu.exec(header)?.[1];
}

/** By a bearer token where there is one, else by the cookie of the web client. */
function identifyBy({ access, tokens, origins }: FileRoutesDeps) {
  const cookie = new SessionCookie(origins.secure);
  return async (c: Context<HttpEnv>): Promise<Caller | undefined> => {
    const header = c.req.header('authorization');
    if (header !== undefined) {
      const token = bearerOf(header);
      const account = token === undefined ? undefined : await tokens.read(token);
      return account && { account: account.id, restricted: false, surface: 'http' };
    }
    const session = access.webSessions.find(cookie.read(c) ?? '');
    if (session === undefined || access.roster.account(session.account) === undefined) {
      return undefined;
    }
    return { account: session.account, restricted: session.restricted, surface: 'web' };
  };
}

/**
 * What an upload brings. No listener is added to its socket: with one for `data`, Node reads on no more
 * once the first bytes have filled the stream.
 */
function arriving(incoming: IncomingMessage): AsyncIterable<Uint8Array> {
  const source = incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const { silence_ms_max, arrival_ms_max: all_ms_max } = fileLimits;
  return boundedSource(source, { silence_ms_max, all_ms_max, cut: () => incoming.destroy() });
}

const statuses: Partial<Record<RefusalCode, 403 | 404 | 413 | 415 | 422 | 429 | 503>> = {
  right_missing: 403,
  ticket_unknown: 404,
  file_too_large: 413,
  file_kind: 415,
  file_unreadable: 422,
  rate_limited: 429,
  busy: 429,
  storage_unavailable: 503,
  files_no_room: 503,
  shutting_down: 503,
};

function answer(c: Context, { code, sentence, detail }: Refusal): Response {
  const { retry, sentence: usual } = refusals[code];
  const told = {
    code,
    retry,
    sentence: sentence ?? usual,
    ...(detail !== undefined && { detail }),
  };
  if (retry) c.header('retry-after', '1');
  return c.json(told, statuses[code] ?? 409);
}
