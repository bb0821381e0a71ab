import * as v from 'valibot';
import {
  flag,
  id,
  int,
  listOf,
  maybe,
  meaning,
  oneOf,
  optionalText,
  orNull,
  text,
  time,
  kind,
} from './field.ts';
import { limits, ranges } from './limits.ts';

/** The shapes of a ticket on the wire. Fields that only the support audience gets say so. */

export const statuses = ['open', 'in_progress', 'closed', 'archived'] as const;
export type Status = (typeof statuses)[number];

export const audiences = ['public', 'support'] as const;
export type Audience = (typeof audiences)[number];

export const sides = ['player', 'support'] as const;
export type Side = (typeof sides)[number];

export const surfaces = ['game', 'web', 'discord', 'http', 'script', 'server'] as const;
export type Surface = (typeof surfaces)[number];

export const attentions = ['needs_attention', 'waiting_for_response', 'none'] as const;
export type Attention = (typeof attentions)[number];

export const priorities = ['low', 'normal', 'high'] as const;
export type Priority = (typeof priorities)[number];

const coordinate = (axis: string) => int(ranges.int32_min, ranges.int32_max, axis);

export const location = v.strictObject({
  map: coordinate('Number of the map.'),
  x: coordinate('East.'),
  y: coordinate('South.'),
  z: coordinate('Up.'),
});
export type Location = v.InferOutput<typeof location>;

/** Stands for the number of an account that the public audience does not get. No account has it. */
export const unnamed_account = '0';

export const person = v.strictObject({
  account: id(
    'Number of the account, as a decimal string; 0 for somebody of support who is shown under another name.',
  ),
  name: optionalText(limits.name_chars_max, 'Name of the account at that time.'),
  character: orNull(id('Number of the character, as a decimal string.')),
  character_name: optionalText(
    limits.name_chars_max,
    'Name of the character at that time, or empty.',
  ),
});
export type Person = v.InferOutput<typeof person>;

export const author = v.strictObject({
  side: oneOf(['player', 'support', 'system'], 'Which side wrote or did it.'),
  account: orNull(
    id(
      'Number of the account; null for the system, 0 for somebody of support who is shown under another name.',
    ),
  ),
  name: optionalText(limits.name_chars_max, 'Name to show.'),
});
export type Author = v.InferOutput<typeof author>;

const status = oneOf(statuses, 'Where in its life the ticket is.');

const priority = oneOf(priorities, 'How urgent support finds it: support only.');

/** What support sets for itself; absent for the public audience. */
const triage = { priority: maybe(priority) };
export type TriageField = keyof typeof triage;

/** A message of the history that something is said of. */
export const messageRef = v.strictObject({
  seq: int(1, limits.entries_max, 'Its number in what this audience sees.'),
  at: time('When it was written.'),
  by: meaning(author, 'Who wrote it.'),
});

export type MessageRef = v.InferOutput<typeof messageRef>;

/** A file of a message. The hash of its bytes is nobody's business, so it stays with the server. */
export const file = v.strictObject({
  id: id('Its name in `/files/TICKET/ID`.'),
  name: text(limits.file_name_chars_max, 'What it was called; to be shown as text only.'),
  bytes: int(1, ranges.file_bytes_max, 'Its size.'),
  type: text(limits.file_type_chars_max, 'Its media type, as the server found it.'),
  picture: maybe(
    meaning(
      v.strictObject({
        width: int(1, ranges.picture_side_max, 'In pixels.'),
        height: int(1, ranges.picture_side_max, 'In pixels.'),
      }),
      'Of a picture, which has a small one at `/files/TICKET/ID/thumb`.',
    ),
  ),
});
export type File = v.InferOutput<typeof file>;

const files = maybe(
  listOf(file, limits.files_per_message_max, 'Its files; absent where there are none.'),
);

/** What one entry of the history says. */
export const entryBody = v.variant('kind', [
  v.strictObject({ kind: kind('opened') }),
  v.strictObject({
    kind: kind('message'),
    body: optionalText(
      limits.body_chars_max,
      'The text, exactly as trimmed; empty only where there are files.',
    ),
    files,
  }),
  v.strictObject({
    kind: kind('note'),
    body: optionalText(
      limits.body_chars_max,
      'An internal note: support only; empty only where there are files.',
    ),
    files,
  }),
  v.strictObject({ kind: kind('status'), from: status, to: status }),
  v.strictObject({ kind: kind('priority'), from: priority, to: priority }),
  v.strictObject({
    kind: kind('subject'),
    from: text(limits.subject_chars_max, 'What it was called.'),
    to: text(limits.subject_chars_max, 'What it is called now.'),
  }),
  v.strictObject({
    kind: kind('assigned'),
    to: meaning(person, 'Who has it now.'),
    from: orNull(meaning(person, 'Who had it.')),
  }),
  v.strictObject({ kind: kind('released'), from: meaning(person, 'Who had it.') }),
  v.strictObject({
    kind: kind('participants_added'),
    people: listOf(person, limits.entry_people_max, 'Who sees it from now on.'),
    faction: orNull(text(limits.name_chars_max, 'The faction they were added as members of.')),
  }),
  v.strictObject({
    kind: kind('participant_removed'),
    person: meaning(person, 'Who sees it no longer.'),
  }),
  v.strictObject({
    kind: kind('message_edited'),
    of: meaning(messageRef, 'The message, which stands in the history as it was.'),
    body: text(limits.body_chars_max, 'What it says now.'),
  }),
  v.strictObject({
    kind: kind('message_deleted'),
    of: meaning(messageRef, 'The message, which stands in the history as it was.'),
  }),
  v.strictObject({
    kind: kind('not_on_discord'),
    of: meaning(messageRef, 'The message, whose words Discord did not take: support only.'),
  }),
]);
export type EntryBody = v.InferOutput<typeof entryBody>;

