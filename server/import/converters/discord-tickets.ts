import { isBlank } from '../../../protocol/visible.ts';
import { aboutOf, line, type Line } from './converter.ts';
import { messageText } from './discord-message.ts';

type Json = Readonly<Record<string, unknown>>;

/** What `settings.json` of the export names: categories and questions by their ids. */
export interface DiscordTicketsNames {
  readonly categories: ReadonlyMap<string, string>;
  readonly questions: ReadonlyMap<string, string>;
}

export function namesIn(settings: unknown): DiscordTicketsNames {
  const categories = new Map<string, string>();
  const questions = new Map<string, string>();
  for (const category of listIn(settings, 'categories')) {
    categories.set(String(category['id']), String(category['name']));
    for (const question of listIn(category, 'questions')) {
      questions.set(String(question['id']), String(question['label']));
    }
  }
  return { categories, questions };
}

/** Its tags, as canned replies. */
export function discordTicketsTags(settings: unknown): readonly Line[] {
  return listIn(settings, 'tags').map(({ name, content }) => {
    return { type: 'canned', title: String(name), text: String(content) };
  });
}

const priorities: Readonly<Record<string, string>> = { LOW: 'low', HIGH: 'high' };

/**
 * A line of `tickets.jsonl` of the export of discord-tickets 4. Whoever is neither the one who opened
 * it nor a bot counts as support: the export does not say who is.
 */
export function discordTicket(
  json: unknown,
  { categories, questions }: DiscordTicketsNames,
): Line | { readonly why: string } {
  const ticket = (json ?? {}) as Json;
  const { id, number, createdById, createdAt, closedAt, claimedById, closedById } = ticket;
  if (typeof id !== 'string') return { why: 'id: it has none' };
  const users = new Map(
    listIn(ticket, 'archivedUsers').map((user) => [String(user['userId']), user] as const),
  );
  const person = (user: unknown): Line => {
    const { displayName, username } = users.get(String(user)) ?? {};
    const name = [displayName, username].find((one) => typeof one === 'string' && one !== '');
    return { discord: String(user), name: name ?? `User ${String(user)}` };
  };
  const messages = listIn(ticket, 'archivedMessages')
    .toSorted((a, b) => Date.parse(String(a['createdAt'])) - Date.parse(String(b['createdAt'])))
    .flatMap(({ authorId, content, createdAt: at, deleted }): Line[] => {
      const text = messageText(content);
      if (isBlank(text)) return [];
      const isBot = users.get(String(authorId))?.['bot'] === true;
      const by = authorId === createdById ? 'player' : isBot ? 'system' : 'support';
      const author = person(authorId);
      // Taken back there, so nobody but support sees it here.
      const isDeleted = deleted === true;
      const said = isDeleted ? `Deleted there: ${text}` : text;
      return [line({ at, by, author, text: said, internal: isDeleted ? true : undefined })];
    });
  const topic = typeof ticket['topic'] === 'string' ? ticket['topic'] : '';
  const asked = [topic, ...answersOf(ticket, questions)]
    .filter((one) => !isBlank(one))
    .join('\n\n');
  const sender = person(createdById);
  const opening = isBlank(asked)
    ? []
    : [{ at: createdAt, by: 'player', author: sender, text: asked }];
  const isOpen = ticket['open'] === true;
  const [rating, comment] = feedbackOf(ticket);
  const reason = ticket['closedReason'];
  return line({
    type: 'ticket',
    id,
    surface: 'discord',
    category: categories.get(String(ticket['categoryId'])),
    subject: isBlank(topic) ? undefined : topic,
    status: isOpen ? 'open' : 'closed',
    priority: priorities[String(ticket['priority'])],
    created: createdAt,
    closed: isOpen ? undefined : (closedAt ?? undefined),
    sender,
    assignee: typeof claimedById === 'string' ? person(claimedById) : undefined,
    closed_by:
      isOpen || typeof closedById !== 'string'
        ? undefined
        : { by: closedById === createdById ? 'player' : 'support', ...person(closedById) },
    messages: [...opening, ...messages],
    about: aboutOf([
      `Ticket number ${String(number)}.`,
      typeof reason === 'string' && !isBlank(reason) ? `Closed because: ${reason}` : undefined,
      rating === undefined ? undefined : `The player rated it ${rating} of 5.`,
      comment,
    ]),
  });
}

function answersOf(ticket: Json, questions: DiscordTicketsNames['questions']): readonly string[] {
  return listIn(ticket, 'questionAnswers').flatMap(({ questionId, value }) => {
    if (typeof value !== 'string' || isBlank(value)) return [];
    const label = questions.get(String(questionId));
    return [label === undefined ? value : `${label}\n${value}`];
  });
}

function feedbackOf({ feedback }: Json): readonly [string | undefined, string | undefined] {
  if (typeof feedback !== 'object' || feedback === null) return [undefined, undefined];
  const { rating, comment } = feedback as Json;
  return [String(rating), typeof comment === 'string' ? `They wrote: ${comment}` : undefined];
}

function listIn(json: unknown, name: string): readonly Json[] {
  const list = (json as Json | null)?.[name];
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}
