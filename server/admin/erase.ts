import { administrators, playerRights } from '../../actors/roster/staff/groups.ts';
import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Changer } from '../../actors/roster/staff/audit.ts';
import { refused, refusedSaying, type Refused } from '../../protocol/refusals.ts';
import type { Access } from '../identity/access.ts';
import { accountMeant, nobody } from './accounts.ts';
import { answer, done, type CommandHandlers } from './command-handler.ts';

const right = 'tickets.erase';

export const eraseCommands: CommandHandlers<'erase_preview' | 'account_erase'> = {
  erase_preview: {
    right,
    how: 'reads',
    async run({ access, erasures }, { account: wanted }, by) {
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      const fault = faultOf(access, account, by);
      if (fault !== undefined) return fault;
      const { id, name, shard } = account;
      const { roster, webSessions, canned } = access;
      const counts = await erasures.count(id, by.account ?? by.name);
      return answer({
        of: 'erasure',
        account: id,
        name,
        shard,
        ...counts,
        characters: roster.charactersOf(id).length,
        sessions: webSessions.count(id),
        replies: canned.countOf(id),
        discord: roster.discord.ofAccount(id) !== undefined,
      });
    },
  },
  account_erase: {
    right,
    how: 'changes',
    async run({ access, erasures }, { account: wanted, messages, confirm }, by) {
      const account = access.roster.account(wanted);
      if (account === undefined) return nobody(wanted);
      const fault = faultOf(access, account, by);
      if (fault !== undefined) return fault;
      if (confirm.trim() !== account.name.trim()) return notConfirmed;
      const isErased = await erasures.erase(account.id, messages, by);
      return isErased ? done : refused('storage_unavailable');
    },
  },
};

const notConfirmed = refusedSaying(
  'name_invalid',
  'That is not the name of the account: nothing was erased.',
);

/** Whoever may not give somebody rights may not take them away like this either. */
function faultOf(access: Access, account: Account, by: Changer): Refused | undefined {
  const { roster, staff } = access;
  const { id, shard, groups } = account;
  if (by.account === id) {
    return refusedSaying('right_missing', 'Nobody erases their own account: somebody else has to.');
  }
  const isOfStaff =
    shard === null || [...roster.rightsOf(id)].some((one) => !playerRights.includes(one));
  const mayManage =
    by.account === null || roster.rightsOf(by.account, by.restricted).has('tickets.manage_access');
  if (isOfStaff && !mayManage) {
    const sentence = 'Erasing an account of staff takes the right to manage access too.';
    return refusedSaying('right_missing', sentence);
  }
  const isLast = groups.includes(administrators) && staff.administrators().length === 1;
  return isLast ? refused('last_administrator') : undefined;
}
