import { nameShown, textShown } from '../../protocol/erased.ts';
import type { Entry, Person } from '../../protocol/ticket.ts';
import type { Speech } from './reader.ts';

/** What an entry without words of its own says. `mark` is put around what people chose. */
export function sentenceOf(
  { by, what }: Entry,
  { words, full }: Speech,
  mark: (text: string) => string,
): string {
  const { events } = words;
  const nameOf = (name: string): string => mark(nameShown(name, words));
  const personOf = (person: Person): string => nameOf(person.name);
  const who = by.side === 'system' ? words.sides.system : nameOf(by.name);
  switch (what.kind) {
    case 'opened':
      return events.opened(who);
    case 'message':
    case 'note':
      return mark(textShown(what.body, words));
    case 'status':
      return events.status(who, words.status[what.to]);
    case 'priority':
      return events.priority(who, words.priority[what.to]);
    case 'subject':
      return events.subject(who, mark(textShown(what.to, words)));
    case 'assigned':
      return events.assigned(who, personOf(what.to));
    case 'released':
      return events.released(who, personOf(what.from));
    case 'participants_added': {
      const people = what.people.map(personOf).join(', ');
      return what.faction === null
        ? events.added(who, people)
        : events.addedFaction(who, mark(what.faction), people);
    }
    case 'participant_removed':
      return events.removed(who, personOf(what.person));
    case 'message_edited':
      return events.edited(who, full(what.of.at), mark(what.body));
    case 'message_deleted':
      return events.deleted(nameOf(what.of.by.name), full(what.of.at));
    case 'not_on_discord':
      return events.notOnDiscord(nameOf(what.of.by.name), full(what.of.at));
  }
}
