import * as v from 'valibot';
import { limits } from '../../protocol/limits.ts';
import { location, priorities, statuses, surfaces } from '../../protocol/ticket.ts';
import { id, kind, listOf, maybe, oneOf, optionalText, text } from '../../protocol/field.ts';
import { importLimits } from './import-limits.ts';

/** One line of a file to be imported. `docs/import.md` has it in words. */

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/u;
/** Seconds in place of milliseconds would be in 1970. */
const ms_min = 100_000_000_000;

const time = v.pipe(
  v.union([v.number(), v.string()], 'a time such as "2024-05-01T18:30:00Z", or in milliseconds'),
  v.transform((raw) => {
    if (typeof raw === 'number') return raw;
    return iso.test(raw) ? Date.parse(raw) : Number.NaN;
  }),
  v.number('a time such as "2024-05-01T18:30:00Z", with its zone'),
  v.minValue(ms_min, 'a time after 1973, in milliseconds and not in seconds'),
  v.transform(Math.round),
);

const name = maybe(v.pipe(v.string(), v.minLength(1), v.maxLength(importLimits.name_chars_max)));

/** Somebody. Without `account`, `user` or `discord` it is nobody who has an account here. */
const person = {
  /** The shard's own id of the account. */
  account: maybe(id('')),
  name,
  /** The shard's own id of the character. */
  character: maybe(id('')),
  character_name: name,
  /** A user name of the web client here, for staff. */
  user: maybe(text(limits.name_chars_max, '')),
  /** An id of Discord: the account that is linked with it here. */
  discord: maybe(text(importLimits.id_chars_max, '')),
};
const somebody = v.strictObject(person);
export type ImportPerson = Readonly<v.InferOutput<typeof somebody>>;

const sides = ['player', 'support', 'system'] as const;
const surface = maybe(oneOf(surfaces, ''));

const message = v.strictObject({
  at: time,
  by: oneOf(sides, ''),
  author: maybe(somebody),
  text: text(importLimits.line_bytes_max, ''),
  /** Only support sees it. */
  internal: maybe(v.boolean()),
  surface,
});

const ticket = v.strictObject({
  type: kind('ticket'),
  /** What it is known by there; with `source` it is imported once. */
  id: text(importLimits.id_chars_max, ''),
  source: maybe(text(importLimits.source_chars_max, '')),
  /** Whose accounts `account` means; null: it came from none. */
  shard: maybe(v.nullable(id(''))),
  category: maybe(text(importLimits.name_chars_max, '')),
  subject: maybe(optionalText(importLimits.line_bytes_max, '')),
  status: maybe(oneOf(statuses, '')),
  priority: maybe(oneOf(priorities, '')),
  created: time,
  closed: maybe(time),
  archived: maybe(time),
  sender: maybe(somebody),
  /** Further players who see it. */
  participants: maybe(listOf(somebody, limits.participants_max - 1, '')),
  location: maybe(location),
  assignee: maybe(somebody),
  assigned: maybe(time),
  closed_by: maybe(v.strictObject({ by: oneOf(sides, ''), ...person })),
  messages: listOf(message, limits.entries_max, ''),
  /** What else is known of it, for support. */
  about: maybe(text(importLimits.line_bytes_max, '')),
  surface,
});
export type ImportTicket = Readonly<v.InferOutput<typeof ticket>>;

const canned = v.strictObject({
  type: kind('canned'),
  id: maybe(text(importLimits.name_chars_max, '')),
  source: maybe(text(importLimits.source_chars_max, '')),
  title: text(importLimits.name_chars_max, ''),
  text: text(limits.raw_text_chars_max, ''),
});
export type ImportCanned = Readonly<v.InferOutput<typeof canned>>;

const line = v.variant('type', [ticket, canned]);
export type ImportLine = ImportTicket | ImportCanned;

export type Parsed<T = ImportLine> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

export function bad(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}

/** Checks the form of a line, and reads its times. `now`: milliseconds since 1970. */
export function parseLine(raw: unknown, now: number): Parsed {
  const parsed = v.safeParse(line, raw);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue);
    return bad(where === null ? issue.message : `${where}: ${issue.message}`);
  }
  const value = parsed.output;
  if (value.type === 'canned') return { ok: true, value };
  const { created, closed, archived, assigned } = value;
  const times = { created, closed, archived, assigned };
  for (const [field, at] of Object.entries(times)) {
    if (isAhead(at, now)) return bad(`${field}: it lies in the future`);
  }
  const ahead = value.messages.findIndex(({ at }) => isAhead(at, now));
  if (ahead >= 0) return bad(`messages.${ahead}.at: it lies in the future`);
  return { ok: true, value };
}

function isAhead(at: number | undefined, now: number): boolean {
  return at !== undefined && at > now + importLimits.ahead_ms_max;
}
