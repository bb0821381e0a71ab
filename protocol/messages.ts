import * as v from 'valibot';
import { adminCommand, answerBody, cannedReply } from './admin.ts';
import {
  discordId,
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
} from './field.ts';
import { formElement, form_elements_max, form_entry_id_max } from './form.ts';
import { fileKinds } from './files.ts';
import { limits, ranges } from './limits.ts';
import {
  audiences,
  ticketPresence,
  doings,
  entry,
  head,
  location,
  readMarker,
  presence,
  row,
  sides,
} from './ticket.ts';
import { queueFilter, queueSort } from './queue.ts';
import { commandBody } from './command-body.ts';

/**
 * The language on the wire, one entry a message. The validator, the TypeScript types and
 * `docs/protocol.md` are read off these two tables; a test pins their hash.
 */
export interface MessageDefinition<E extends v.ObjectEntries = v.ObjectEntries> {
  readonly sentence: string;
  readonly fields: E;
}

function message<const E extends v.ObjectEntries>(sentence: string, fields: E) {
  return { sentence, fields };
}

const commandId = id(
  'Made by the client; a resend with the same id changes nothing and gets the first answer.',
);
/** For what is not kept: sent again it is carried out again. */
const requestId = id('Made by the client, to know the answer by.');
const watchNumber = int(
  0,
  ranges.watch_number_max,
  'Made by the client. A number in use passes to the new watch; what it stood for before is told until the new state is there, which is how a window is moved.',
);
const session = id("The shard's own name of a session.");
/** 1990: a time before it was counted in seconds, or stands for none. */
const created_min = 631_152_000_000;
const created = (whose: string) =>
  maybe(
    v.pipe(
      time(
        `When ${whose} was created in the game, which is after 1990. The same id with another time is somebody new; less than a second is no difference.`,
      ),
      v.minValue(created_min),
    ),
  );
const int32 = (sentence: string) => int(ranges.int32_min, ranges.int32_max, sentence);

