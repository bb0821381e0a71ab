import type { Ticket } from '../../actors/ticket/state.ts';
import { escaped, factList, isolated, page_end, pageTop } from './html.ts';
import type { Copy, PersonRecords } from './person-records.ts';
import type { Speech } from './reader.ts';

/** What the list of tickets says of one of them. */
export interface TicketLine {
  readonly number: number;
  /** Null for one of others, whose subject is theirs. */
  readonly subject: string | null;
  readonly status: Ticket['life']['status'];
  readonly created: number;
  /** Of its page in the archive. */
  readonly href: string;
}

export interface PersonIndex {
  readonly records: PersonRecords;
  readonly copy: Copy;
  /** When it was made. */
  readonly at: number;
  readonly lines: readonly TicketLine[];
}

/** Lines of the list in one piece. */
const step_lines = 200;

/** The first page of the archive of a person. */
export function* personIndex(
  { records, copy, at, lines }: PersonIndex,
  speech: Speech,
): Generator<string> {
  const { words, full } = speech;
  const { person } = words;
  const { account, characters, factions, discord, sessions, canned } = records;
  const title = person.title(account.name || `#${account.number}`);
  yield pageTop(speech.language, title);
  yield `<header>\n<h1>${escaped(title)}</h1>\n`;
  yield `<p class="muted">${escaped(person.made(full(at)))} ${escaped(words.zone(speech.zone))}</p>\n`;
  yield copy === 'own'
    ? `<p>${escaped(person.own)}</p>\n`
    : `<p class="warning">${escaped(person.notes)}</p>\n`;
  yield `<p class="muted">${escaped(person.rest)}</p>\n</header>\n<main>\n`;
  yield `<h2>${escaped(person.account)}</h2>\n`;
  const { fields } = person;
  const known: ReadonlyArray<readonly [string, string | null]> = [
    [fields.number, account.number],
    [fields.name, account.name],
    [fields.user_name, account.user_name],
    [fields.shard, account.shard],
    [fields.shard_account, account.shard_account],
    [fields.created, full(account.created)],
    [fields.groups, account.groups.join(', ')],
    [fields.rights, account.rights.join(', ')],
    [fields.alias, account.alias],
    [fields.signed_in, account.signed_in === null ? null : full(account.signed_in)],
    [fields.last_seen, account.last_seen === null ? null : full(account.last_seen)],
    [fields.has_password, account.has_password ? person.yes : person.no],
    [fields.discord, discord?.user ?? null],
  ];
  yield factList(
    known.flatMap(([name, value]) =>
      value === null || value === '' ? [] : [[name, isolated(value)] as const],
    ),
  );
  yield list(
    person.characters,
    characters.map(({ name }) => isolated(name)),
  );
  yield list(
    person.factions,
    factions.map(({ name }) => isolated(name)),
  );
  yield list(
    person.sessions,
    sessions.map(({ created, expires }) => escaped(`${full(created)} – ${full(expires)}`)),
  );
  yield list(
    person.canned,
    canned.map(
      ({ title: name, text }) =>
        `<strong dir="auto">${escaped(name)}</strong><div class="text" dir="auto">${escaped(text)}</div>`,
    ),
  );
  for (const [name, own] of [
    [person.tickets, true],
    [person.elsewhere, false],
  ] as const) {
    const rows = lines.filter(({ subject }) => (subject !== null) === own);
    if (rows.length === 0 && !own) continue;
    yield `<h2>${escaped(name)}</h2>\n`;
    if (rows.length === 0) yield `<p class="muted">${escaped(person.none)}</p>\n`;
    else yield* table(rows, speech);
  }
  yield `</main>\n${page_end}`;
}

function* table(lines: readonly TicketLine[], { words, full }: Speech): Generator<string> {
  const { columns } = words.person;
  const names = Object.values(columns).map((name) => `<th scope="col">${escaped(name)}</th>`);
  yield `<table>\n<thead><tr>${names.join('')}</tr></thead>\n<tbody>\n`;
  for (let i = 0; i < lines.length; i += step_lines) {
    yield lines
      .slice(i, i + step_lines)
      .map(
        ({ number, subject, status, created, href }) =>
          `<tr><td><a href="${href}">#${number}</a></td><td dir="auto">${escaped(subject ?? '')}</td>` +
          `<td>${escaped(words.status[status])}</td><td>${escaped(full(created))}</td></tr>\n`,
      )
      .join('');
  }
  yield '</tbody>\n</table>\n';
}

/** Items are markup. */
function list(name: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const lines = items.map((item) => `<li>${item}</li>`).join('\n');
  return `<h2>${escaped(name)}</h2>\n<ul>\n${lines}\n</ul>\n`;
}
