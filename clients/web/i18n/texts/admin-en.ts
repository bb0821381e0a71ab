import { accounts, shards, steps } from './accounts-en.ts';
import type { AboutDiscord, DiscordProblemCode } from '../../../../protocol/discord-problems.ts';
import { discordSentences } from '../../../../protocol/discord-sentences.ts';
import type { FileKind } from '../../../../protocol/files.ts';
import type { SettingName } from '../../../../protocol/kept-settings.ts';
import type { IdleRight, Right } from '../../../../protocol/permissions.ts';
import { auditEn } from './audit-en.ts';

import { eraseEn } from './erase-en.ts';

interface SettingTexts {
  readonly name: string;
  readonly what: string;
  /** Shown when the value is not allowed. */
  readonly must: string;
}

const digits = 'An id of Discord has 17 to 20 digits.';

const settings: Readonly<Record<SettingName, SettingTexts>> = {
  auto_archive: {
    name: 'Tickets Auto Archive',
    what: 'Closing a ticket archives it at once.',
    must: 'Yes or no.',
  },
  categories: {
    name: 'Categories',
    what: 'In the order of the menu. A retired one stays on the tickets that have it; no new ticket gets it.',
    must: 'Up to 40 categories with names of up to 40 characters, no two alike, and at least one that is not retired.',
  },
  support_shown_as: {
    name: 'Support is shown to players as',
    what: 'With an alias, players learn neither the name nor the number of whoever answers them. Support sees names in any case.',
    must: 'A name or an alias.',
  },
  support_alias: {
    name: 'Common alias',
    what: 'What players are shown of those who have no alias of their own.',
    must: 'Words that can be seen.',
  },
  subject_chars_max: {
    name: 'Longest subject',
    what: 'Characters that a new subject may have.',
    must: 'A whole number from 10 to 120.',
  },
  body_chars_max: {
    name: 'Longest message',
    what: 'Characters that a new message or note may have.',
    must: 'A whole number from 100 to 8000.',
  },
  sign_in_days_max: {
    name: 'Days signed in',
    what: 'After so many days whoever signed in on the web has to sign in anew.',
    must: 'A whole number from 1 to 365.',
  },
  staff_idle_hours_max: {
    name: 'Hours without use, for support',
    what: 'Whoever has more rights than a player and had no page open for so many hours has to sign in anew.',
    must: 'A whole number from 1 to 720.',
  },
  tickets_open_max: {
    name: 'Open tickets of a player',
    what: 'So many active tickets one player may have opened. Staff may have more.',
    must: 'A whole number from 1 to 10000.',
  },
  ticket_pause_s: {
    name: 'Seconds between tickets',
    what: 'From one ticket of a player to the next.',
    must: 'A whole number from 0 to 86400.',
  },
  text_bytes_per_second: {
    name: 'Text of a player, in bytes per second',
    what: 'So much one player may write, on the web and in the game. Up to 64 seconds of a pause are made up for.',
    must: 'A whole number from 100 to 10000000.',
  },
  retention: {
    name: 'Old tickets',
    what: 'What becomes of tickets that were archived long ago. It cannot be brought back.',
    must: 'One of the three.',
  },
  retention_months: {
    name: 'Months until then',
    what: 'Months after which that becomes of an archived ticket.',
    must: 'A whole number from 1 to 600.',
  },
  file_kinds: {
    name: 'Files that messages may have',
    what: 'Pictures are written anew and shown; all else is offered as a download. None chosen: no files.',
    must: 'Kinds of the list.',
  },
  file_bytes_max: {
    name: 'Largest file, in MiB',
    what: 'So much one file may have.',
    must: 'A number from 0.0625 to 64.',
  },
  account_files_bytes_max: {
    name: 'Files of one player, in MiB',
    what: 'So much of what one player sent is kept. Staff may send more.',
    must: 'A number from 0 on.',
  },
  files_bytes_max: {
    name: 'All files, in MiB',
    what: 'So much is kept in all; beyond it messages are taken without files.',
    must: 'A number from 0 on.',
  },
  game_file_links: {
    name: 'Links to Files in the Game',
    what: 'A notice in the game about a message with files has a link to the ticket. Otherwise it has their names.',
    must: 'Yes or no.',
  },
  discord_server: {
    name: 'Discord Server',
    what: 'Id of the server in which tickets get channels. Empty: none.',
    must: digits,
  },
  discord_tickets_category: {
    name: 'Discord Tickets Category',
    what: 'Id of the category in which those channels are made. Empty: the top level.',
    must: digits,
  },
  discord_channel_prefix: {
    name: 'Discord Tickets Channel Prefix',
    what: 'What the names of those channels begin with.',
    must: 'Up to 20 small letters, digits, dashes and underscores.',
  },
  discord_support_role: {
    name: 'Discord Tickets Support Role',
    what: 'Id of the role that gets into every ticket\u2019s channel. Empty: none.',
    must: digits,
  },
  discord_access_role: {
    name: 'Discord Tickets Access Role',
    what: 'Id of the role that players who may see tickets are given. Empty: the bot makes one.',
    must: digits,
  },
  discord_support_role_acts_as: {
    name: 'Support role acts as',
    what: 'Group whose rights somebody with the support role has who is linked to no account.',
    must: 'The name of a group.',
  },
};

