import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { sentenceOf } from '../../../protocol/refused.ts';
import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import { NoLonger } from '../../export/transcript.ts';
import type { WebSession } from '../../../actors/roster/tokens/web-sessions.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { readBody } from '../body.ts';
import { onlyOwnPages, type Door, type HttpEnv } from '../guard.ts';
import { SessionCookie } from '../session-cookie.ts';
import { DownloadSlots } from './slots.ts';
import { grant, wishForm, type WishDeps } from './wishes.ts';

export interface DownloadDeps extends Door, WishDeps {
  readonly log: Log;
}

const body_bytes_max = 4 * 1024;

const statuses: Partial<Record<Refusal['code'], 400 | 404 | 503>> = {
  bad_message: 400,
  ticket_unknown: 404,
  account_unknown: 404,
  busy: 503,
  storage_unavailable: 503,
};

/**
 * What the web client saves, at `/web/downloads`: a page asks for it and is refused in words, or told
 * an address, from which the browser itself takes it, however long it is.
 */
export function downloadRoutes(deps: DownloadDeps): Hono<HttpEnv> {
  const { access, origins, log } = deps;
  const cookie = new SessionCookie(origins.secure);
  const slots = new DownloadSlots(() => systemClock.elapsed());
  const routes = new Hono<HttpEnv>();
  const sessionOf = (c: Context): WebSession | undefined => {
    const session = access.webSessions.find(cookie.read(c) ?? '');
    return session && access.roster.account(session.account) && session;
  };
  const no = (c: Context, refusal: Refusal) =>
    c.json({ code: refusal.code, sentence: sentenceOf(refusal) }, statuses[refusal.code] ?? 403);
  const tooLarge = (c: Context) => no(c, refuse('bad_message'));
  const limit = bodyLimit({ maxSize: body_bytes_max, onError: tooLarge });

  routes.post('/', onlyOwnPages(deps), limit, async (c) => {
    const session = sessionOf(c);
    if (session === undefined) return c.json({ code: 'signed_out', sentence: signed_out }, 401);
    const body = await readBody(c);
    const wish = v.safeParse(wishForm, body.kind === 'json' ? body.value : undefined);
    if (!wish.success) return no(c, refuse('bad_message'));
    const { account, restricted, id } = session;
    const granted = await grant(
      deps,
      {
        caller: { account, restricted, surface: 'web' },
        isOpen: () => access.webSessions.isOpen(id),
      },
      wish.output,
    );
    if (!granted.ok) return no(c, granted.refusal);
    const slot = slots.add({ account, session: id }, granted.download);
    return slot.ok ? c.json({ id: slot.id, name: granted.download.name }) : no(c, slot.refusal);
  });

  // The cookie comes with no request of another site, and none of these changes anything.
  routes.get('/:id', (c) => {
    const session = sessionOf(c);
    const state = session && slots.state(c.req.param('id'), session.id);
    return state === undefined ? c.json({ sentence: gone }, 404) : c.json(state);
  });

  routes.get('/:id/:name', (c) => {
    const session = sessionOf(c);
    const begun = session && slots.begin(c.req.param('id'), session.id);
    if (begun === undefined) return c.text(`${gone}\n`, 404);
    const { download, body } = begun;
    c.header('content-type', download.type);
    // The name is ours, of letters and digits alone.
    c.header('content-disposition', `attachment; filename="${download.name}"`);
    const tell = (error: unknown): void => log.error({ err: error }, 'a download was cut off');
    return c.body(told(body, () => c.env.outgoing.destroy(), tell));
  });

  return routes;
}

const signed_out = 'You are not signed in.';
const gone = 'This download is over: ask for it again.';

/**
 * The same stream. What fails in it cuts the connection, so that the browser does not take it for whole,
 * and is told, except that the reader may have it no longer.
 */
function told(
  body: ReadableStream<Uint8Array>,
  cut: () => void,
  tell: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  async function* parts(): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      if (!(error instanceof NoLonger)) tell(error);
      cut();
    }
  }
  return ReadableStream.from(parts());
}
