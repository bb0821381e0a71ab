import type { Found } from '../../actors/roster/accounts/finder.ts';
import type { Roster } from '../../actors/roster/roster.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { refusedSaying } from '../../protocol/refusals.ts';
import type { AskedFor, Lookup } from './backend.ts';
import type { Turns } from '../platform/turns.ts';
import { whileAllowed } from './while-allowed.ts';

interface PeopleSearchDeps {
  readonly roster: Roster;
  readonly turns: Turns;
}

/** Each of them finds people: to open a ticket for them, to export what is stored about them, to erase it. */
const lookups = ['tickets.reply', 'tickets.export', 'tickets.erase'] as const;

/**
 * Finds people and factions for those who may add them to a ticket, staff for those who may assign
 * one, and people for those who may open one for them, or export or erase what is stored
 * about them.
 */
export function searchPeople(
  deps: PeopleSearchDeps,
  { account, restricted }: { readonly account: string; readonly restricted: boolean },
  lookup: Lookup,
): Promise<AskedFor> {
  const isAllowed = (): boolean => {
    const held = deps.roster.rightsOf(account, restricted);
    const finds = lookups.some((right) => held.has(right));
    return (finds && lookup.what === 'accounts') || held.has('tickets.assign');
  };
  return whileAllowed(isAllowed, () => find(deps, account, lookup));
}

async function find(
  { roster, turns }: PeopleSearchDeps,
  by: string,
  { what, words, limit }: Lookup,
): Promise<AskedFor> {
  const people = async (steps: Generator<void, Found[]>): Promise<AskedFor> => {
    const found = await turns.all(by, steps);
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
  if (words === undefined) return refusedSaying('bad_message', 'words: absent only of staff.');
  switch (what) {
    case 'accounts':
      return people(roster.finder.find(words, limit));
    case 'factions': {
      const found = await turns.all(by, roster.findFactions(words, limit));
      const factions = found.map(({ id, shard, name, members }) => {
        return { faction: id, shard, name, members: members.length };
      });
      return { ok: true, is: { of: 'factions', factions } };
    }
  }
}
