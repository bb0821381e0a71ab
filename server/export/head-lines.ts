import { nameShown } from '../../protocol/erased.ts';
import type { Head } from '../../protocol/ticket.ts';
import type { Speech } from './reader.ts';

/** What stands above a transcript: names of fields and their values, which people chose in part. */
export function headLines(
  head: Head,
  { words, full }: Speech,
): Array<[name: string, value: string]> {
  const { head: names, nobody, place } = words;
  const { sender, location, participants, assignee, closed, archived, priority } = head;
  const nameOf = (person: { readonly name: string }): string => nameShown(person.name, words);
  const withCharacter = (person: (typeof participants)[number]): string =>
    person.character_name === '' || person.character_name === person.name
      ? nameOf(person)
      : `${nameOf(person)} (${person.character_name})`;
  return [
    [names.status, words.status[head.status]],
    ...(priority === undefined ? [] : [line(names.priority, words.priority[priority])]),
    ...(head.shard === null ? [] : [line(names.shard, head.shard)]),
    [names.category, head.category],
    ...(sender === null ? [] : [line(names.sender, withCharacter(sender))]),
    ...(location === null
      ? []
      : [line(names.location, place(location.map, location.x, location.y, location.z))]),
    ...(participants.length === 0
      ? []
      : [line(names.participants, participants.map(withCharacter).join(', '))]),
    [names.assignee, assignee === null ? nobody : nameOf(assignee)],
    [names.created, full(head.created)],
    ...(closed === null ? [] : [line(names.closed, full(closed))]),
    ...(archived === null ? [] : [line(names.archived, full(archived))]),
  ];
}

function line(name: string, value: string): [name: string, value: string] {
  return [name, value];
}
