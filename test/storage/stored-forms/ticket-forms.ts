import type { Change, PostedMessage } from '../../../actors/ticket/event.ts';
import type { KeptFile } from '../../../actors/ticket/files.ts';
import type { Author, Person } from '../../../protocol/ticket.ts';
import type { TurnForm } from './turn.ts';

type FormOf<T extends Change['type']> = Omit<TurnForm, 'changes'> & {
  readonly changes: readonly [Extract<Change, { type: T }>, ...Change[]];
};

const ann: Person = {
  account: '11',
  name: 'ann',
  character: '110',
  character_name: 'Ann the Bold',
};
const ben: Person = { account: '12', name: 'ben', character: '120', character_name: 'Ben' };
const cat: Person = { account: '13', name: 'cat', character: null, character_name: '' };
const ada: Person = { account: '21', name: 'Ada', character: null, character_name: '' };
const bob: Person = { account: '22', name: 'Bob', character: null, character_name: '' };
const support: Author = { side: 'support', account: '21', name: 'Ada' };
const system: Author = { side: 'system', account: null, name: '' };

const opened = 'ticket_opened: by a player in the game';
const replied = 'message_posted: by support';
const started = 'work_started: by a first reply';
const assigned = 'ticket_assigned: from nobody';
const closed = 'ticket_closed: from open';
const archived = 'ticket_archived: after it was closed';

/** The reply of support, as later entries speak of it. */
const reply: PostedMessage = { supportSeq: 3, publicSeq: 3, at: 3_000, by: support };

const game = { type: 'message_posted', body: 'I am stuck', opening: true } as const;

const shot: KeptFile = {
  id: 'V1StGXR8_Z5jdHi6B-myT',
  name: 'my shop.png',
  bytes: 4_000_000,
  type: 'image/png',
  sha256: 'ab'.repeat(32),
  picture: { width: 1920, height: 1080, thumb: 'cd'.repeat(32) },
};
const crash: KeptFile = {
  id: 'aLongerOneOfTwentyOne',
  name: 'crash Ü.log',
  bytes: 12,
  type: 'text/plain',
  sha256: 'ef'.repeat(32),
};

