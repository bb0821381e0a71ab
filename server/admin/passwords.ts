import * as v from 'valibot';
import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Changer } from '../../actors/roster/staff/audit.ts';
import type { Access } from '../identity/access.ts';
import { passwordFault } from '../identity/password.ts';
import { refusedSaying, type Refused } from '../../protocol/refusals.ts';
import { accountMeant, butMade, called, nobody, replaced, shownNew } from './accounts.ts';
import { done, type AdminDeps, type AdminResult, type CommandHandlers } from './command-handler.ts';

/** Only by command line: on a page, whoever is new gets a link. */
export const passwordCommand = v.variant('kind', [
  v.strictObject({
    kind: v.literal('account_add_with_password'),
    name: v.string(),
    groups: v.array(v.string()),
    password: v.string(),
  }),
]);
export type PasswordCommand = v.InferOutput<typeof passwordCommand>;

/**
 * Whoever manages access may set any password, as they may make a link for any account. It is
 * audited, and all sessions of the account end; the password itself is in no log.
 */
export const passwordCommands: CommandHandlers<'account_password'> = {
  account_password: {
    right: 'tickets.manage_access',
    how: 'changes',
    async run({ access }, { account: wanted, password }, by) {
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      if (access.roster.isReplaced(account)) return replaced(access, account);
      const { id, name, userName } = account;
      if (userName === null) return noUserName(account);
      const fault = passwordFault(password, [userName, name, id]);
      if (fault !== undefined) return refusedSaying('password_invalid', fault);
      return setPassword(access, account, password, by);
    },
  },
};

export async function runPassword(
  { access }: AdminDeps,
  command: PasswordCommand,
  by: Changer,
): Promise<AdminResult> {
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
