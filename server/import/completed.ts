import type { ImportLine, ImportPerson, ImportTicket } from './form.ts';

/** What an operator says of all lines of a file. */
export interface ImportOptions {
  readonly source: string;
  /** Where a ticket names none. */
  readonly shard: string | undefined;
  readonly category: string | undefined;
  /** Categories here, by their names there. */
  readonly categories: ReadonlyMap<string, string>;
  /** User names here, by the names of staff there. */
  readonly staff: ReadonlyMap<string, string>;
}

/** A line with what it leaves to the options. */
export function completed(line: ImportLine, options: ImportOptions): ImportLine {
  const source = line.source ?? options.source;
  if (line.type === 'canned') return { ...line, source };
  const staff = (person: ImportPerson): ImportPerson => {
    const user = person.user ?? (person.name && options.staff.get(person.name));
    return user === undefined ? person : { ...person, user };
  };
  const { assignee, closed_by } = line;
  return {
    ...line,
    ...categoryOf(line, options),
    source,
    ...(line.shard === undefined && options.shard !== undefined && { shard: options.shard }),
    ...(assignee !== undefined && { assignee: staff(assignee) }),
    ...(closed_by?.by === 'support' && { closed_by: { ...closed_by, ...staff(closed_by) } }),
    messages: line.messages.map((message) =>
      message.by === 'support' && message.author !== undefined
        ? { ...message, author: staff(message.author) }
        : message,
    ),
  };
}

function categoryOf(
  { category, about }: ImportTicket,
  options: ImportOptions,
): Pick<ImportTicket, 'category' | 'about'> {
  if (category === undefined) {
    return options.category === undefined ? {} : { category: options.category };
  }
  const here = options.categories.get(category);
  if (here === undefined) return {};
  const said = `Its category there: ${category}`;
  return { category: here, about: about === undefined ? said : `${said}\n${about}` };
}
