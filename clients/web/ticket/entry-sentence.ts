import type { Author, Entry, EntryBody, Person } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';
import { fullTime } from '../i18n/time.ts';
import { apart } from '../compose/apart.ts';
import { nameShown, personName, textShown } from './names.ts';

/** The sentence of a system entry, with names marked by `apart`. */
export function sentenceOf({ by, what }: Entry): string {
  const { events, sides } = texts.ticket;
  const who = by.side === 'system' ? sides.system : apart(nameShown(by.name));
  switch (what.kind) {
    case 'opened':
      return events.opened(who);
    case 'message':
    case 'note':
      return textShown(what.body);
    case 'status':
      return statusSentence(who, what);
    case 'subject':
      return events.subject(who, apart(textShown(what.to)));
    case 'participants_added': {
      const people = what.people.map((person) => apart(personName(person))).join(', ');
      return what.faction === null
        ? events.added(who, people)
        : events.addedFaction(who, apart(what.faction), people);
    }
    case 'participant_removed':
      return events.removed(who, apart(personName(what.person)));
    case 'message_edited':
      return events.edited(who, fullTime(what.of.at), apart(textShown(what.body)));
    case 'message_deleted':
      return events.deleted(apart(nameShown(what.of.by.name)), fullTime(what.of.at));
    case 'not_on_discord':
      return events.notOnDiscord(apart(nameShown(what.of.by.name)), fullTime(what.of.at));
    case 'assigned': {
      if (!isSame(what.to, by)) return events.assigned(who, apart(personName(what.to)));
      return what.from === null
        ? events.took(who)
        : events.tookFrom(who, apart(personName(what.from)));
    }
    case 'released':
      return isSame(what.from, by)
        ? events.released(who)
        : events.releasedFrom(who, apart(personName(what.from)));
    default:
      return events.status(who, texts.triage[what.kind].words[what.to]);
  }
}

/** Staff shown under aliases all have the number 0. */
function isSame(person: Person, by: Author): boolean {
  return person.account === by.account && person.name === by.name;
}

function statusSentence(who: string, { from, to }: Extract<EntryBody, { kind: 'status' }>): string {
  const { events } = texts.ticket;
  switch (to) {
    case 'closed':
      return events.closed(who);
    case 'archived':
      return events.archived(who);
    case 'in_progress':
      return events.started;
    case 'open':
      return from === 'in_progress' ? events.status(who, texts.status[to]) : events.reopened(who);
  }
}
