import { createInterface } from 'node:readline/promises';
import { asking, print } from './manage.ts';
import { failed } from '../platform/failed.ts';
import { tellingOf } from './tell.ts';

interface EraseOptions {
  readonly messages: 'emptied' | 'kept';
  /** Nobody is asked. */
  readonly isSure: boolean;
}

/** Erases an account by its user name or number, once its name was typed. */
export function eraseAccount(wanted: string, { messages, isSure }: EraseOptions): Promise<number> {
  return asking(async (ask) => {
    const previewed = await ask('erase_preview', { account: wanted });
    if (!previewed.ok || previewed.is?.of !== 'erasure') return print(previewed, '');
    const { account, name } = previewed.is;
    for (const line of tellingOf(previewed.is).lines) console.log(line);
    const confirm = isSure ? name : await typed(`Type ${name} to erase all of it for good: `);
    if (confirm === undefined) return print(notAsked, '');
    const note = `Account ${account} is erased. Its tickets are rewritten now, one after the other.`;
    return print(await ask('account_erase', { account, messages, confirm }), note);
  });
}

/** Ends all accounts of a wiped world, once the name of its shard was typed. */
export function forgetShard(name: string, isSure: boolean): Promise<number> {
  return asking(async (ask) => {
    const previewed = await ask('forget_preview', { name });
    if (!previewed.ok || previewed.is?.of !== 'world') return print(previewed, '');
    for (const line of tellingOf(previewed.is).lines) console.log(line);
    const confirm = isSure ? name : await typed(`Type ${name} to end all of them: `);
    if (confirm === undefined) return print(notAsked, '');
    const note = `The accounts of shard ${name} have ended.`;
    return print(await ask('shard_forget', { name, confirm }), note);
  });
}

/** Answered only by a person at a terminal. */
async function typed(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

const notAsked = failed(
  'Nobody is at the terminal to say that it is meant: --yes says it. Nothing was done.',
);
