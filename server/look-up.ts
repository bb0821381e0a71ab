import type { Found } from '../actors/roster/finder.ts';
import { notDone } from '../actors/roster/outcome.ts';
import type { Roster } from '../actors/roster/roster.ts';
import { hasQueueAccess } from '../actors/ticket/policy.ts';
import type { AskedFor, Lookup } from './port.ts';
import type { Turns } from './turns.ts';

/**
 * Finds people and factions for whoever may add them to a ticket, staff for whoever may give them one,
 * and people for whoever may open one for them.
 */
export async function lookUp(
  { roster, turns }: { readonly roster: Roster; readonly turns: Turns },
  caller: { readonly account: string; readonly restricted: boolean },
  { what, words, limit }: Lookup,
): Promise<AskedFor> {
  const held = roster.rightsOf(caller.account, caller.restricted);
  const isAllowed =
    held.has('tickets.assign') || (what === 'accounts' && held.has('tickets.reply'));
  if (!isAllowed) return notDone('right_missing');
  const people = async (steps: Generator<void, Found[]>): Promise<AskedFor> => {
    const found = await turns.all(caller.account, steps);
    const told = found.map(({ account, character }) => {
      const person = roster.person(account.id, character?.id ?? null);
      return { ...person, shard: account.shard };
    });
    return { ok: true, is: { of: 'people', people: told } };
  };
  if (what === 'staff') {
    const mayHold = (id: string): boolean => hasQueueAccess(roster.rightsOf(id));
    return people(roster.finder.those(mayHold, words, limit));
  }
  if (words === undefined) return notDone('bad_message', 'words: absent only of staff.');
  switch (what) {
    case 'accounts':
      return people(roster.finder.find(words, limit));
    case 'factions': {
      const found = await turns.all(caller.account, roster.findFactions(words, limit));
      const factions = found.map(({ id, shard, name, members }) => {
        return { faction: id, shard, name, members: members.length };
      });
      return { ok: true, is: { of: 'factions', factions } };
    }
  }
}
