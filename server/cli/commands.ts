import type { ParseArgsConfig } from 'node:util';
import { settingsText } from '../config/print.ts';
import { version } from './version.ts';

type Values = Readonly<Record<string, string | boolean | Array<string | boolean> | undefined>>;

export interface Command {
  readonly usage: string;
  readonly sentence: string;
  /** How many words follow the name. */
  readonly operands: number;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** The exit code. What is heavy is imported only when its command runs. */
  run(operands: readonly string[], values: Values): Promise<number> | number;
}

const passwordOption = { 'password-stdin': { type: 'boolean' } } as const;

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
    run: async () => (await import('./demo.ts')).runDemo(),
  },
  'account add': {
    usage: 'account add NAME [--group GROUP]... [--password-stdin]',
    sentence:
      'Makes an account of the web client. Its password is the first line of standard input, if that is a pipe or a file; otherwise a sign-in link is printed.',
    operands: 1,
    options: { group: { type: 'string', multiple: true }, ...passwordOption },
    run: async ([name], values) => {
      const { manageWithPassword } = await import('./manage.ts');
      const input = { name, groups: values.group ?? [] };
      return manageWithPassword('account_add', input, values['password-stdin'] === true);
    },
  },
  'account password': {
    usage: 'account password NAME --password-stdin',
    sentence:
      'Gives an account a new password, the first line of standard input, and signs it out everywhere.',
    operands: 1,
    options: passwordOption,
    run: async ([name]) => {
      const { manageWithPassword } = await import('./manage.ts');
      return manageWithPassword('account_password', { name }, true);
    },
  },
  'account list': {
    usage: 'account list',
    sentence: 'Prints number, name, groups and last sign-in of staff accounts.',
    operands: 0,
    options: {},
    run: () => manage('account_list', {}),
  },
  link: {
    usage: 'link NAME',
    sentence: 'Prints a one-time link that signs in as an account, by its user name or number.',
    operands: 1,
    options: {},
    run: ([name]) => manage('link', { name }),
  },
  'shard add': {
    usage: 'shard add NAME',
    sentence: 'Lets a shard connect, and prints its key this once.',
    operands: 1,
    options: {},
    run: ([name]) => manage('shard_add', { name }),
  },
  'shard rotate': {
    usage: 'shard rotate NAME',
    sentence: 'Gives a shard a new key in place of the old one, and prints it this once.',
    operands: 1,
    options: {},
    run: ([name]) => manage('shard_rotate', { name }),
  },
  'shard list': {
    usage: 'shard list',
    sentence: 'Prints the shards that may connect.',
    operands: 0,
    options: {},
    run: () => manage('shard_list', {}),
  },
  'help settings': {
    usage: 'help settings',
    sentence: 'Prints every setting.',
    operands: 0,
    options: {},
    run: () => print(`${settingsText()}\n`),
  },
  help: {
    usage: 'help',
    sentence: 'Prints this.',
    operands: 0,
    options: {},
    run: () => print(helpText()),
  },
  version: {
    usage: 'version',
    sentence: 'Prints the version.',
    operands: 0,
    options: {},
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

async function manage(operation: string, input: unknown): Promise<number> {
  return (await import('./manage.ts')).manage(operation, input);
}