const fileKinds: Readonly<Record<FileKind, string>> = {
  pictures: 'Pictures: PNG, JPEG, WebP, GIF',
  texts: 'Texts: plain text, logs, CSV, JSON',
  documents: 'Documents: PDF',
  videos: 'Videos: MP4, WebM, QuickTime',
  archives: 'Archives: ZIP, 7z, RAR, gzip, which may hold programs',
  others: 'Anything else, programs and web pages too',
};

const admin = {
  title: 'Administration',
  pages: {
    label: 'What to set up',
    settings: 'Settings',
    groups: 'Groups',
    accounts: 'Accounts',
    shards: 'Shards',
    canned: 'Canned replies',
    export: 'Data of a person',
    webhooks: 'Webhooks',
    audit: 'Changes',
  },
  save: 'Save',
  saving: 'Saving…',
  saved: 'Saved',
  add: 'Add',
  remove: 'Remove',
  removeNamed: (name: string) => `Remove ${name}`,
  yes: 'Yes',
  no: 'No',
  category: (place: number) => `Category ${place}`,
  retired: 'Retired',
  addCategory: 'Add a category',
  moveCategory: (name: string, place: number, of: number) =>
    `Move ${name}, place ${place} of ${of}`,
  moveHint: 'Drag, or use the arrow keys',
  categoryMoved: (name: string, place: number, of: number) => `${name}: place ${place} of ${of}`,
  rights: 'Rights',
  byDefault: 'Everybody is in it',
  fixed: 'Holds every right, always.',
  newGroup: 'New group',
  newAccount: 'New account',
  userName: 'User name',
  alias: 'Alias that players are shown',
  shownByName: 'The name of the account',
  shownByAlias: 'An alias',
  groups: 'Groups',
  makeLink: 'Make a sign-in link',
  link: (name: string) => `One-time link for ${name}:`,
  words: 'Search by name',
  staffOnly: 'Only staff',
  noAccounts: 'No account matches.',
  noShards: 'No shard yet. Add one to get the key that its game server signs in with.',
  more: 'Show more',
  newShard: 'New shard',
  rotate: 'Make a new key',
  key: (name: string) => `Key of ${name}. It is shown only now:`,
  sureRotate: (name: string) => `The present key of ${name} ends at once. Make a new one?`,
  sureRemove: (name: string) => `Remove ${name}? This cannot be undone.`,
  added: 'Added',
  rotated: 'Key made',
  signedIn: 'Last sign-in',
  never: 'never',
  from: 'Before',
  to: 'After',
  noChanges: 'Nothing was changed yet.',
};

/** As the server words them. */
const problems: Readonly<Record<DiscordProblemCode, (about: AboutDiscord) => string>> =
  discordSentences;

const discord = {
  problems,
  states: {
    off: 'Off: SHARDBELL_DISCORD_TOKEN is not set.',
    connecting: 'The bot is not connected.',
    connected: 'The bot is connected.',
    given_up: 'The bot cannot connect.',
  },
  invite: 'Invite the bot',
  check: 'Check again',
};

const data = {
  title: 'Data folder',
  older:
    'An older copy of the data folder seems to have been put back. Stop the server and put back the newest copy, or go on without what is lost: new tickets have higher numbers.',
  client: (account: string, ticket: string) =>
    `A browser or shard of account ${account} has more of ticket ${ticket} than there is here.`,
  channels: (tickets: string) => `Discord has channels of tickets that are not here: ${tickets}.`,
  messages: (tickets: string) => `Discord has messages that are not here, of ${tickets}.`,
  tickets: (named: string, more: number) => (more === 0 ? named : `${named} and ${more} more`),
};

/** What each right allows; one of a later server is shown without an explanation. */
const rights: Readonly<Record<Exclude<Right, IdleRight>, string>> = {
  'tickets.view': 'Sees own tickets.',
  'tickets.create': 'Opens tickets.',
  'tickets.send_message': 'Replies, edits the subject and reopens own tickets.',
  'tickets.close': 'Closes own tickets.',
  'tickets.archive': 'Archives own closed tickets.',
  'tickets.admin_view': 'Reads every ticket.',
  'tickets.reply': 'Answers players and opens tickets for them.',
  'tickets.internal_message': 'Writes internal notes.',
  'tickets.assign': 'Assigns tickets and changes subject and participants.',
  'tickets.change_status': 'Closes, archives and reopens any ticket.',
  'tickets.add_participant': 'Adds participants on Discord.',
  'tickets.settings': 'Changes these settings.',
  'tickets.manage_access':
    'Changes groups, rights and accounts. Whoever has it can give themselves every other right.',
  'tickets.shards': 'Adds and removes shards and their keys.',
  'tickets.canned': 'Changes the canned replies of all.',
  'tickets.export':
    'Exports all that is stored about a person, and saves tickets with internal notes if it may read them.',
  'tickets.erase': 'Erases people, and what they wrote.',
};

const exporting = {
  what: 'Everything that is stored about one account as one archive: its records, and each of its tickets as a page and as JSON. Each export is recorded under Changes.',
  whose: 'Whose data?',
  chosen: (name: string, number: string) => `${name}, number ${number}`,
  own: 'For the person: what they can see themselves, and nothing internal',
  notes: 'For support: also internal notes',
  copy: 'Which copy',
  save: 'Save the archive',
  looked: (done: string, of: string) => `${done} of ${of} tickets looked at`,
};

export const enAdmin = {
  accounts,
  admin,
  audit: auditEn,
  data,
  discord,
  erase: eraseEn,
  exporting,
  fileKinds,
  rights,
  settings,
  shards,
  steps,
};
export type AdminTexts = typeof enAdmin;