export const clientMessages = {
  hello: message('The first frame, and only the first.', {
    v: int(0, ranges.version_max, 'Version of the protocol.'),
    auth: meaning(
      v.variant('as', [
        v.strictObject({
          as: v.literal('shard'),
          key: text(limits.secret_chars_max, 'The key that `shardbell shard add` printed.'),
          incarnation: id('Made when the shard starts.'),
        }),
        v.strictObject({
          as: v.literal('web'),
          ticket: text(limits.secret_chars_max, 'The one-time socket ticket, good for 30 s.'),
        }),
      ]),
      'Who connects.',
    ),
    client: maybe(text(limits.name_chars_max, 'Name and version of the program, for the log.')),
  }),
  command: message('Asks a ticket to change. Answered by done or refused once it is on disk.', {
    id: commandId,
    ticket: maybe(id('The ticket; absent to open one.')),
    session: maybe(id('Shards only: the live session that asks.')),
    as: maybe(
      oneOf(sides, 'On which side; absent: the player side where the right for it is there.'),
    ),
    do: meaning(commandBody, 'What to do.'),
  }),
  get: message('Asks for a page of the history of a ticket. Answered by got or refused.', {
    id: commandId,
    ticket: id('The ticket.'),
    as: oneOf(audiences, 'Which audience.'),
    before: maybe(int(1, limits.entries_max + 1, 'Only entries below this number.')),
  }),
  watch: message('Asks for the state of something and for what happens to it from then on.', {
    w: watchNumber,
    what: meaning(
      v.variant('on', [
        v.strictObject({
          on: v.literal('queue'),
          filter: meaning(queueFilter, 'Which tickets; fields are joined by and.'),
          sort: meaning(queueSort, 'In which order.'),
          offset: int(0, ranges.list_rows_max, 'First row of the window.'),
          limit: int(1, limits.window_rows_max, 'Rows of the window.'),
        }),
        v.strictObject({
          on: v.literal('mine'),
          list: oneOf(
            ['active', 'closed'],
            'Active: open and in progress. Closed: closed and archived.',
          ),
          offset: maybe(
            int(0, ranges.list_rows_max, 'First row of the window; absent: the first of all.'),
          ),
          limit: maybe(
            int(1, limits.window_rows_max, 'Rows of the window; absent: as many as may be.'),
          ),
        }),
        v.strictObject({ on: v.literal('seen') }),
        v.strictObject({ on: v.literal('presence') }),
        v.strictObject({ on: v.literal('canned') }),
        v.strictObject({
          on: v.literal('ticket'),
          ticket: id('The ticket.'),
          as: oneOf(audiences, 'Which audience to be.'),
          resume: maybe(
            meaning(
              v.strictObject({
                epoch: id('Epoch of the state or welcome it continues.'),
                seq: int(0, limits.entries_max, 'Last entry that was received.'),
              }),
              'Where an earlier watch was cut.',
            ),
          ),
        }),
      ]),
      'What to watch.',
    ),
  }),
  unwatch: message('Ends a watch. Not answered; events under way may still arrive.', {
    w: watchNumber,
  }),
  find: message(
    'Looks for people, for those of them who may be assigned tickets, or for factions, by the beginnings of words in their names. Needs tickets.assign; to look for people tickets.reply will do. Answered by answer or refused.',
    {
      id: requestId,
      what: oneOf(['accounts', 'staff', 'factions'], 'What to look for.'),
      words: maybe(
        text(
          limits.find_words_chars_max,
          'All of them must match. Absent, which only staff are looked for by: all of them.',
        ),
      ),
      limit: int(1, limits.find_rows_max, 'How many are wanted.'),
    },
  ),
  find_ticket: message(
    'Asks which ticket has a number. Answered by answer, or refused with ticket_unknown where there is none or the account may not read it.',
    {
      id: requestId,
      number: int(1, ranges.ticket_number_max, 'What people call it.'),
      as: oneOf(audiences, 'As which audience it is to be read.'),
    },
  ),
  admin: message(
    'Reads or changes how the server is set up and who may do what. Answered by answer, done or refused.',
    {
      id: requestId,
      do: meaning(
        adminCommand,
        'What to do. `settings_` needs tickets.settings, `shard_` tickets.shards, `canned_` tickets.canned, `own_canned_` access to the queue, `own_discord_` nothing, all else tickets.manage_access.',
      ),
    },
  ),
  seen: message(
    'Tells how far the account has read a ticket. Not answered: a mark never moves back, and for a ticket that the account may not read so there is none.',
    {
      ticket: id('The ticket.'),
      as: oneOf(audiences, 'In whose numbers.'),
      seq: int(1, limits.entries_max, 'The last entry it has seen.'),
    },
  ),
  signal: message(
    'Tells what the account does at a ticket that this connection watches as that audience. Not answered and not kept: it is over when the watch ends, and by itself when it is not said again.',
    {
      ticket: id('The ticket.'),
      as: oneOf(audiences, 'As which audience.'),
      doing: oneOf(
        doings,
        'Viewing and noting, which is writing an internal note, are told to support only. Players are told that support is typing, and nothing of each other.',
      ),
    },
  ),
  ping: message('Says that the client is there. Answered by pong.', {}),

  account: message(
    'Shard: tells one of its accounts, new or changed. Whoever has many players to tell sends all accounts, then all characters, then all sessions, with at most 2,000 of them unanswered at a time.',
    {
      id: commandId,
      account: id("The shard's id of the account."),
      name: text(limits.name_chars_max, 'Its name.'),
      created: created('the account'),
    },
  ),
  character: message('Shard: tells a character of one of its accounts, new or changed.', {
    id: commandId,
    account: id("The shard's id of the account."),
    character: id("The shard's id of the character."),
    name: text(limits.name_chars_max, 'Its name.'),
    created: created('the character'),
  }),
  discord_link: message(
    'Shard: tells who one of its accounts is on Discord. Refused of an account with rights of staff, and where either is linked to another by a code.',
    {
      id: commandId,
      account: id("The shard's id of the account."),
      user: orNull(discordId('The Discord user who is the same person; null: nobody.')),
    },
  ),
  faction: message(
    'Shard: tells one of its factions, with all who are members now. Without members it is forgotten.',
    {
      id: commandId,
      faction: id("The shard's id of the faction."),
      name: text(limits.name_chars_max, 'Its name.'),
      members: listOf(
        id("The shard's id of an account that was told before."),
        limits.faction_members_max,
        'All members.',
      ),
    },
  ),
  session_opened: message(
    'Shard: somebody is playing. After every welcome all live ones are told again.',
    {
      id: commandId,
      session,
      account: id("The shard's id of the account."),
      account_created: created('the account'),
      character: maybe(id("The shard's id of the character.")),
      character_created: created('the character'),
      location: maybe(meaning(location, 'Where the player stands.')),
    },
  ),
  session_moved: message('Shard: the session plays another character, or elsewhere.', {
    id: commandId,
    session,
    character: maybe(id("The shard's id of the character.")),
    location: maybe(meaning(location, 'Where the player stands.')),
  }),
  session_closed: message('Shard: the session ended.', { id: commandId, session }),
  sessions_end: message(
    'Shard: closes the list of live sessions; those not listed have ended.',
    {},
  ),
  sign_in_link: message(
    'Shard: asks for a one-time link that signs the player in on the web, with what players may. Refused of an account with rights of staff.',
    { id: commandId, session },
  ),
  help_requested: message('Shard: the player pressed help.', {
    id: commandId,
    session,
    location: maybe(meaning(location, 'Where the player stands.')),
  }),
  form_answered: message('Shard: the player answered a form.', {
    id: commandId,
    session,
    form: id('The form that was shown.'),
    gump: int32('Its gump id.'),
    serial: int32('Its serial.'),
    button: int32('The button pressed; 0 is closed.'),
    switches: listOf(int32('A switch that is on.'), limits.switches_max, 'Switches that are on.'),
    entries: listOf(
      v.strictObject({
        id: int(0, form_entry_id_max, 'Number of the text entry.'),
        text: optionalText(limits.form_entry_chars_max, 'What was typed.'),
      }),
      limits.form_entries_max,
      'Texts typed.',
    ),
    location: maybe(meaning(location, 'Where the player stands.')),
  }),
  notice_shown: message('Shard: the notice was shown in this session.', {
    session,
    notice: id('The notice.'),
  }),
} as const;

