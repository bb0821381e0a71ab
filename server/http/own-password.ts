import type { AuditWhat } from '../../protocol/audit-kinds.ts';
import type { Context } from 'hono';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { Account } from '../../actors/roster/accounts/account.ts';
import type { WebSession } from '../../actors/roster/tokens/web-sessions.ts';
import { playerRights } from '../../actors/roster/staff/groups.ts';
import type { Access } from '../identity/access.ts';
import { passwordFault } from '../identity/password.ts';
import { Rate } from '../platform/rate.ts';
import { readBody } from './body.ts';
import type { HttpEnv } from './guard.ts';
import type { PasswordSignIn } from './password-sign-in.ts';
import type { SessionCookie } from './session-cookie.ts';

export interface OwnPasswordDeps {
  readonly access: Access;
  readonly passwordSignIn: PasswordSignIn;
  readonly cookie: SessionCookie;
}

const form = v.object({
  name: v.optional(v.string()),
  present: v.optional(v.string()),
  password: v.string(),
});

/** Names that one account may try: who has which is not to be read out. */
const name_pace = { per_second: 1 / 300, burst: 10 };
const players_max = 10_000;

const sentences = {
  signedOut: 'You are not signed in.',
  restricted: 'This session may set no password.',
  name: 'This name cannot be used: choose another.',
  present: 'The present password is another.',
  often: 'Too many tries: wait a minute.',
  busy: 'Too many passwords wait: try again.',
  stored: 'The server could not store this just now: try again.',
} as const;

/**
 * The own password of whoever is signed in. The present one is asked for, unless there is none or a
 * link signed this browser in within the last hour: whoever forgot it asks for a link. Every other
 * browser of the account is signed out; this one stays, since it proved who uses it. Players take a
 * name with it; a password of a restricted session opens restricted sessions only, whatever the account
 * is given later.
 */
export function ownPasswordRoutes({ access, passwordSignIn, cookie }: OwnPasswordDeps) {
  const { roster, webSessions, staff, ownNames, audit, passwords, discordCodes, secrets } = access;
  const names = new Rate(name_pace, players_max);
  const routes = new Hono<HttpEnv>();

  /** Asked before the form is shown. */
  routes.post('/needs', (c) => {
    const who = whoIs(c);
    if (who === undefined) return c.json({ sentence: sentences.signedOut }, 401);
    const { account, session } = who;
    return c.json({
      name: account.userName,
      may: maySet(who),
      present: needsPresent(account, session),
      shard: account.userName === null ? account.shard : null,
    });
  });

  routes.post('/', async (c) => {
    const who = whoIs(c);
    if (who === undefined) return c.json({ sentence: sentences.signedOut }, 401);
    if (!maySet(who)) return c.json({ sentence: sentences.restricted }, 403);
    const { account, session } = who;
    const body = await readBody(c);
    const wish = v.safeParse(form, body.kind === 'json' ? body.value : undefined);
    const { password = '', present = '', name = '' } = wish.success ? wish.output : {};
    const fault = passwordFault(password, [account.userName ?? name, account.name, account.id]);
    if (fault !== undefined) return c.json({ sentence: fault }, 400);
    if (needsPresent(account, session)) {
      const kind = await passwordSignIn.confirm(account, present);
      if (kind === 'wrong') return c.json({ sentence: sentences.present }, 409);
      if (kind !== 'right') return later(c, sentences[kind]);
    }
    if (account.userName === null) {
      const at = secrets.now();
      if (names.isSpent(account.id, at)) return later(c, sentences.often);
      names.take(account.id, at);
      const taken = await ownNames.take(account.id, name);
      if (!taken.ok) {
        const isUnfit = ['name_taken', 'name_invalid'].includes(taken.refusal.code);
        return isUnfit
          ? c.json({ sentence: sentences.name }, 422)
          : c.json({ sentence: sentences.stored }, 503);
      }
    }
    const hash = await passwords.hash(password);
    if (hash === undefined) return later(c, sentences.busy);
    // The session, or the account, may have ended while the passwords waited.
    const now = whoIs(c);
    if (now?.account.passwordHash !== account.passwordHash || !maySet(now))
      return c.json({ sentence: sentences.signedOut }, 401);
    const { restricted } = session;
    const by = { account: account.id, name: account.name, restricted };
    const what: AuditWhat = `password of ${account.name} (${account.id})`;
    const trail = audit.trail(by, what, () => undefined);
    // Of players nothing is audited: a shard could fill the audit with them.
    const set = restricted
      ? await staff.setRestrictedPassword(account.id, hash, session.id)
      : await staff.setPassword(account.id, hash, trail, session.id);
    if (!set.ok) return c.json({ sentence: sentences.stored }, 503);
    await discordCodes.revokeAll(account.id);
    return c.body(null, 204);
  });

  function whoIs(c: Context): { account: Account; session: WebSession } | undefined {
    const session = webSessions.find(cookie.read(c) ?? '');
    const account = session && roster.account(session.account);
    return account && session && { account, session };
  }

  function needsPresent(account: Account, session: WebSession): boolean {
    return account.passwordHash !== null && !webSessions.isFreshByLink(session.id);
  }

  /**
   * A restricted session is one that the game or Discord opened: it sets no password where the
   * account has rights of staff, or has one from an operator, which the game must not replace.
   */
  function maySet({ account, session }: { account: Account; session: WebSession }): boolean {
    if (account.shard === null) return account.userName !== null && !session.restricted;
    if (!session.restricted) return true;
    if (account.passwordHash !== null && !account.passwordRestricted) return false;
    return [...roster.rightsOf(account.id)].every((right) => playerRights.includes(right));
  }

  return routes;
}

function later(c: Context, sentence: string) {
  c.header('retry-after', '60');
  return c.json({ sentence }, 429);
}
