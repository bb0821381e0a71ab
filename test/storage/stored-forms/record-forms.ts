import type { Done } from '../../../server/storage/due.ts';
import type { MarkerPut } from '../../../server/storage/log/entry.ts';
import type { Put, Space } from '../../../server/storage/record.ts';
import { discordKinds, meta, type Row } from './discord-forms.ts';

/** A record of which a sample is kept, in each form that a version stored it in. */
export interface RecordForm {
  /** `SPACE KIND`. */
  readonly of: `${Space} ${string}`;
  readonly name: string;
  readonly subject: string;
  readonly key: string;
  readonly value: unknown;
}

const at = 1_795_944_196_000;
const ada = {
  v: 1,
  id: '2',
  shard: null,
  shardAccount: null,
  name: 'Ada',
  groups: ['administrators'],
  rights: ['tickets.export'],
  alias: 'The Crew',
  userName: 'Ada',
  passwordHash: 'scrypt$15$8$3$G_99GxCHPsr2EbA8nQxeCQ$l7OO2eHcl3_CTRdrMqDEpkQtms6tti1pzHZr6Lw_FgE',
  created: at,
  signedIn: at + 1_000,
};
const webhook = {
  name: 'Relay',
  address: 'https://hook.example/told?key=1',
  events: ['ticket_opened', 'message_posted'],
  shards: ['britain'],
  categories: ['Bug'],
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  created: at,
  renewed: at,
  droppedTo: 0,
};
const told = ['ticket_opened', 'message_posted', 'status_changed', 'assignment_changed'];
const matching = {
  v: 1,
  hooks: [
    { hook: 'hook-1', events: ['ticket_opened', 'message_posted'], shards: [], categories: [] },
    { hook: 'hook-2', events: told, shards: ['britain'], categories: ['bug', 'other'] },
  ],
};
const grant = { v: 1, account: '2', restricted: false, created: at, expires: at + 600_000 };
const kinds = {
  roster: {
    account: [
      ['of staff', 'access', 'account/2', ada],
      [
        'of a player',
        'shard.britain',
        'account/6',
        {
          ...ada,
          id: '6',
          shard: 'britain',
          shardAccount: 'a-0',
          name: 'ana',
          groups: [],
          rights: [],
          alias: null,
          userName: null,
          passwordHash: null,
          signedIn: null,
          shardCreated: 1_600_000_000_000,
        },
      ],
      [
        'of staff, its profile alone',
        'access',
        'account/13',
        { v: 1, id: '13', shard: null, shardAccount: null, name: 'Bea', created: at },
      ],
      [
        'of a player, its profile alone',
        'shard.britain',
        'account/14',
        {
          v: 1,
          id: '14',
          shard: 'britain',
          shardAccount: 'a-1',
          shardCreated: 1_600_000_000_000,
          name: 'cid',
          created: at,
        },
      ],
      [
        'of a wiped world',
        'shard.britain',
        'account/16',
        {
          v: 1,
          id: '16',
          shard: 'britain',
          shardAccount: 'a-2',
          name: 'dee',
          created: at,
          ended: at + 1_000,
        },
      ],
    ],
    standing: [
      [
        'of staff',
        'access',
        'standing/13',
        {
          v: 1,
          groups: ['gamemasters'],
          rights: ['tickets.export'],
          alias: 'The Watch',
          userName: 'Bea',
        },
      ],
      [
        'of a player',
        'access',
        'standing/14',
        { v: 1, groups: [], rights: ['tickets.reply'], alias: null, userName: null },
      ],
      [
        'of a disabled account',
        'access',
        'standing/15',
        { v: 1, groups: ['helpers'], rights: [], alias: null, userName: 'Cor', disabled: at },
      ],
    ],
    password: [
      ['of staff', 'account.13', 'password/13', { v: 1, hash: ada.passwordHash }],
      [
        'of staff, signed out everywhere since',
        'account.15',
        'password/15',
        { v: 1, hash: ada.passwordHash, signedOut: at + 2_000 },
      ],
      [
        'of a player, set in a session of the game',
        'account.6',
        'password/6',
        { v: 1, hash: ada.passwordHash, restricted: true },
      ],
    ],
    'last-seen': [['on the web or in a game', 'markers', 'last-seen/13', at + 1_000]],
    'shard-seen': [['of a shard', 'markers', 'shard-seen/britain', at + 1_000]],
    deed: [['a backup', 'markers', 'deed/backup', at + 1_000]],
    'signed-in': [['on the web', 'markers', 'signed-in/13', at + 1_000]],
    character: [
      [
        'of a player',
        'shard.britain',
        'character/7',
        { v: 1, id: '7', account: '6', shardCharacter: 'c-0', name: 'ana the Bold' },
      ],
    ],
    erasure: [
      ['accepted', 'access', 'erasure/15', { v: 1, at, messages: 'emptied', done: null }],
      ['done', 'access', 'erasure/15', { v: 1, at, messages: 'kept', done: at + 1_000 }],
    ],
    faction: [
      [
        'of a shard',
        'shard.britain',
        'faction/12',
        {
          v: 1,
          id: '12',
          shard: 'britain',
          shardFaction: 'f-1',
          name: 'The Red Dragons',
          members: ['6'],
        },
      ],
    ],
    group: [
      [
        'of staff',
        'access',
        'group/gamemasters',
        {
          v: 1,
          name: 'gamemasters',
          rights: ['tickets.admin_view', 'tickets.reply'],
          byDefault: false,
        },
      ],
    ],
    shard: [
      [
        'with a key',
        'access',
        'shard/britain',
        {
          v: 1,
          name: 'britain',
          keyHash: 'uCErxJuBDzl4ksQOLdxjczZtmsVaeBRIR_NPuqq9O_s',
          created: at,
          rotated: at,
        },
      ],
      [
        'whose former key holds too',
        'access',
        'shard/luna',
        {
          v: 1,
          name: 'luna',
          keyHash: 'Qm4sT7vYc1KpWx5NzJ0oHaEdUf8gBaI3tQyRjC6k2Lw',
          created: at,
          rotated: at + 5_000,
          former: { keyHash: 'Zr9bK2nXe6QtVh0MwL5iGyFsOc1pAuJ4dTkRmS8x3Ev', until: at + 3_605_000 },
        },
      ],
    ],
    canned: [
      [
        'of all of support',
        'canned',
        'canned/shared/c-1',
        { v: 1, title: 'On my way', text: 'I am on my way, {player}.', created: at },
      ],
      [
        'of one account',
        'account.2',
        'canned/2/c-2',
        { v: 1, title: 'Mine', text: 'Have a nice day.', created: at },
      ],
    ],
    discord: [
      [
        'by a shard',
        'discord-links',
        'discord/1500000000000000005',
        { v: 1, user: '1500000000000000005', account: '6', by: 'shard', at },
      ],
    ],
  },
  web: {
    session: [
      [
        'that was used',
        'account.2',
        'session/3NcCeiOusk223zdwk8VjjB105MDCWOun4yLMw0iFy3M',
        { ...grant, used: at + 13 },
      ],
      [
        'that a link opened',
        'account.2',
        'session/8RvTq3LxYc0KpWm5NzJ1oHsEdUf7gBaI4tQyXjC6k9M',
        { ...grant, byLink: true },
      ],
      [
        'that a link of a shard opened',
        'account.6',
        'session/1PbWkS7uVn2RgYd5QxMz8LcJfHt0aEoIw4TiBq9sNrU',
        { ...grant, account: '6', restricted: true, byLink: true, shard: 'britain' },
      ],
    ],
    used: [
      ['of a session', 'account.2', 'used/3NcCeiOusk223zdwk8VjjB105MDCWOun4yLMw0iFy3M', at + 13],
    ],
    link: [['not used', 'account.2', 'link/HdWLC5Znt_ResLX7-c-z2rxFmnaeZ76fZOWrFjrtN2s', grant]],
    'discord-code': [
      [
        'not used',
        'account.6',
        'discord-code/OOY7jbeQWzav63PPPl-qvtMZlT06bGadp0J2Ti0e5Ok',
        { ...grant, account: '6', restricted: true },
      ],
      [
        'with what it rests on',
        'discord-links',
        'discord-code/fB2vA0pX9mJc5rTqLw7nYhKzEo3sUd6iGlR1xVbNtZk',
        { ...grant, stamp: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU' },
      ],
    ],
    secret: [
      [
        'of the tokens of the API',
        'secrets',
        'secret/api-token',
        { v: 1, secret: 'Wm6tXk2JHfP8w0uQ5yFzR3nA9cLbE7sTgVdKiNqUoYx' },
      ],
    ],
    'api-token-secret': [
      [
        'of the server',
        'records',
        'api-token-secret',
        { v: 1, secret: 'k8EsaXJeFw5rowRUJX2BAZUOdKXFua76HajSPdChlhs' },
      ],
    ],
  },
  settings: {
    value: [
      ['of a text', 'settings', 'value/discord_channel_prefix', { v: 1, value: 'help-' }],
      [
        'of a list',
        'settings',
        'value/categories',
        {
          v: 1,
          value: [
            { name: 'Stuck', retired: false },
            { name: 'Bug', retired: true },
          ],
        },
      ],
    ],
    audit: [
      [
        'by an account',
        'settings',
        'audit/0000000000000001',
        {
          v: 1,
          seq: 1,
          at,
          account: '2',
          name: 'Ada',
          what: 'setting discord_channel_prefix',
          from: '"ticket-"',
          to: '"help-"',
        },
      ],
      [
        'by an account, on one of several servers',
        'settings',
        'audit/0000000002123456/uCErxJuBDzl4ksQO',
        {
          v: 1,
          seq: 2_123_456,
          at,
          account: '2',
          name: 'Ada',
          what: 'setting auto_archive',
          from: 'false',
          to: 'true',
        },
      ],
    ],
  },
  numbers: {
    ticket: [['of tickets', 'claim.number.7', 'ticket', 7]],
    last: [['of accounts', 'numbers', 'last/account', { v: 1, number: 12 }]],
  },
  notice: {
    account: [
      [
        'of a reply',
        'records',
        '6/001795944197964.t1.0000003',
        { ticket: 't1', number: 1, publicSeq: 3 },
      ],
    ],
  },
  seen: {
    account: [['by support', 'records', '2/t1', { public: 0, support: 2, at }]],
    ticket: [['by support', 'records', 'ticket/t1', 2]],
  },
  discord: discordKinds,
  webhook: {
    hook: [
      ['that sends', 'webhook.kept', 'hook/hook-1', { v: 1, ...webhook, aside: null }],
      [
        'that is set aside',
        'webhook.kept',
        'hook/hook-2',
        { v: 1, ...webhook, name: 'Site', aside: { at, why: 'failing' }, droppedTo: 20 },
      ],
    ],
    matching: [['of two', 'webhook.kept', 'matching/all', matching]],
    sender: [['that took over', 'webhook.deliveries', 'sender', { since: at }]],
    state: [
      [
        'of one that fails',
        'webhook.deliveries',
        'state/hook-1',
        {
          v: 1,
          failing: { key: 'hook-1/t1/000002', since: at },
          last: { at, took_ms: 12, status: null, fault: 'unreachable' },
        },
      ],
      [
        'of one that takes what it is sent',
        'webhook.deliveries',
        'state/hook-2',
        { v: 1, failing: null, last: { at, took_ms: 12, status: 204, fault: null } },
      ],
    ],
  },
} satisfies {
  readonly [S in Space]: Readonly<Record<string, readonly [Row, ...Row[]]>>;
};

/** Every kind of record in every shape. */
export const recordForms: readonly RecordForm[] = Object.entries(kinds).flatMap(([space, named]) =>
  Object.entries<readonly Row[]>(named).flatMap(([kind, rows]) =>
    rows.map(([name, subject, key, value]) => {
      return { of: `${space as Space} ${kind}` as const, name, subject, key, value };
    }),
  ),
);

/** Entries that are told apart by how they are made of records. */
export const entryForms: ReadonlyArray<{
  readonly name: string;
  readonly after: string | null;
  readonly puts: readonly Put[];
  readonly done?: readonly Done[];
}> = [
  {
    name: 'of several, the last of a key counts',
    after: null,
    puts: [
      { space: 'roster', key: 'group/a', value: 1 },
      { space: 'roster', key: 'group/b', value: { list: [1, null, 'ü'] } },
      { space: 'roster', key: 'group/a', value: 2 },
    ],
  },
  {
    name: 'a removal',
    after: 'records: of several, the last of a key counts',
    puts: [
      { space: 'roster', key: 'group/a', value: undefined },
      { space: 'roster', key: 'group/c', value: 3 },
    ],
  },
  {
    name: 'who plays, and Discord is set up',
    after: null,
    puts: [
      { space: 'roster', key: 'account/11', value: { ...ada, id: '11', shard: 'britain' } },
      { space: 'roster', key: 'account/12', value: { ...ada, id: '12', shard: 'britain' } },
      { space: 'roster', key: 'account/13', value: { ...ada, id: '13' } },
      { space: 'discord', key: 'meta', value: meta },
    ],
  },
  {
    name: 'of what was shown, and looked at',
    after: 'turn: a reply to who plays',
    puts: [{ space: 'notice', key: '11/000000000002000.t3.0000002', value: undefined }],
    done: [{ work: 'discord', key: 't3', upTo: 30 }],
  },
  {
    name: 'of what webhooks are told',
    after: null,
    puts: [{ space: 'webhook', key: 'matching/all', value: matching }],
  },
  {
    name: 'of what a webhook took',
    after: 'turn: told to webhooks',
    puts: [],
    done: [{ work: 'webhook', key: 'hook-1/t4/000002', upTo: 20 }],
  },
  {
    name: 'of what was looked at before it changed',
    after: 'turn: a reply to who plays',
    puts: [],
    done: [{ work: 'discord', key: 't3', upTo: 20 }],
  },
];

/** Entries of what only grows, which are merged with what is there. */
export const markForms: ReadonlyArray<{
  readonly name: string;
  readonly after: string | null;
  readonly marks: readonly MarkerPut[];
}> = [
  {
    name: 'of every kind',
    after: null,
    marks: [
      { space: 'seen', key: '2/t1', value: { public: 2, support: 6, at } },
      { space: 'seen', key: '2/t2', value: { public: 1, support: 0, at } },
      { space: 'seen', key: 'ticket/t1', value: 4 },
      { space: 'web', key: 'used/3NcCeiOusk223zdwk8VjjB105MDCWOun4yLMw0iFy3M', value: at },
      { space: 'roster', key: 'signed-in/2', value: at },
    ],
  },
  {
    name: 'some more, some less, and a removal',
    after: 'marks: of every kind',
    marks: [
      { space: 'seen', key: '2/t1', value: { public: 3, support: 5, at: at + 1 } },
      { space: 'seen', key: '2/t2', value: undefined },
      { space: 'seen', key: 'ticket/t1', value: 3 },
      { space: 'roster', key: 'signed-in/2', value: at + 1 },
    ],
  },
];
