import { administrators } from '../../actors/roster/staff/groups.ts';
import { refused, refusedSaying } from '../../protocol/refusals.ts';
import type { Access } from '../identity/access.ts';
import type { WorldCounts } from '../tickets/worlds.ts';
import { answer, done, type CommandHandlers } from './command-handler.ts';

const right = 'tickets.manage_access';

/** What ends many accounts, or many tickets, at once. */
export const peopleDataCommands: CommandHandlers<
  'forget_preview' | 'shard_forget' | 'retention_preview'
> = {
  forget_preview: {
    right,
    how: 'reads',
    run({ access, worlds }, { name }) {
      const counts = worlds.count(name);
      if (isUnknown(access, name, counts)) return refused('shard_unknown');
      return answer({ of: 'world', name, ...counts });
    },
  },
  shard_forget: {
    right,
    how: 'changes',
    async run({ access, worlds }, { name, confirm }, by) {
      if (isUnknown(access, name, worlds.count(name))) return refused('shard_unknown');
      if (confirm.trim() !== name) return notConfirmed;
      const left = access.staff.administrators().filter(({ shard }) => shard !== name);
      const hasAny = access.staff.membersOf(administrators).length > 0;
      if (hasAny && left.length === 0) return refused('last_administrator');
      const forgotten = await worlds.forget(name, by);
      return forgotten === undefined ? refused('storage_unavailable') : done;
    },
  },
  retention_preview: {
    right: 'tickets.settings',
    how: 'reads',
    async run({ retention }, { months }, by) {
      const tickets = await retention.count(months, by.account ?? by.name);
      return answer({ of: 'retention', months, tickets });
    },
  },
};

/** One that was removed may still have accounts. */
function isUnknown(access: Access, shard: string, { accounts, tickets }: WorldCounts): boolean {
  const isKept = access.shardKeys.list().some(({ name }) => name === shard);
  return accounts === 0 && tickets === 0 && !isKept;
}

const notConfirmed = refusedSaying(
  'name_invalid',
  'That is not the name of the shard: nothing was forgotten.',
);
