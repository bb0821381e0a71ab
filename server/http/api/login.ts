import * as v from 'valibot';
import type { Access } from '../../identity/access.ts';
import type { Door } from '../guard.ts';
import { networkOf } from '../../platform/network.ts';
import type { PasswordSignIn } from '../password-sign-in.ts';
import { readBody } from '../body.ts';
import { roleOf, roles } from './role.ts';
import type { ApiRoute } from './route.ts';
import type { ApiTokens } from './tokens.ts';

export interface LoginDeps extends Pick<Door, 'security' | 'trustProxy'> {
  readonly access: Access;
  readonly tokens: ApiTokens;
  readonly passwordSignIn: PasswordSignIn;
}

export const loginForm = v.object({ username: v.string(), password: v.string() });

export const loginJson = v.strictObject({
  accessToken: v.pipe(v.string(), v.description('A JWT, to be sent as `Authorization: Bearer …`.')),
  tokenType: v.literal('Bearer'),
  expiresAtUtc: v.pipe(v.string(), v.isoTimestamp()),
  accountId: v.pipe(v.string(), v.regex(/^\d+$/u)),
  username: v.string(),
  role: v.picklist(roles),
});

const blank = 'username and password are required';
const retry_after_seconds = '60';

export function loginRoute(deps: LoginDeps): ApiRoute {
  const { access, tokens, passwordSignIn, security, trustProxy } = deps;
  return {
    method: 'post',
    path: '/auth/login',
    name: 'login',
    sentence: 'Signs in by name and password.',
    door: 'anybody',
    body: loginForm,
    answers: {
      200: { sentence: 'Signed in.', json: loginJson },
      400: { sentence: `\`${blank}\``, text: true },
      401: { sentence: 'There is no such user name with this password.' },
      429: { sentence: 'Too many tries at this moment.', json: v.string() },
      503: { sentence: 'The server could not store what it needs.', json: v.string() },
    },
    async handle(c) {
      const body = await readBody(c);
      const form = v.safeParse(loginForm, body.kind === 'json' ? body.value : undefined);
      if (!form.success) return c.text(blank, 400);
      const { username, password } = form.output;
      if (username.trim() === '' || password.trim() === '') return c.text(blank, 400);

      const tried = await passwordSignIn.try(c, 'api', { username, password });
      if (tried.kind === 'wrong') return c.body(null, 401);
      if (tried.kind !== 'right') {
        c.header('retry-after', retry_after_seconds);
        return c.json('Too many tries: wait a minute.', 429);
      }
      const { account } = tried;
      const role = roleOf(account, access.roster.rightsOf(account.id, account.passwordRestricted));
      const made = await tokens.make(account, role);
      if (made === undefined) return c.json('The server could not store this: try again.', 503);
      access.signIns.add(account.id);
      const network = networkOf(c.env.incoming, trustProxy);
      security.add({ kind: 'signed_in', network, account: account.id, value: 'api' });
      const signedIn: v.InferOutput<typeof loginJson> = {
        accessToken: made.token,
        tokenType: 'Bearer',
        expiresAtUtc: new Date(made.expires).toISOString(),
        accountId: account.id,
        username: account.userName ?? account.name,
        role,
      };
      return c.json(signedIn);
    },
  };
}
