import type { CannedOwner } from '../../actors/roster/staff/canned.ts';
import type { Changer } from '../../actors/roster/staff/audit.ts';
import { failed, notStored } from '../../actors/roster/outcome.ts';
import { limits } from '../../protocol/limits.ts';
import { cleanText } from '../../protocol/text.ts';
import { refused, refusedSaying, type Refused } from '../../protocol/refusals.ts';
import { done, type AdminDeps, type AdminResult, type CommandHandlers } from './command-handler.ts';

const right = 'tickets.canned';

export const cannedCommands: CommandHandlers<
  'canned_set' | 'canned_remove' | 'own_canned_set' | 'own_canned_remove'
> = {
  canned_set: {
    right,
    how: 'changes',
    run: (deps, wish, by) => set(deps, null, wish, by),
  },
  canned_remove: {
    right,
    how: 'changes',
    run: (deps, { reply }, by) => remove(deps, null, reply, by),
  },
  own_canned_set: {
    right: 'queue access',
    how: 'changes',
    run: (deps, wish, by) => (by.account === null ? noOwner : set(deps, by.account, wish, by)),
  },
  own_canned_remove: {
    right: 'queue access',
    how: 'changes',
    run: (deps, { reply }, by) =>
      by.account === null ? noOwner : remove(deps, by.account, reply, by),
  },
};

const noOwner = refusedSaying('account_unknown', 'The command line has no replies of its own.');

interface Wish {
  readonly reply: string;
  readonly title: string;
  readonly text: string;
}

async function set(
  { access }: AdminDeps,
  owner: CannedOwner,
  { reply, ...wish }: Wish,
  by: Changer,
): Promise<AdminResult> {
  const title = cleaned(wish.title, limits.canned_title_chars_max, /\p{Cc}/u);
  if (typeof title !== 'string') return title;
  const text = cleaned(wish.text, limits.canned_text_chars_max, /[^\P{Cc}\t\r\n]/u);
  if (typeof text !== 'string') return text;
  const { canned } = access;
  const edited = await canned.set(owner, reply, { title, text }, trailOf(access, owner, title, by));
  return failed(edited) ? notStored(edited) : done;
}

async function remove(
  { access }: AdminDeps,
  owner: CannedOwner,
  reply: string,
  by: Changer,
): Promise<AdminResult> {
  const title = access.canned.get(owner, reply)?.title;
  // It was removed before, or the request is repeated: the wish is fulfilled.
  if (title === undefined) return done;
  const edited = await access.canned.remove(owner, reply, trailOf(access, owner, title, by));
  return failed(edited) ? notStored(edited) : done;
}

/** Personal replies are not for others to see. */
function trailOf({ audit }: AdminDeps['access'], owner: CannedOwner, title: string, by: Changer) {
  return owner === null ? audit.trail(by, `canned reply ${title}`, shown) : undefined;
}

function shown({ title, text }: Omit<Wish, 'reply'>): unknown {
  return { title, text };
}

function cleaned(raw: string, chars_max: number, unwanted: RegExp): string | Refused {
  const text = cleanText(raw, chars_max);
  if (typeof text !== 'string') return refused(text);
  return unwanted.test(text)
    ? refusedSaying('text_malformed', 'The text holds control characters.')
    : text;
}
