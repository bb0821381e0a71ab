import type { Roster } from '../../../actors/roster/roster.ts';
import type { Identify } from './route.ts';
import type { ApiTokens } from './tokens.ts';

/**
 * Identifies the caller by a bearer token alone, never by a cookie. Rights are the present ones.
 */
export function identifyBy(tokens: ApiTokens, roster: Roster): Identify {
  return async (c) => {
    const token = /^Bearer +(\S+) *$/iu.exec(c.req.header('authorization') ?? '')?.[1];
    const account = token === undefined ? undefined : await tokens.read(token);
    return account && { account, rights: roster.rightsOf(account.id) };
  };
}
