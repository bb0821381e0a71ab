import { limits } from '../../../protocol/limits.ts';
import { cleanName } from '../../../protocol/text.ts';
import type { Caller } from '../../ticket/service.ts';
import type { InboundDeps } from './parts.ts';

/**
 * As whom a user of Discord acts: as the linked account, if there is one; else, with the support role,
 * as a guest. Undefined for everybody else.
 */
export function callerOf(
  { people, settings }: Pick<InboundDeps, 'people' | 'settings'>,
  who: { readonly user: string; readonly name: string; readonly roles: readonly string[] },
): Caller | undefined {
  const surface = 'discord';
  const link = people.linkOf(who.user);
  if (link !== undefined) return { ...link, surface };
  const { supportRole } = settings();
  if (supportRole === null || !who.roles.includes(supportRole)) return undefined;
  const name = cleanName(who.name, limits.name_chars_max);
  return { account: `discord:${who.user}`, restricted: false, surface, guest: { name } };
}