export const entry = v.strictObject({
  seq: int(
    1,
    limits.entries_max,
    "Number of the entry in the audience's own counting, without gaps.",
  ),
  at: time('When it happened.'),
  by: meaning(author, 'Who.'),
  surface: oneOf(surfaces, 'Where it was written or done.'),
  what: meaning(entryBody, 'What it says.'),
});
export type Entry = v.InferOutput<typeof entry>;

/** A ticket without its history, as one audience sees it. */
export const head = v.strictObject({
  id: id('The ticket.'),
  number: int(1, ranges.ticket_number_max, 'What people call it.'),
  shard: orNull(id('Name of the shard it came from.')),
  category: text(limits.category_chars_max, 'One of the configured categories.'),
  subject: text(limits.subject_chars_max, 'Its subject.'),
  status,
  attention: oneOf(
    attentions,
    'Whose turn it is; none when nobody wrote or the ticket is not active.',
  ),
  participants: listOf(person, limits.participants_max, 'The players who see it.'),
  assignee: orNull(meaning(person, 'Who works on it.')),
  sender: orNull(meaning(person, 'Who rang, as at submission.')),
  location: orNull(meaning(location, 'Where they stood at submission.')),
  created: time('When it was opened.'),
  updated: time('When something changed that this audience can see.'),
  assigned: orNull(time('When the present assignee got it.')),
  closed: orNull(time('When it was closed.')),
  archived: orNull(time('When it was archived.')),
  waiting_since: orNull(time('The first player message after the last one of support.')),
  seq: int(0, limits.entries_max, "The audience's last entry."),
  ...triage,
});
export type Head = v.InferOutput<typeof head>;

/** One row of a list. */
export const row = v.strictObject({
  id: id('The ticket.'),
  number: int(1, ranges.ticket_number_max, 'What people call it.'),
  shard: orNull(id('Name of the shard.')),
  category: text(limits.category_chars_max, 'Its category.'),
  subject: text(limits.subject_chars_max, 'Its subject.'),
  status,
  attention: oneOf(attentions, 'Whose turn it is.'),
  sender: orNull(meaning(person, 'Who rang, as at submission.')),
  location: orNull(meaning(location, 'Where they stood at submission.')),
  assignee: orNull(meaning(person, 'Who works on it.')),
  created: time('When it was opened.'),
  updated: time('When something changed that this audience can see.'),
  waiting_since: orNull(time('The first player message after the last one of support.')),
  closed: orNull(time('When it was closed, if it is.')),
  seq: int(0, limits.entries_max, "The audience's last entry."),
  ...triage,
});
export type Row = v.InferOutput<typeof row>;

/** How far an account has read one ticket, in the numbers of each audience; 0 is not at all. */
export const readMarker = v.strictObject({
  ticket: id('The ticket.'),
  public: int(0, limits.entries_max, 'The last entry it has seen as players see them.'),
  support: int(0, limits.entries_max, 'The last entry it has seen as support sees them.'),
});
export type ReadMarker = v.InferOutput<typeof readMarker>;

export const doings = ['viewing', 'typing', 'noting', 'gone'] as const;
export type Doing = (typeof doings)[number];

const present = {
  account: id('Number of the account.'),
  name: optionalText(limits.name_chars_max, 'Its name.'),
};

/** Who is at a ticket now, as support is told. */
export const ticketPresence = v.strictObject({
  viewing: listOf(
    v.strictObject(present),
    limits.signal_people_max,
    'Those of support who look at it.',
  ),
  typing: listOf(
    v.strictObject({ ...present, side: oneOf(sides, 'On which side.') }),
    limits.signal_people_max,
    'Those who write, be it a message or a note.',
  ),
});
export type TicketPresence = v.InferOutput<typeof ticketPresence>;

/** How many are at a ticket now, and the first of them by name. */
export const presence = v.strictObject({
  ticket: id('The ticket.'),
  viewing: int(0, ranges.present_max, 'Accounts of support that look at it.'),
  typing: int(0, ranges.present_max, 'Accounts that write, on either side.'),
  people: listOf(
    v.strictObject({ ...present, typing: flag('Whether it writes.') }),
    limits.presence_people_max,
    'The first of them, those who write before those who only look.',
  ),
});
export type Presence = v.InferOutput<typeof presence>;
