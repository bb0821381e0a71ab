import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import type { Entry, Presence } from '../../protocol/ticket.ts';

/**
 * One sample of every message, with user text from many scripts. `frames.json` keeps their bytes, so
 * that a client in another language can check itself; `npm run docs` writes it anew.
 */
const at = 1_763_700_000_000;
const player = { account: '7', name: 'Ñandú', character: '12', character_name: '龍𠮷' } as const;
const staff = { account: '2', name: 'Iris', character: null, character_name: '' } as const;
const place = { map: 1, x: 1417, y: 1692, z: -5 } as const;
const row = {
  id: 'pW3kq0mZ5o2tX9bV1cYd8A',
  number: 41,
  shard: 'britain',
  category: 'Stuck',
  subject: 'Ich hänge fest',
  status: 'open',
  attention: 'needs_attention',
  sender: player,
  location: place,
  assignee: null,
  created: at,
  updated: at + 1,
  waiting_since: at,
  closed: null,
  seq: 2,
} as const;
const head = {
  ...row,
  participants: [player],
  assigned: null,
  closed: null,
  archived: null,
};
const entries = [
  {
    seq: 1,
    at,
    by: { side: 'player', account: '7', name: 'Ñandú' },
    surface: 'game',
    what: { kind: 'opened' },
  },
  {
    seq: 2,
    at,
    by: { side: 'player', account: '7', name: 'Ñandú' },
    surface: 'game',
    what: { kind: 'message', body: 'اختفت المفاتيح من حقيبتي 🛡️' },
  },
] as const;

const taken = {
  seq: 3,
  at,
  by: { side: 'support', account: '2', name: 'Iris' },
  surface: 'web',
  what: { kind: 'assigned', to: staff, from: null },
} as const;

const edited = {
  ...taken,
  seq: 4,
  what: { kind: 'subject', from: row.subject, to: 'فقدت حصاني' },
} as const;
const invited: Entry = {
  ...taken,
  seq: 5,
  what: {
    kind: 'participants_added',
    people: [{ account: '8', name: 'Zoë', character: null, character_name: '' }],
    faction: 'Η φρουρά',
  },
};
const left = { ...taken, seq: 6, what: { kind: 'participant_removed', person: player } } as const;

const said = {
  seq: 2,
  at,
  by: { side: 'player', account: player.account, name: player.character_name },
} as const;
const reworded = {
  ...taken,
  seq: 7,
  by: said.by,
  surface: 'discord',
  what: { kind: 'message_edited', of: said, body: 'Βρέθηκε το άλογό μου' },
} as const;
const withdrawn = {
  ...taken,
  seq: 8,
  by: { side: 'system', account: null, name: 'Discord' },
  surface: 'discord',
  what: { kind: 'message_deleted', of: said },
} as const;
const untold = { ...withdrawn, seq: 9, what: { kind: 'not_on_discord', of: said } } as const;

const mark = { ticket: row.id, public: 4, support: 6 } as const;
const canned = {
  reply: 'r-1',
  title: 'Hello',
  text: 'Hello {player}, I am {me}.',
  own: false,
  created: at,
} as const;
const presence: Presence = {
  ticket: row.id,
  viewing: 1,
  typing: 1,
  people: [
    { account: '7', name: 'Ana', typing: true },
    { account: '2', name: 'iris', typing: false },
  ],
};