/** What every client gets to know of the settings. */
const toldSettings = v.strictObject({
  auto_archive: flag('Whether closing a ticket archives it at once.'),
  retired_categories: listOf(
    text(limits.category_chars_max, 'A category.'),
    limits.categories_max,
    'Those that tickets have and no new ticket gets.',
  ),
  subject_chars_max: int(1, limits.subject_chars_max, 'Characters that a new subject may have.'),
  body_chars_max: int(1, limits.body_chars_max, 'Characters that a new message may have.'),
  file_bytes_max: int(1, ranges.file_bytes_max, 'Bytes that one file may have.'),
  file_kinds: listOf(
    oneOf(fileKinds, 'A kind.'),
    fileKinds.length,
    'Kinds of files that are taken; empty: none.',
  ),
  read_only: flag('Nothing can be stored at this moment; what is stored can be read.'),
});
export type ToldSettings = v.InferOutput<typeof toldSettings>;

const topic = int(
  1,
  ranges.topic_number_max,
  'Number of what is watched; events carry it instead of the watch.',
);
const more = maybe(
  flag(
    'Whether more tickets match: of a search through closed ones only the first are told and counted.',
  ),
);
const windowState = {
  offset: int(0, ranges.list_rows_max, 'First row of the window.'),
  total: int(0, ranges.list_rows_max, 'Rows in all, in and outside the window.'),
  more,
  rows: listOf(row, limits.window_rows_max, 'The rows of the window in order.'),
};

