import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Access } from '../identity/access.ts';
import { networkOf } from '../platform/network.ts';
import { onlyOwnPages, type Door, type HttpEnv } from './guard.ts';
import type { Metrics } from './metrics.ts';
import { ownPasswordRoutes } from './own-password.ts';
import type { PasswordSignIn } from './password-sign-in.ts';
import { SessionCookie } from './session-cookie.ts';
import { readBody } from './body.ts';

export interface SignInDeps extends Door {
  readonly access: Access;
  readonly metrics: Metrics;
  readonly passwordSignIn: PasswordSignIn;
}

const body_bytes_max = 4 * 1024;
const linkForm = v.object({ secret: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });
const loginForm = v.object({ username: v.string(), password: v.string() });

const sentences = {
  blank: 'Type a user name and a password.',
  body: 'The request is larger than it may be.',
  link: 'This sign-in link was used already or is over: ask for a new one.',
  wrong: 'There is no such user name with this password.',
  often: 'Too many tries from your address: wait a minute.',
  busy: 'Too many people are signing in at this moment: try again.',
  stored: 'The server could not store this just now: try again.',
  signedOut: 'You are not signed in.',
} as const;

interface Authenticated {
  readonly way: 'link' | 'password';
  /** As it was when it authenticated. */
  readonly account: Account;
  readonly restricted: boolean;
  /** The shard that asked for the link, and when. */
  readonly from?: { readonly shard: string; readonly at: number } | undefined;
  /** Why not, once it may not be any more. */
  readonly refused: string;
}

/**
 * The web client's own routes: sign-in by link or password, sign-out, and a ticket for the socket.
 */
export function signInRoutes(deps: SignInDeps): Hono<HttpEnv> {
  const { access, origins, metrics, passwordSignIn, security } = deps;
  const network = (c: Context<HttpEnv>) => networkOf(c.env.incoming, deps.trustProxy);
  const { roster, links, webSessions, socketTickets, shardKeys } = access;
  const cookie = new SessionCookie(origins.secure);
  const routes = new Hono<HttpEnv>();
  const tooLarge = (c: Context) => c.json({ sentence: sentences.body }, 413);
  routes.use(onlyOwnPages(deps), bodyLimit({ maxSize: body_bytes_max, onError: tooLarge }));

  routes.post('/link', async (c) => {
    const secret = (await read(c, linkForm))?.secret ?? '';
    // The account before the link is used: a password that is set meanwhile voids the link.
    const account = roster.account(links.find(secret)?.account ?? '');
    const spent = await links.spend(secret);
    if (spent.kind === 'storage') return c.json({ sentence: sentences.stored }, 503);
    metrics.signIns.inc({ way: 'link', outcome: account === undefined ? 'refused' : 'signed_in' });
    if (spent.kind === 'unknown' || account === undefined) {
      security.add({ kind: 'link_refused', network: network(c) });
      return c.json({ sentence: sentences.link }, 401);
    }
    const { restricted, shard, created } = spent.grant;
    const from = shard === undefined ? undefined : { shard, at: created };
    return signIn(c, { way: 'link', account, restricted, from, refused: sentences.link });
  });

  routes.post('/login', async (c) => {
    const body = await read(c, loginForm);
    if (body === undefined || body.username.trim() === '' || body.password === '') {
      return c.json({ sentence: sentences.blank }, 400);
    }
    const tried = await passwordSignIn.try(c, 'password', body);
    switch (tried.kind) {
      case 'right':
        return signIn(c, {
          way: 'password',
          account: tried.account,
          restricted: tried.account.passwordRestricted,
          refused: sentences.wrong,
        });
      case 'wrong':
        return c.json({ sentence: sentences.wrong }, 401);
      case 'often':
      case 'busy':
        return tooOften(c, sentences[tried.kind]);
    }
  });

  routes.post('/logout', async (c) => {
    const token = cookie.read(c);
    cookie.clear(c);
    if (token !== undefined && !(await webSessions.revoke(token))) {
      return c.json({ sentence: sentences.stored }, 503);
    }
    return c.body(null, 204);
  });

  routes.post('/socket', (c) => {
    const session = webSessions.find(cookie.read(c) ?? '');
    if (session === undefined || roster.account(session.account) === undefined) {
      return c.json({ sentence: sentences.signedOut }, 401);
    }
    const ticket = socketTickets.make(session);
    return ticket === undefined ? c.json({ sentence: sentences.busy }, 503) : c.json({ ticket });
  });

  routes.route('/password', ownPasswordRoutes({ access, passwordSignIn, cookie }));

  async function signIn(c: Context<HttpEnv>, authenticated: Authenticated) {
    const { way, account, restricted, from, refused } = authenticated;
    const made = await webSessions.make(account.id, restricted, {
      // A password set meanwhile ended all sessions, so this one is not opened.
      isStill: () => {
        const now = roster.account(account.id);
        const isSame = now?.passwordHash === account.passwordHash;
        const holds = from === undefined || shardKeys.countsSince(from.shard, from.at);
        return holds && isSame && now?.signedOut === account.signedOut;
      },
      byLink: way === 'link',
      shard: from?.shard,
    });
    if (!made.ok) {
      const isRefused = made.refusal.code === 'account_unknown';
      return isRefused
        ? c.json({ sentence: refused }, 401)
        : c.json({ sentence: sentences.stored }, 503);
    }
    access.signIns.add(account.id);
    // Signs out the account that used this browser before.
    const before = cookie.read(c);
    if (before !== undefined) await webSessions.revoke(before);
    cookie.set(c, made.value, access.settings.now.sign_in_days_max);
    security.add({ kind: 'signed_in', network: network(c), account: account.id, value: way });
    return c.json({ account: account.id, name: account.name });
  }

  return routes;
}

function tooOften(c: Context, sentence: string) {
  c.header('retry-after', '60');
  return c.json({ sentence }, 429);
}

async function read<T>(
  c: Context<HttpEnv>,
  form: v.GenericSchema<unknown, T>,
): Promise<T | undefined> {
  const body = await readBody(c);
  const result = v.safeParse(form, body.kind === 'json' ? body.value : undefined);
  return result.success ? result.output : undefined;
}