export const clientSamples: readonly ClientMessage[] = [
  {
    t: 'hello',
    v: 1,
    auth: { as: 'shard', key: 'sk_example', incarnation: 'inc-1' },
    client: 'example 1.0',
  },
  { t: 'hello', v: 1, auth: { as: 'web', ticket: 'st_example' } },
  {
    t: 'command',
    id: 'c-1',
    do: { kind: 'open', category: 'Bug', body: 'Πώς αλλάζω το όνομα;' },
    session: 's1',
  },
  {
    t: 'command',
    id: 'c-2',
    ticket: row.id,
    as: 'support',
    do: { kind: 'post_message', body: 'On my way.' },
  },
  { t: 'command', id: 'c-3', ticket: row.id, do: { kind: 'post_note', body: 'seen before' } },
  { t: 'command', id: 'c-4', ticket: row.id, do: { kind: 'close' } },
  {
    t: 'command',
    id: 'c-5',
    ticket: row.id,
    do: { kind: 'edit_subject', subject: 'فقدت حصاني' },
  },
  { t: 'command', id: 'c-6', ticket: row.id, do: { kind: 'assign', to: '2', expected: '3' } },
  { t: 'command', id: 'c-7', ticket: row.id, do: { kind: 'assign', to: '2', expected: null } },
  { t: 'command', id: 'c-8', ticket: row.id, do: { kind: 'set_status', to: 'in_progress' } },
  { t: 'command', id: 'c-19', ticket: row.id, do: { kind: 'assign_to_me' } },
  { t: 'command', id: 'c-20', ticket: row.id, do: { kind: 'unassign' } },
  { t: 'command', id: 'c-21', ticket: row.id, do: { kind: 'reopen' } },
  { t: 'command', id: 'c-18', ticket: row.id, do: { kind: 'set_priority', to: 'high' } },
  { t: 'command', id: 'c-9', ticket: row.id, do: { kind: 'archive' } },
  {
    t: 'command',
    id: 'c-10',
    ticket: row.id,
    do: { kind: 'add_participants', accounts: ['7', '8'] },
  },
  { t: 'command', id: 'c-11', ticket: row.id, do: { kind: 'add_faction', faction: '31' } },
  { t: 'command', id: 'c-12', ticket: row.id, do: { kind: 'remove_participant', account: '7' } },
  { t: 'get', id: 'g-1', ticket: row.id, as: 'public', before: 51 },
  {
    t: 'watch',
    w: 1,
    what: {
      on: 'queue',
      filter: { status: ['open'], assigned: 'none' },
      sort: { by: 'created', descending: true },
      offset: 0,
      limit: 50,
    },
  },
  {
    t: 'watch',
    w: 4,
    what: {
      on: 'queue',
      filter: {
        status: ['closed', 'archived'],
        participant: '7',
        assignee: '2',
        shard: 'britain',
        words: 'pferd verl',
      },
      sort: { by: 'updated', descending: true },
      offset: 0,
      limit: 50,
    },
  },
  { t: 'watch', w: 2, what: { on: 'mine', list: 'active' } },
  { t: 'watch', w: 2, what: { on: 'mine', list: 'closed', offset: 200, limit: 100 } },
  { t: 'watch', w: 5, what: { on: 'seen' } },
  { t: 'watch', w: 6, what: { on: 'presence' } },
  { t: 'watch', w: 7, what: { on: 'canned' } },
  {
    t: 'watch',
    w: 3,
    what: { on: 'ticket', ticket: row.id, as: 'support', resume: { epoch: 'e-1', seq: 2 } },
  },
  { t: 'unwatch', w: 3 },
  { t: 'seen', ticket: row.id, as: 'support', seq: 6 },
  { t: 'signal', ticket: row.id, as: 'support', doing: 'noting' },
  { t: 'find', id: 'f-1', what: 'accounts', words: 'ña 龍', limit: 10 },
  { t: 'find', id: 'f-2', what: 'staff', limit: 8 },
  { t: 'find_ticket', id: 'f-3', number: 254, as: 'support' },
  { t: 'admin', id: 'm-1', do: { kind: 'settings_get' } },
  {
    t: 'admin',
    id: 'm-2',
    do: {
      kind: 'settings_set',
      setting: { name: 'categories', value: [{ name: 'Sonstiges', retired: true }] },
    },
  },
  {
    t: 'admin',
    id: 'm-3',
    do: { kind: 'group_set', name: 'helpers', rights: ['tickets.reply'], default: false },
  },
  {
    t: 'admin',
    id: 'm-5',
    do: { kind: 'canned_set', reply: 'r-1', title: 'Hello', text: 'Hello {player}, I am {me}.' },
  },
  { t: 'admin', id: 'm-6', do: { kind: 'own_canned_remove', reply: 'r-2' } },
  { t: 'admin', id: 'm-7', do: { kind: 'account_alias', account: '2', alias: 'Wächterin' } },
  { t: 'admin', id: 'm-4', do: { kind: 'account_groups', account: '2', groups: ['helpers'] } },
  { t: 'admin', id: 'm-8', do: { kind: 'settings_discord', again: true } },
  { t: 'admin', id: 'm-11', do: { kind: 'erase_preview', account: '12' } },
  {
    t: 'admin',
    id: 'm-12',
    do: { kind: 'account_erase', account: '12', messages: 'emptied', confirm: 'ana' },
  },
  { t: 'admin', id: 'm-13', do: { kind: 'shard_forget', name: 'north', confirm: 'north' } },
  { t: 'admin', id: 'm-14', do: { kind: 'retention_preview', months: 24 } },
  { t: 'admin', id: 'm-9', do: { kind: 'own_discord_code' } },
  { t: 'admin', id: 'm-10', do: { kind: 'settings_data' } },
  { t: 'ping' },
  { t: 'account', id: 'a-1', account: '0x1A', name: 'Ñandú' },
  { t: 'account', id: 'a-5', account: '0x1A', name: 'Ñandú', created: at },
  { t: 'discord_link', id: 'a-9', account: '0x1A', user: '80351110224678912' },
  { t: 'faction', id: 'a-8', faction: 'g-1', name: 'Ordem do Dragão', members: ['0x1A'] },
  { t: 'character', id: 'a-2', account: '0x1A', character: '0x40', name: '龍𠮷' },
  {
    t: 'session_opened',
    id: 'a-3',
    session: 's1',
    account: '0x1A',
    character: '0x40',
    location: place,
  },
  { t: 'session_moved', id: 'a-4', session: 's1', location: place },
  { t: 'session_closed', id: 'a-5', session: 's1' },
  { t: 'sessions_end' },
  { t: 'sign_in_link', id: 'a-10', session: 's1' },
  { t: 'help_requested', id: 'a-6', session: 's1', location: place },
  {
    t: 'form_answered',
    id: 'a-7',
    session: 's1',
    form: 'f-1',
    gump: 4919,
    serial: -1,
    button: 1,
    switches: [3],
    entries: [{ id: 1, text: 'help\nhelp' }],
  },
  { t: 'notice_shown', session: 's1', notice: 'n-1' },
];

