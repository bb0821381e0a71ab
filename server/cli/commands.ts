import { accountCommands, rightOption } from './account-commands.ts';
import { manage, type Command } from './command.ts';
import { settingsText } from '../config/print.ts';
import { version } from '../platform/version.ts';

const importOptions = {
  from: { type: 'string' },
  shard: { type: 'string' },
  category: { type: 'string' },
  'map-category': { type: 'string', multiple: true },
  staff: { type: 'string', multiple: true },
  source: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'skip-bad': { type: 'boolean' },
} as const;

/** All commands, by name, in the order of the help. */
export const commands: Readonly<Record<string, Command>> = {
  start: {
    usage: 'start',
    sentence: 'Runs the server.',
    operands: 0,
    options: {},
    run: async () => (await import('./start.ts')).start(),
  },
  demo: {
    usage: 'demo',
    sentence: 'Runs a server with an example shard and people in it, in a folder of its own.',
    operands: 0,
    options: {},
    isApart: true,
    run: async () => (await import('./demo.ts')).runDemo(),
  },
  ...accountCommands,
  'group list': {
    usage: 'group list',
    sentence: 'Prints every group, whether everybody is in it, and its rights.',
    operands: 0,
    options: {},
    run: () => manage('group_list', {}),
  },
  'group set': {
    usage: 'group set NAME [--right RIGHT]... [--default]',
    sentence:
      'Makes a group, or gives one these rights and no others; --default: everybody is in it. tickets.manage_access amounts to all rights.',
    operands: 1,
    options: { ...rightOption, default: { type: 'boolean' } },
    run: ([name], { right: rights = [], default: everybody = false }) =>
      manage('group_set', { name, rights, default: everybody }, `Group ${name} is set.`),
  },
  'group remove': {
    usage: 'group remove NAME',
    sentence: 'Removes a group that no account is in.',
    operands: 1,
    options: {},
    run: ([name]) => manage('group_remove', { name }, `Group ${name} is removed.`),
  },
  'shard add': {
    usage: 'shard add NAME',
    sentence: 'Lets a shard connect, and prints its key this once.',
    operands: 1,
    options: {},
    run: ([name]) => manage('shard_add', { name }),
  },
  'shard rotate': {
    usage: 'shard rotate NAME [--overlap HOURS]',
    sentence:
      'Gives a shard a new key in place of the old one, and prints it this once. The old one ends at once, or after so many hours.',
    operands: 1,
    options: { overlap: { type: 'string' } },
    run: ([name], { overlap }) =>
      manage(
        'shard_rotate',
        overlap === undefined ? { name } : { name, overlap_h: Number(overlap) },
      ),
  },
  'shard remove': {
    usage: 'shard remove NAME',
    sentence: 'Lets a shard connect no longer. Its accounts and tickets stay.',
    operands: 1,
    options: {},
    run: ([name]) => manage('shard_remove', { name }, `Shard ${name} is removed.`),
  },
  'shard forget': {
    usage: 'shard forget NAME [--yes]',
    sentence:
      'Ends all accounts of a world that was wiped, and closes their active tickets with a note. Says how many, and asks for the name of the shard first; --yes: nobody is asked. Its key and what was written stay.',
    operands: 1,
    options: { yes: { type: 'boolean' } },
    run: async ([name = ''], { yes }) =>
      (await import('./manage-erase.ts')).forgetShard(name, yes === true),
  },
  'shard list': {
    usage: 'shard list',
    sentence: 'Prints the shards that may connect.',
    operands: 0,
    options: {},
    run: () => manage('shard_list', {}),
  },
  'settings get': {
    usage: 'settings get',
    sentence: 'Prints how the tickets are set up, each setting with its value as JSON.',
    operands: 0,
    options: {},
    run: () => manage('settings_get', {}),
  },
  'settings set': {
    usage: 'settings set NAME VALUE',
    sentence: 'Changes one of these settings at once; the value is JSON or plain text.',
    operands: 2,
    options: {},
    run: async ([name = '', value = '']) =>
      (await import('./manage-settings.ts')).manageSetting(name, value),
  },
  'discord invite': {
    usage: 'discord invite',
    sentence:
      'Prints the address by which the bot is let into a Discord server with all that it needs, and what is wrong with it.',
    operands: 0,
    options: {},
    run: () => manage('settings_discord', { again: false }),
  },
  backup: {
    usage: 'backup DIR',
    sentence:
      'Copies all that is kept into a new folder, as it is at one moment, while the server runs or without one. The folder must not be there yet, or be empty.',
    operands: 1,
    options: {},
    run: async ([folder = '']) => (await import('./backup.ts')).backup(folder),
  },
  import: {
    usage:
      'import FILE [--from FORM] [--shard NAME] [--category NAME] [--map-category THERE=HERE]... [--staff THERE=USER]... [--source NAME] [--dry-run] [--skip-bad]',
    sentence:
      'Takes tickets and canned replies from elsewhere, while the server runs or without one; the same file twice makes nothing twice. FORM is json (the form of docs/import.md, the default), azerothcore, moongate, discord-tickets or modernuo; --dry-run only counts.',
    operands: 1,
    options: importOptions,
    run: async ([file = ''], values) => {
      const { importCommand, importFile } = await import('./import.ts');
      return importFile(importCommand(file, values));
    },
  },
  restore: {
    usage: 'restore DIR [--erasures FILE]',
    sentence:
      'Makes the data folder, which must be empty or not there yet, of a backup, with the server stopped. Everybody has to sign in again. Accounts that were erased since are erased again, by the list beside the backup and this one.',
    operands: 1,
    options: { erasures: { type: 'string' } },
    run: async ([folder = ''], { erasures }) => {
      const { restoreFolder } = await import('./restore.ts');
      return restoreFolder(folder, typeof erasures === 'string' ? erasures : undefined);
    },
  },
  check: {
    usage: 'check [BACKUP_DIR] [--rebuild [--yes]]',
    sentence:
      'Looks whether all that is kept, or a backup, is whole: the log, histories, snapshots, lists, records, files. Says what is wrong and exits with 1. A server may run meanwhile; nothing is changed. --rebuild, with the server stopped, makes all anew that follows from the histories; the data as it was stays beside, and it asks first, unless --yes.',
    operands: 0,
    mayHaveOneMore: true,
    options: { rebuild: { type: 'boolean' }, yes: { type: 'boolean' } },
    run: async ([folder], { rebuild = false, yes = false }) => {
      if (rebuild !== true) return (await import('./check.ts')).check(folder);
      if (folder === undefined) return (await import('./rebuild.ts')).rebuild(yes === true);
      console.error('A backup is not made anew: only the data folder is.');
      return 2;
    },
  },
  compact: {
    usage: 'compact',
    sentence:
      'Gives back what the data file holds free, so that nothing removed is left in it, while the server runs or without one.',
    operands: 0,
    options: {},
    run: async () => (await import('./compact.ts')).compact(),
  },
  audit: {
    usage: 'audit [--before NUMBER]',
    sentence: 'Prints who changed what of settings, groups, accounts and shards, the latest first.',
    operands: 0,
    options: { before: { type: 'string' } },
    run: (_, { before }) =>
      manage('audit_list', before === undefined ? {} : { before: Number(before) }),
  },
  'help settings': {
    usage: 'help settings',
    sentence: 'Prints every setting.',
    operands: 0,
    options: {},
    isApart: true,
    run: () => print(`${settingsText()}\n`),
  },
  help: {
    usage: 'help',
    sentence: 'Prints this.',
    operands: 0,
    options: {},
    isApart: true,
    run: () => print(helpText()),
  },
  version: {
    usage: 'version',
    sentence: 'Prints the version.',
    operands: 0,
    options: {},
    isApart: true,
    run: () => print(`${version()}\n`),
  },
};

function helpText(): string {
  const lines = Object.values(commands).map(
    ({ usage, sentence }) => `  ${usage}\n      ${sentence}`,
  );
  return `Shardbell, a help-ticket server for game shards.\n\n${lines.join('\n')}\n`;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
