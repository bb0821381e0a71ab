import { limits } from '../../protocol/limits.ts';
import { refused, type Result } from '../../protocol/refusals.ts';
import type { Person, Side } from '../../protocol/ticket.ts';
import type { Context, CommandOutcome, People } from './command.ts';
import type { Change } from './event.ts';
import { may } from './policy.ts';
import { isParticipant, type Ticket } from './state.ts';

/** Lets players see the ticket. Those who do already are skipped; without others nothing happens. */
export function addParticipants(
  ticket: Ticket,
  accounts: readonly string[],
  context: Context,
): CommandOutcome {
  const permitted = may('change_participants', ticket, context);
  if (!permitted.ok) return permitted;
  const found = findPeople(accounts, context.people);
  return found.ok ? add(ticket, permitted.side, found.people, null) : found;
}

/** Lets one more see the ticket, on the right that does this and nothing else. */
export function selectParticipant(
  ticket: Ticket,
  account: string,
  context: Context,
): CommandOutcome {
  const permitted = may('select_participant', ticket, context);
  if (!permitted.ok) return permitted;
  const found = findPeople([account], context.people);
  return found.ok ? add(ticket, permitted.side, found.people, null) : found;
}

/** Lets everybody see the ticket who is in the faction at this moment. */
export function addFaction(ticket: Ticket, id: string, context: Context): CommandOutcome {
  const permitted = may('change_participants', ticket, context);
  if (!permitted.ok) return permitted;
  const faction = context.people.faction(id);
  if (faction === undefined) return refused('faction_unknown', id);
  // A member whose account is gone is no mistake of whoever names the faction.
  const people = distinct(faction.members).flatMap((one) => personOf(one, context.people) ?? []);
  return add(ticket, permitted.side, people, faction.name);
}

/**
 * Ends it for one player. Who is none is no longer one either way, as when two remove the same at
 * once: nothing happens.
 */
export function removeParticipant(
  ticket: Ticket,
  account: string,
  context: Context,
): CommandOutcome {
  const permitted = may('change_participants', ticket, context);
  if (!permitted.ok) return permitted;
  const { side } = permitted;
  const person = ticket.participants.find((one) => one.account === account);
  if (person === undefined) return { ok: true, side, changes: [] };
  return { ok: true, side, changes: [{ type: 'participant_removed', person }] };
}

export type Found = Result<{ readonly people: readonly Person[] }>;

/** The accounts as they are called now, each once; refused where one is not there. */
export function findPeople(accounts: readonly string[], people: People): Found {
  const found: Person[] = [];
  for (const account of distinct(accounts)) {
    const person = personOf(account, people);
    if (person === undefined) return refused('account_unknown', account);
    found.push(person);
  }
  return { ok: true, people: found };
}

/** All of them or none, in as many entries as it takes. */
function add(
  ticket: Ticket,
  side: Side,
  people: readonly Person[],
  faction: string | null,
): CommandOutcome {
  const fresh = people.filter(({ account }) => !isParticipant(ticket, account));
  if (ticket.participants.length + fresh.length > limits.participants_max) {
    return refused('participants_full');
  }
  const changes: Change[] = [];
  for (let from = 0; from < fresh.length; from += limits.entry_people_max) {
    const part = fresh.slice(from, from + limits.entry_people_max);
    changes.push({ type: 'participants_added', people: part, faction });
  }
  return { ok: true, side, changes };
}

/** The account takes part, whatever character it plays at the moment. */
function personOf(account: string, people: People): Person | undefined {
  const person = people.principal(account)?.person;
  return person && { ...person, character: null, character_name: '' };
}

function distinct(accounts: readonly string[]): string[] {
  return [...new Set(accounts)];
}