/** Every kind of change in every shape, which the compiler keeps whole. */
export const ticketForms = {
  ticket_opened: [
    {
      name: 'by a player in the game',
      changes: [
        {
          type: 'ticket_opened',
          id: 't1',
          number: 1,
          shard: 'north',
          category: 'Stuck',
          subject: 'I am stuck',
          participants: [ann],
          sender: ann,
          location: { map: 1, x: 2, y: 3, z: -4 },
        },
        game,
      ],
    },
    {
      name: 'without names of fields',
      ticket: 't3',
      changes: [
        {
          type: 'ticket_opened',
          id: 't3',
          number: 3,
          shard: 'north',
          category: 'Stuck',
          subject: 'I fell down',
          participants: [ann, ben],
          sender: ann,
          location: { map: 1, x: 2, y: 3, z: -4 },
        },
        game,
      ],
    },
    {
      name: 'by support for others',
      ticket: 't2',
      by: support,
      surface: 'web',
      changes: [
        {
          type: 'ticket_opened',
          id: 't2',
          number: 2,
          shard: null,
          category: 'Über / Sonstiges',
          subject: 'İstanbul yolu, große ёлка \u{1f514}',
          participants: [ann, ben, cat],
          sender: null,
          location: null,
        },
      ],
    },
  ],
  message_posted: [
    {
      name: 'by support',
      after: opened,
      by: support,
      surface: 'web',
      changes: [{ type: 'message_posted', body: 'Where?', opening: false }],
    },
    {
      name: 'by a player, on Discord',
      after: replied,
      surface: 'discord',
      changes: [
        { type: 'message_posted', body: 'A\nB \u{1f514} <b>&amp;</b> @everyone', opening: false },
      ],
    },
    {
      name: 'with files',
      after: opened,
      surface: 'web',
      changes: [{ type: 'message_posted', body: '', opening: false, files: [shot, crash] }],
    },
    {
      name: 'by a player once more',
      after: opened,
      surface: 'web',
      changes: [{ type: 'message_posted', body: 'Hello?', opening: false }],
    },
    {
      name: 'under a clock that went back',
      after: replied,
      at: 2_500,
      changes: [{ type: 'message_posted', body: 'In the bank', opening: false }],
    },
    {
      name: 'by the server itself',
      after: opened,
      by: system,
      surface: 'server',
      changes: [{ type: 'message_posted', body: 'The shard was restarted.', opening: false }],
    },
  ],
  note_posted: [
    {
      name: 'by support',
      after: replied,
      by: support,
      surface: 'http',
      changes: [{ type: 'note_posted', body: 'the bank again' }],
    },
    {
      name: 'with a file',
      after: replied,
      by: support,
      surface: 'web',
      changes: [{ type: 'note_posted', body: 'proof', files: [crash] }],
    },
  ],
  subject_edited: [
    {
      name: 'by support',
      after: opened,
      by: support,
      surface: 'web',
      changes: [{ type: 'subject_edited', from: 'I am stuck', to: 'Stuck in the bank' }],
    },
    {
      name: 'of one that is closed',
      after: closed,
      by: support,
      surface: 'web',
      changes: [{ type: 'subject_edited', from: 'I am stuck', to: 'Lost in the bank' }],
    },
  ],
  work_started: [
    {
      name: 'by a first reply',
      after: opened,
      by: support,
      surface: 'web',
      changes: [
        { type: 'work_started' },
        { type: 'message_posted', body: 'Hello', opening: false },
      ],
    },
  ],
  status_set: [
    {
      name: 'to in progress',
      after: opened,
      by: support,
      surface: 'web',
      changes: [{ type: 'status_set', from: 'open', to: 'in_progress' }],
    },
    {
      name: 'to open',
      after: started,
      by: support,
      surface: 'http',
      changes: [{ type: 'status_set', from: 'in_progress', to: 'open' }],
    },
  ],
  priority_set: [
    {
      name: 'to high',
      after: opened,
      by: support,
      surface: 'web',
      changes: [{ type: 'priority_set', from: 'normal', to: 'high' }],
    },
  ],
  ticket_assigned: [
    {
      name: 'from nobody',
      after: opened,
      by: support,
      surface: 'web',
      changes: [{ type: 'ticket_assigned', to: ada, from: null }],
    },
    {
      name: 'from another',
      after: assigned,
      by: support,
      surface: 'discord',
      changes: [{ type: 'ticket_assigned', to: bob, from: ada }],
    },
    {
      name: 'of one that is closed',
      after: closed,
      by: support,
      surface: 'web',
      changes: [{ type: 'ticket_assigned', to: ada, from: null }],
    },
  ],
  ticket_released: [
    {
      name: 'by support',
      after: assigned,
      by: support,
      surface: 'web',
      changes: [{ type: 'ticket_released', from: ada }],
    },
  ],
  ticket_closed: [
    { name: 'from open', after: replied, changes: [{ type: 'ticket_closed', from: 'open' }] },
    {
      name: 'from in progress',
      after: started,
      by: support,
      surface: 'script',
      changes: [{ type: 'ticket_closed', from: 'in_progress' }],
    },
    {
      name: 'and archived at once',
      after: assigned,
      by: support,
      surface: 'web',
      changes: [{ type: 'ticket_closed', from: 'open' }, { type: 'ticket_archived' }],
    },
    {
      name: 'under words and a category that are folded',
      after: 'ticket_opened: by support for others',
      ticket: 't2',
      by: support,
      surface: 'web',
      changes: [{ type: 'ticket_closed', from: 'open' }],
    },
  ],
  ticket_archived: [
    {
      name: 'after it was closed',
      after: closed,
      by: system,
      surface: 'server',
      changes: [{ type: 'ticket_archived' }],
    },
  ],
  ticket_reopened: [
    {
      name: 'from closed',
      after: closed,
      changes: [{ type: 'ticket_reopened', from: 'closed' }],
    },
    {
      name: 'from archived',
      after: archived,
      by: support,
      surface: 'web',
      changes: [{ type: 'ticket_reopened', from: 'archived' }],
    },
  ],
  participants_added: [
    {
      name: 'one by one',
      after: opened,
      by: support,
      surface: 'web',
      changes: [{ type: 'participants_added', people: [ben], faction: null }],
    },
    {
      name: 'of a faction, to one that is closed',
      after: closed,
      by: support,
      surface: 'web',
      changes: [{ type: 'participants_added', people: [ben, cat], faction: 'The Guard' }],
    },
  ],
  participant_removed: [
    {
      name: 'by support',
      after: 'participants_added: one by one',
      by: support,
      surface: 'web',
      changes: [{ type: 'participant_removed', person: ben }],
    },
    {
      name: 'from one that is closed',
      after: 'participants_added: of a faction, to one that is closed',
      by: support,
      surface: 'web',
      changes: [{ type: 'participant_removed', person: ann }],
    },
  ],
  message_edited: [
    {
      name: 'on Discord',
      after: replied,
      by: support,
      surface: 'discord',
      changes: [{ type: 'message_edited', of: reply, body: 'Where exactly?' }],
    },
  ],
  message_deleted: [
    {
      name: 'on Discord',
      after: replied,
      by: support,
      surface: 'discord',
      changes: [{ type: 'message_deleted', of: reply }],
    },
  ],
  mirroring_refused: [
    {
      name: 'by Discord',
      after: replied,
      by: system,
      surface: 'discord',
      changes: [{ type: 'mirroring_refused', of: reply }],
    },
  ],
} satisfies { readonly [T in Change['type']]: readonly [FormOf<T>, ...FormOf<T>[]] };

