import { manage, type Command } from './command.ts';

const groupOption = { group: { type: 'string', multiple: true } } as const;
export const rightOption = { right: { type: 'string', multiple: true } } as const;
const passwordOption = { 'password-stdin': { type: 'boolean' } } as const;

/** Those of accounts, by name. */
export const accountCommands: Readonly<Record<string, Command>> = {
  'account add': {
    usage: 'account add NAME [--group GROUP]... [--password-stdin]',
    sentence:
      'Makes an account of the web client. Its password is the first line of standard input, if that is a pipe or a file; otherwise a sign-in link is printed.',
    operands: 1,
    options: { ...groupOption, ...passwordOption },
    run: async ([name = ''], values) => {
      const { manageNewAccount } = await import('./manage.ts');
      const input = { name, groups: values.group ?? [] };
      return manageNewAccount(input, values['password-stdin'] === true);
    },
  },
  'account password': {
    usage: 'account password NAME --password-stdin',
    sentence:
      'Gives an account a new password, the first line of standard input, and signs it out everywhere.',
    operands: 1,
    options: passwordOption,
    run: async ([account = '']) => (await import('./manage.ts')).managePassword(account),
  },
  'account list': {
    usage: 'account list [--words WORDS]',
    sentence:
      "Prints number, name, groups and last sign-in of staff accounts; or of all whose names have words that begin so, '' for all.",
    operands: 0,
    options: { words: { type: 'string' } },
    run: async (_, { words }) => {
      const isAll = typeof words === 'string' && words.trim() === '';
      const input = words === undefined ? { staff: true } : isAll ? {} : { words };
      return (await import('./manage.ts')).manageAccounts(input);
    },
  },
  'account groups': {
    usage: 'account groups NAME [--group GROUP]...',
    sentence: 'Puts an account into these groups and no others, by its user name or number.',
    operands: 1,
    options: groupOption,
    run: ([account], { group: groups = [] }) =>
      manage('account_groups', { account, groups }, `The groups of ${account} are set.`),
  },
  'account alias': {
    usage: 'account alias NAME [--alias ALIAS]',
    sentence:
      'Sets what players are shown of an account where support goes by aliases; without one, it is the common alias.',
    operands: 1,
    options: { alias: { type: 'string' } },
    run: ([account], { alias = null }) =>
      manage('account_alias', { account, alias }, `The alias of ${account} is set.`),
  },
  'account rights': {
    usage: 'account rights NAME [--right RIGHT]...',
    sentence:
      'Gives an account these rights and no others, beside those of its groups. tickets.manage_access amounts to all rights.',
    operands: 1,
    options: rightOption,
    run: ([account], { right: rights = [] }) =>
      manage('account_rights', { account, rights }, `The rights of ${account} are set.`),
  },
  'account export': {
    usage: 'account export NAME FILE [--notes]',
    sentence:
      'Saves all that is stored about an account, by its user name or number, as a zip archive in a new file: the copy for the person; with --notes one for staff, with internal notes.',
    operands: 2,
    options: { notes: { type: 'boolean' } },
    run: async ([account = '', file = ''], { notes = false }) =>
      (await import('./account-export.ts')).exportAccount(account, file, notes === true),
  },
  'account disable': {
    usage: 'account disable NAME',
    sentence: 'Lets an account do nothing until it is enabled, and signs it out everywhere.',
    operands: 1,
    options: {},
    run: ([account]) =>
      manage('account_disable', { account, disabled: true }, `${account} is disabled.`),
  },
  'account enable': {
    usage: 'account enable NAME',
    sentence: 'Lets a disabled account do again what its groups and rights allow.',
    operands: 1,
    options: {},
    run: ([account]) =>
      manage('account_disable', { account, disabled: false }, `${account} is enabled.`),
  },
  'account sign-out': {
    usage: 'account sign-out NAME',
    sentence: 'Ends all sessions, sign-in links and API tokens of an account.',
    operands: 1,
    options: {},
    run: ([account]) =>
      manage('account_sign_out', { account }, `${account} is signed out everywhere.`),
  },
  'account delete': {
    usage: 'account delete NAME',
    sentence:
      'Deletes an account of no shard to which no open ticket is assigned. What it wrote stays.',
    operands: 1,
    options: {},
    run: ([account]) => manage('account_delete', { account }, `${account} is deleted.`),
  },
  link: {
    usage: 'link NAME',
    sentence: 'Prints a one-time link that signs in as an account, by its user name or number.',
    operands: 1,
    options: {},
    run: ([account]) => manage('link', { account }),
  },
  'account erase': {
    usage: 'account erase NAME [--keep-messages] [--yes]',
    sentence:
      'Erases a person, by user name or number: the account, its names, and what it wrote as a player, which --keep-messages keeps without the name. Says what it will touch, and asks for the name first; --yes: nobody is asked.',
    operands: 1,
    options: { 'keep-messages': { type: 'boolean' }, yes: { type: 'boolean' } },
    run: async ([name = ''], values) => {
      const { eraseAccount } = await import('./manage-erase.ts');
      const messages = values['keep-messages'] === true ? 'kept' : 'emptied';
      return eraseAccount(name, { messages, isSure: values['yes'] === true });
    },
  },
};
