import type { Members } from './members.ts';
import { needMet } from '../../../protocol/permissions.ts';
import type { BridgePeople } from '../deps.ts';

/** A participant who is a member of the guild, or may be. */
export interface Guest {
  readonly user: string;
  /** False: they only read. */
  readonly mayWrite: boolean;
  /** False while Discord does not say whether they are a member: whoever has access keeps it. */
  readonly isSure: boolean;
}

/** The accounts that are linked to a member of the guild and may read tickets. */
export async function guestsOf(
  accounts: readonly string[],
  guild: string | undefined,
  { people, members }: { readonly people: BridgePeople; readonly members: Members },
): Promise<Guest[]> {
  if (guild === undefined) return [];
  const guests: Guest[] = [];
  for (const account of accounts) {
    const user = people.userOf(account);
    const rights = people.rightsOf(account);
    if (user === undefined || !rights.has('tickets.view')) continue;
    const member = await members.of(guild, user);
    if (member === null) continue;
    const mayWrite = needMet('post_message', 'player', rights, false) !== null;
    guests.push({ user, mayWrite, isSure: member !== undefined });
  }
  return guests;
}
