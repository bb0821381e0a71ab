#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { endThoughItHangs } from '../platform/end-process.ts';
import { commands } from './commands.ts';
import type { Command } from './command.ts';

// A reader of the output may stop early, as `head` does: that is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Exit codes: 0 done, 1 failed with a message, 2 usage error. */
process.exitCode = await run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h') || words.length === 0) {
    const asked = find(words);
    return asked === undefined ? help() : helpOf(asked.command);
  }
  if (words[0] === '--version' || words[0] === '-v') return commands.version!.run([], {});
  const found = find(words);
  if (found === undefined) {
    console.error(unknown(words));
    return 2;
  }
  const { command, rest } = found;
  let parsed;
  try {
    parsed = parseArgs({ args: [...rest], options: command.options, allowPositionals: true });
  } catch (error) {
    // Node's message names the option; its hint about "--" does not apply here.
    console.error(`${(error as Error).message.split('. ')[0]}. Usage: shardbell ${command.usage}`);
    return 2;
  }
  const { positionals, values } = parsed;
  const more = command.mayHaveOneMore === true ? 1 : 0;
  const surplus = positionals.length - command.operands;
  if (surplus < 0 || surplus > more) {
    console.error(`Usage: shardbell ${command.usage}`);
    return 2;
  }
  const silence = command.isApart ? undefined : await silenceOfData();
  if (silence !== undefined) {
    console.error(silence);
    endThoughItHangs();
  }
  return command.run(positionals, values);
}

async function silenceOfData(): Promise<string | undefined> {
  const [{ dataFolderOf }, { silenceOf }] = await Promise.all([
    import('../config/load.ts'),
    import('../storage/disk/folder-answers.ts'),
  ]);
  return silenceOf(dataFolderOf(process.env));
}

function helpOf({ usage, sentence }: Command): number {
  console.log(`Usage: shardbell ${usage}\n\n${sentence}`);
  return 0;
}

function help(): Promise<number> | number {
  return commands.help!.run([], {});
}

/** One line: the commands that begin with the first word, or how to list all. */
function unknown(words: readonly string[]): string {
  const alike = Object.keys(commands).filter((name) => name.startsWith(`${words[0]} `));
  const instead = alike.length > 0 ? `there is ${alike.join(', ')}` : 'see shardbell help';
  return `There is no command ${words.slice(0, 2).join(' ')}: ${instead}.`;
}

/** The command with the longest name that matches the first words. */
function find(words: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    if (Object.hasOwn(commands, name))
      return { command: commands[name]!, rest: words.slice(length) };
  }
  return undefined;
}
