import { limits } from '../../protocol/limits.ts';
import { refused, type Result } from '../../protocol/refusals.ts';
import { accountMeant, assignedTo, called, nobody, shownNew } from './accounts.ts';
import { done, type AdminResult, type CommandHandlers } from './command-handler.ts';

const right = 'tickets.manage_access';

/** Whether an account may be used at all. */
export const standingCommands: CommandHandlers<
  'account_disable' | 'account_sign_out' | 'account_unlink_discord' | 'account_delete'
> = {
  account_disable: {
    right,
    how: 'changes',
    async run({ access }, { account: wanted, disabled }, by) {
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      const shown = (one: { readonly disabled: number | null }): unknown => one.disabled !== null;
      const trail = access.audit.trail(by, `disabling of ${called(account)}`, shown);
      return ended(await access.standing.setDisabled(account.id, disabled, trail));
    },
  },
  account_sign_out: {
    right,
    how: 'changes',
    async run({ access }, { account: wanted }, by) {
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      const trail = access.audit.trail(by, `sessions of ${called(account)}`, () => undefined);
      const signedOut = await access.standing.signOut(account.id, trail);
      if (signedOut.ok) await access.discordCodes.revokeAll(account.id);
      return ended(signedOut);
    },
  },
  account_unlink_discord: {
    right,
    how: 'changes',
    async run({ access }, { account: wanted }, by) {
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      const shown = ({ user }: { readonly user: string }): unknown => user;
      const trail = access.audit.trail(by, `Discord link of ${called(account)}`, shown);
      const refusal = await access.roster.discord.unlink(account.id, trail);
      return refusal === undefined ? done : refused(refusal.code);
    },
  },
  account_delete: {
    right,
    how: 'changes',
    async run({ access, tables }, { account: wanted }, by) {
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      if (account.shard !== null) return refused('account_of_shard');
      const assigned = assignedTo(tables, account.id);
      if (assigned.length > 0) {
        const tickets = assigned.slice(0, limits.refused_tickets_max);
        return { ok: false, refusal: { code: 'account_in_use', tickets } };
      }
      const trail = access.audit.trail(by, `account ${called(account)}`, shownNew);
      return ended(await access.standing.remove(account.id, trail));
    },
  },
};

function ended(result: Result<{ value: undefined }>): AdminResult {
  return result.ok ? done : result;
}