export const serverSamples: readonly ServerMessage[] = [
  {
    t: 'welcome',
    v: 1,
    epoch: 'e-1',
    now: at,
    heartbeat_ms: 8000,
    you: { as: 'shard', shard: 'britain' },
  },
  {
    t: 'welcome',
    v: 1,
    epoch: 'e-1',
    now: at,
    heartbeat_ms: 8000,
    you: {
      as: 'account',
      account: '2',
      name: 'Iris',
      shown_as: 'The Warden',
      rights: ['tickets.reply'],
      categories: ['Stuck', 'Bug'],
      settings: {
        auto_archive: true,
        retired_categories: ['Sonstiges'],
        subject_chars_max: 80,
        body_chars_max: 8_000,
        file_bytes_max: 8_388_608,
        file_kinds: ['pictures', 'texts'],
        read_only: false,
      },
    },
  },
  { t: 'done', id: 'c-1', ticket: row.id, number: 41, seq: 2 },
  {
    t: 'done',
    id: 'a-10',
    link: { address: 'https://help.example/#link=s3cret', expires: at },
  },
  {
    t: 'refused',
    id: 'c-4',
    code: 'ticket_closed',
    retry: false,
    sentence: 'The ticket is closed: reopen it first.',
  },
  {
    t: 'answer',
    id: 'f-1',
    is: { of: 'people', people: [{ ...player, shard: 'britain' }] },
  },
  {
    t: 'answer',
    id: 'm-8',
    is: {
      of: 'discord',
      state: 'connected',
      problems: [
        {
          code: 'permissions_missing',
          about: { missing: ['ManageChannels'] },
          sentence: 'The Discord bot lacks permissions in the server: grant it ManageChannels.',
        },
      ],
      invite: 'https://discord.com/oauth2/authorize?client_id=80351110224678912',
    },
  },
  {
    t: 'answer',
    id: 'm-10',
    is: {
      of: 'data',
      client: { account: '7', ticket: 't-9' },
      channels: [12, 14],
      messages: [],
    },
  },
  {
    t: 'answer',
    id: 'm-9',
    is: { of: 'discord_code', code: 'K0D1-ABCD', expires: at },
  },
  {
    t: 'answer',
    id: 'm-5',
    is: {
      of: 'audit',
      records: [
        {
          seq: 7,
          at,
          account: null,
          name: 'command line',
          what: 'setting auto_archive',
          from: 'false',
          to: 'true',
        },
      ],
      more: true,
    },
  },
  {
    t: 'got',
    id: 'g-1',
    entries: [...entries, taken, edited, invited, left, reworded, withdrawn, untold],
    more: false,
  },
  { t: 'state', w: 1, topic: 9, is: { on: 'queue', offset: 0, total: 1, rows: [row] } },
  { t: 'state', w: 3, topic: 4, is: { on: 'ticket', head, entries: [...entries], more: false } },
  { t: 'resumed', w: 3, topic: 4, head, entries: [entries[1]] },
  {
    t: 'event',
    topic: 4,
    is: {
      on: 'ticket',
      entries: [entries[1]],
      set: { status: 'closed', attention: 'none', closed: at, seq: 2 },
    },
  },
  { t: 'event', topic: 9, is: { on: 'rows', total: 2, removed: [row.id], put: [{ at: 1, row }] } },
  { t: 'event', topic: 9, is: { on: 'rows', total: 2, more: true, removed: [row.id], put: [] } },
  { t: 'state', w: 5, topic: 10, is: { on: 'seen', marks: [mark] } },
  { t: 'state', w: 6, topic: 11, is: { on: 'presence', tickets: [presence] } },
  { t: 'state', w: 7, topic: 12, is: { on: 'canned', replies: [canned] } },
  {
    t: 'event',
    topic: 12,
    is: { on: 'canned', removed: [{ reply: 'r-2', own: true }], put: [canned] },
  },
  { t: 'event', topic: 10, is: { on: 'seen', marks: [{ ...mark, support: 7 }] } },
  { t: 'event', topic: 4, is: { on: 'seen_by_support', seq: 2 } },
  {
    t: 'signal',
    topic: 4,
    is: {
      on: 'company',
      viewing: [{ account: '2', name: 'Iris' }],
      typing: [{ account: '7', name: 'Ñandú', side: 'player' }],
    },
  },
  { t: 'signal', topic: 4, is: { on: 'support_typing', typing: true } },
  { t: 'signal', topic: 11, is: { on: 'presence', tickets: [presence] } },
  { t: 'gone', w: 3, code: 'ticket_unknown', sentence: 'There is no such ticket for you.' },
  { t: 'changed', what: 'administration' },
  { t: 'pong', now: at },
  {
    t: 'bye',
    code: 4000,
    reconnect: true,
    sentence: 'The server is stopping: come back in a moment.',
  },
  {
    t: 'show_form',
    session: 's1',
    form: 'f-1',
    gump: 4919,
    serial: 0,
    x: 50,
    y: 50,
    elements: [
      { type: 'resize_pic', x: 0, y: 0, gump_id: 9270, width: 300, height: 200 },
      { type: 'text', x: 20, y: 20, hue: 1152, text: 'どうしましたか？' },
      { type: 'button', x: 20, y: 60, normal_id: 4005, pressed_id: 4007, button_id: 1 },
    ],
  },
  {
    t: 'form_gone',
    session: 's1',
    form: 'f-0',
    entries: [{ id: 1, text: 'typed before' }],
    offered: true,
  },
  {
    t: 'notify',
    session: 's1',
    notice: 'n-1',
    kind: 'reply',
    ticket: row.id,
    number: 41,
    from: 'Iris',
    text: 'On my way.',
    at,
  },
];

export interface GoldenFrame {
  readonly from: 'client' | 'server';
  readonly message: unknown;
  /** The MessagePack frame in hexadecimal. */
  readonly msgpack: string;
  /** The frame of the JSON subprotocol. */
  readonly json: string;
}
