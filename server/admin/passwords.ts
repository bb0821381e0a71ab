import * as v from 'valibot';
import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Changer } from '../../actors/roster/staff/audit.ts';
import type { Access } from '../identity/access.ts';
import { passwordFault } from '../identity/password.ts';
import { refusedSaying, type Refused } from '../../protocol/refusals.ts';
import { accountMeant, butMade, called, nobody, replaced, shownNew } from './accounts.ts';
import { done, type AdminDeps, type AdminResult } from './command-handler.ts';

/** Only by command line: nobody sets the password of somebody else over the wire. */
export const passwordCommand = v.variant('kind', [
  v.strictObject({
    kind: v.literal('account_password'),
    account: v.string(),
    password: v.string(),
  }),
  v.strictObject({
    kind: v.literal('account_add_with_password'),
    name: v.string(),
    groups: v.array(v.string()),
    password: v.string(),
  }),
]);
export type PasswordCommand = v.InferOutput<typeof passwordCommand>;

export async function runPassword(
  { access }: AdminDeps,
  command: PasswordCommand,
  by: Changer,
): Promise<AdminResult> {
  if (command.kind === 'account_password') {
    const account = accountMeant(access, command.account);
    if (account === undefined) return nobody(command.account);
    if (access.roster.isReplaced(account)) return replaced(access, account);
    const { id, name, userName } = account;
    if (userName === null) return noUserName(account);
    const fault = passwordFault(command.password, [userName, name, id]);
    if (fault !== undefined) return refusedSaying('password_invalid', fault);
    return setPassword(access, account, command.password, by);
  }
  const fault = passwordFault(command.password, [command.name]);
  if (fault !== undefined) return refusedSaying('password_invalid', fault);
  const trail = access.audit.trail(by, `account ${command.name.trim()}`, shownNew);
  const made = await access.staff.createAccount(command, trail);
  if (!made.ok) return made;
  const set = await setPassword(access, made.value, command.password, by);
  return set.ok ? set : butMade(set);
}

/** A player of a shard, who signs in by links. */
function noUserName(account: Account): Refused {
  const sentence = `${called(account)} has no name to sign in with, so a password would open nothing: shardbell link ${account.id} makes a link.`;
  return refusedSaying('password_invalid', sentence);
}

async function setPassword(
  { passwords, staff, discordCodes, audit }: Access,
  account: Account,
  text: string,
  by: Changer,
): Promise<AdminResult> {
  const hash = await passwords.hash(text);
  if (hash === undefined) return refusedSaying('busy', 'Too many passwords wait: try again.');
  const trail = audit.trail(by, `password of ${called(account)}`, () => undefined);
  const set = await staff.setPassword(account.id, hash, trail);
  if (!set.ok) return set;
  // They are void already, except those of an earlier version.
  await discordCodes.revokeAll(account.id);
  return done;
}
