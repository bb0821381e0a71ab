import * as v from 'valibot';
import type { Account } from '../../actors/roster/account.ts';
import type { Changer } from '../../actors/roster/audit.ts';
import { notDone, type NotDone } from '../../actors/roster/outcome.ts';
import type { Access } from '../identity/access.ts';
import { passwordFault } from '../identity/password.ts';
import { accountMeant, called, nobody, replaced, shownNew } from './accounts.ts';
import { done, type AdminParts, type AdminResult } from './operation.ts';

/** Only by command line: nobody sets the password of somebody else over the wire. */
export const passwordDeed = v.variant('kind', [
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
export type PasswordDeed = v.InferOutput<typeof passwordDeed>;

export async function runPassword(
  { access }: AdminParts,
  deed: PasswordDeed,
  by: Changer,
): Promise<AdminResult> {
  if (deed.kind === 'account_password') {
    const account = accountMeant(access, deed.account);
    if (account === undefined) return nobody(deed.account);
    if (access.roster.isReplaced(account)) return replaced(access, account);
    const { id, name, userName } = account;
    if (userName === null) return noUserName(account);
    const fault = passwordFault(deed.password, [userName, name, id]);
    if (fault !== undefined) return notDone('password_invalid', fault);
    return setPassword(access, account, deed.password, by);
  }
  const fault = passwordFault(deed.password, [deed.name]);
  if (fault !== undefined) return notDone('password_invalid', fault);
  const trail = access.audit.trail(by, `account ${deed.name.trim()}`, shownNew);
  const made = await access.staff.createAccount(deed, trail);
  if (!made.ok) return made;
  const set = await setPassword(access, made.value, deed.password, by);
  return set.ok ? set : notDone(set.code, `The account was made. But: ${set.sentence}`);
}

/** A player of a shard, who signs in by links. */
function noUserName(account: Account): NotDone {
  const sentence = `${called(account)} has no name to sign in with, so a password would open nothing: shardbell link ${account.id} makes a link.`;
  return notDone('password_invalid', sentence);
}

async function setPassword(
  { passwords, staff, discordCodes, audit }: Access,
  account: Account,
  text: string,
  by: Changer,
): Promise<AdminResult> {
  const hash = await passwords.hash(text);
  if (hash === undefined) return notDone('busy', 'Too many passwords wait: try again.');
  const trail = audit.trail(by, `password of ${called(account)}`, () => undefined);
  const set = await staff.setPassword(account.id, hash, trail);
  if (!set.ok) return set;
  // They are void already, except those of an earlier version.
  await discordCodes.revokeAll(account.id);
  return done;
}