export const serverMessages = {
  welcome: message('Answers hello; comes again when what it says of the account changed.', {
    v: int(1, ranges.version_max, 'Version of the protocol.'),
    epoch: id('Epoch of the data; a resume from another one starts afresh.'),
    now: time('Clock of the server.'),
    heartbeat_ms: int(
      1,
      ranges.heartbeat_ms_max,
      'Send ping this often when there is nothing to say.',
    ),
    you: meaning(
      v.variant('as', [
        v.strictObject({ as: v.literal('shard'), shard: id('Name of the shard.') }),
        v.strictObject({
          as: v.literal('account'),
          account: id('Number of the account.'),
          name: text(limits.name_chars_max, 'Its name.'),
          shown_as: text(
            limits.name_chars_max,
            'What players are shown of it when it answers as support: its name, or an alias.',
          ),
          rights: listOf(id('A right.'), limits.rights_max, 'What it may do at this moment.'),
          categories: listOf(
            text(limits.category_chars_max, 'A category.'),
            limits.categories_max,
            'The categories that a new ticket may have.',
          ),
          settings: meaning(toldSettings, 'What else is set up that shows in a client.'),
        }),
      ]),
      'Who the server takes the client for.',
    ),
  }),
  done: message('The request was carried out and is on disk.', {
    id: commandId,
    ticket: maybe(id('The ticket.')),
    number: maybe(int(1, ranges.ticket_number_max, 'Its number.')),
    seq: maybe(int(0, limits.entries_max, "Last entry of the ticket for the caller's audience.")),
    link: maybe(
      meaning(
        v.strictObject({
          address: text(limits.address_chars_max, 'Opens in a browser, once.'),
          expires: time('When it is over.'),
        }),
        'The link that sign_in_link asked for. Show it to nobody but the player.',
      ),
    ),
  }),
  refused: message('The request was not carried out and changed nothing.', {
    id: commandId,
    code: id('Which refusal.'),
    retry: flag('Whether the same request may succeed later.'),
    sentence: text(limits.sentence_chars_max, 'What to do, for a person.'),
    wait_s: maybe(int(1, ranges.wait_s_max, 'After so many seconds it may be tried again.')),
    tickets: maybe(
      listOf(
        int(1, ranges.ticket_number_max, 'Number of a ticket.'),
        limits.refused_tickets_max,
        "The caller's own tickets that stand in the way.",
      ),
    ),
  }),
  answer: message('Answers find, find_ticket and admin.', {
    id: requestId,
    is: meaning(answerBody, 'What was asked for.'),
  }),
  got: message('Answers get.', {
    id: commandId,
    entries: listOf(entry, limits.history_entries_max, 'Oldest first.'),
    more: flag('Whether there are earlier ones.'),
  }),
  state: message('What is watched, as it is now. Replaces whatever the client holds of it.', {
    w: watchNumber,
    topic,
    is: meaning(
      v.variant('on', [
        v.strictObject({ on: v.literal('queue'), ...windowState }),
        v.strictObject({ on: v.literal('mine'), ...windowState }),
        v.strictObject({
          on: v.literal('seen'),
          marks: listOf(
            readMarker,
            limits.marks_told_max,
            "The account's own marks; if they do not fit, events bring the rest.",
          ),
        }),
        v.strictObject({
          on: v.literal('presence'),
          tickets: listOf(
            presence,
            limits.signal_tickets_max,
            'Those where somebody is; if they do not fit, signals bring the rest.',
          ),
        }),
        v.strictObject({
          on: v.literal('canned'),
          replies: listOf(
            cannedReply,
            limits.canned_told_max,
            "Those of all support and the account's own; if they do not fit, events bring the rest.",
          ),
        }),
        v.strictObject({
          on: v.literal('ticket'),
          head: meaning(head, 'The ticket.'),
          entries: listOf(entry, limits.history_entries_max, 'The last entries, oldest first.'),
          more: flag('Whether there are earlier ones.'),
        }),
      ]),
      'The state.',
    ),
  }),
  resumed: message('The watch of a ticket goes on where it was cut: apply like an event.', {
    w: watchNumber,
    topic,
    head: meaning(head, 'The ticket.'),
    entries: listOf(entry, limits.resume_entries_max, 'What was missed, oldest first.'),
  }),
  event: message('What happened to something that is watched.', {
    topic,
    is: meaning(
      v.variant('on', [
        v.strictObject({
          on: v.literal('rows'),
          total: int(0, ranges.list_rows_max, 'Rows in all.'),
          more,
          removed: listOf(
            id('A ticket.'),
            limits.window_rows_max,
            'Take these out of the window first.',
          ),
          put: listOf(
            v.strictObject({
              at: int(0, limits.window_rows_max, 'Place in the window.'),
              row: meaning(row, 'The row.'),
            }),
            limits.window_rows_max,
            'Then put these in, in this order; a row that is there already was removed first.',
          ),
        }),
        v.strictObject({
          on: v.literal('ticket'),
          entries: listOf(
            entry,
            limits.entries_max,
            'New entries, oldest first, next to the last one told.',
          ),
          set: v.pipe(
            v.partial(head),
            v.description('The fields of the head that changed, with their new values.'),
          ),
        }),
        v.strictObject({
          on: v.literal('seen'),
          marks: listOf(readMarker, limits.marks_told_max, 'Marks that moved.'),
        }),
        v.strictObject({
          on: v.literal('canned'),
          removed: listOf(
            v.strictObject({
              reply: id('The reply.'),
              own: flag("Whether it was the account's own."),
            }),
            limits.canned_told_max,
            'Replies that are there no longer.',
          ),
          put: listOf(cannedReply, limits.canned_told_max, 'Replies that are new or changed.'),
        }),
        v.strictObject({
          on: v.literal('seen_by_support'),
          seq: int(
            1,
            limits.entries_max,
            'To players who watch a ticket: the last of their entries that support has seen.',
          ),
        }),
      ]),
      'The change.',
    ),
  }),
  signal: message(
    'Who is at something that is watched. A connection that is behind is spared it, and told what is so when it has caught up.',
    {
      topic,
      is: meaning(
        v.variant('on', [
          v.strictObject({
            on: v.literal('company'),
            ...ticketPresence.entries,
          }),
          v.strictObject({
            on: v.literal('support_typing'),
            typing: flag('To players who watch a ticket: whether support is writing a message.'),
          }),
          v.strictObject({
            on: v.literal('presence'),
            tickets: listOf(
              presence,
              limits.signal_tickets_max,
              'Tickets where this is not what it was; at most once a second.',
            ),
          }),
        ]),
        'Who is there.',
      ),
    },
  ),
  gone: message('The watch ended: what it showed is not, or no longer, there for you.', {
    w: watchNumber,
    code: id('Which refusal tells why.'),
    sentence: text(limits.sentence_chars_max, 'For a person.'),
  }),
  changed: message(
    'Somebody changed something; what was asked of it before may be out of date. To accounts with a right for it.',
    {
      what: oneOf(
        ['administration'],
        "What `admin` asks for, what is only an account's own left out.",
      ),
    },
  ),
  pong: message('Answers ping.', { now: time('Clock of the server.') }),
  bye: message('The server closes the connection after this.', {
    code: int(4_000, 4_999, 'The close code.'),
    reconnect: flag('Whether to come back.'),
    sentence: text(limits.sentence_chars_max, 'Why.'),
  }),
  show_form: message('To a shard: show this form to the player.', {
    session,
    form: id('To be named in the answer.'),
    gump: int32('Gump id.'),
    serial: int32('Serial of the sender.'),
    x: int32('Left edge on the screen.'),
    y: int32('Upper edge on the screen.'),
    elements: listOf(formElement, form_elements_max, 'What the form is made of, in order.'),
  }),
  form_gone: message(
    'To a shard: an answer came for a form that is gone, or nothing could be done with it; what was typed comes back.',
    {
      session,
      form: id('The form.'),
      entries: listOf(
        v.strictObject({
          id: int(0, form_entry_id_max, 'Number of the text entry.'),
          text: optionalText(limits.form_entry_chars_max, 'What was typed.'),
        }),
        limits.form_entries_max,
        'The typed texts, echoed.',
      ),
      offered: flag('Whether the server offers a new form with the text by itself.'),
    },
  ),
  notify: message('To a shard: show this to the player; then send notice_shown.', {
    session,
    notice: id(
      'Stable id; a notice already shown in the session is acknowledged and not shown again.',
    ),
    kind: oneOf(['reply', 'system'], 'A reply of support, or a word from the server itself.'),
    ticket: orNull(id('The ticket it is about.')),
    number: orNull(int(1, ranges.ticket_number_max, 'Its number.')),
    from: optionalText(limits.name_chars_max, 'Who wrote it.'),
    text: text(limits.body_chars_max, 'The text.'),
    at: time('When it was written.'),
  }),
} as const;

type Table = Record<string, MessageDefinition>;

/** The union of all messages of a table, each with its name in `t`. */
export type MessageOf<T extends Table> = {
  [N in keyof T & string]: { t: N } & v.InferOutput<
    v.StrictObjectSchema<T[N]['fields'], undefined>
  >;
}[keyof T & string];

export type ClientMessage = MessageOf<typeof clientMessages>;
export type ServerMessage = MessageOf<typeof serverMessages>;
export type ClientMessageName = keyof typeof clientMessages;
export type ServerMessageName = keyof typeof serverMessages;
export type ClientMessageOf<N extends ClientMessageName> = Extract<ClientMessage, { t: N }>;
export type ServerMessageOf<N extends ServerMessageName> = Extract<ServerMessage, { t: N }>;