/** Turns that are told apart by what goes with their events. */
export const turnForms: readonly TurnForm[] = [
  {
    name: 'of many changes, with receipts',
    after: opened,
    by: support,
    surface: 'web',
    changes: [
      { type: 'work_started' },
      { type: 'message_posted', body: 'Hello', opening: false },
      { type: 'note_posted', body: 'looks lost' },
      { type: 'ticket_assigned', to: ada, from: null },
    ],
    receipts: [
      { key: '21/c1', hash: 'hash of c1', answer: { seq: 3 }, at: 20_000 },
      { key: '21/c2', hash: 'hash of c2', answer: { seq: 5, note: true }, at: 20_001 },
    ],
  },
  {
    name: 'without names of fields, with receipts',
    after: opened,
    by: support,
    surface: 'web',
    changes: [
      { type: 'work_started' },
      { type: 'message_posted', body: 'Hello', opening: false },
      { type: 'note_posted', body: 'looks lost' },
      { type: 'subject_edited', from: 'I am stuck', to: 'I am in a wall' },
      { type: 'ticket_closed', from: 'in_progress' },
    ],
    receipts: [{ key: '21/c3', hash: 'hash of c3', answer: { seq: 6 }, at: 20_002 }],
  },
  {
    name: 'of receipts alone',
    after: opened,
    changes: [],
    receipts: [{ key: '11/c9', hash: 'hash of c9', answer: { nothing: null }, at: 20_000 }],
  },
  {
    name: 'with Discord set up',
    after: 'records: who plays, and Discord is set up',
    ticket: 't3',
    by: support,
    surface: 'web',
    changes: [
      {
        type: 'ticket_opened',
        id: 't3',
        number: 3,
        shard: null,
        category: 'Stuck',
        subject: 'An event',
        participants: [ann, ben, cat],
        sender: null,
        location: null,
      },
    ],
  },
  {
    name: 'a reply to who plays',
    after: 'turn: with Discord set up',
    ticket: 't3',
    by: support,
    surface: 'web',
    changes: [
      { type: 'message_posted', body: 'Come to the bank', opening: false },
      { type: 'note_posted', body: 'or not' },
    ],
  },
  {
    name: 'told to webhooks',
    after: 'records: of what webhooks are told',
    ticket: 't4',
    changes: [
      {
        type: 'ticket_opened',
        id: 't4',
        number: 4,
        shard: 'britain',
        category: 'Bug',
        subject: 'The gate',
        participants: [ann],
        sender: ann,
        location: null,
      },
      { type: 'message_posted', body: 'It is shut', opening: true },
      { type: 'note_posted', body: 'it never was open' },
      { type: 'ticket_assigned', to: ada, from: null },
      { type: 'ticket_closed', from: 'open' },
    ],
  },
];
