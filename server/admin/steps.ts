import { isStaffAccount } from '../../actors/roster/accounts/finder.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { answer, type CommandHandlers } from './command-handler.ts';

/** What is kept of it that a backup was made, by hand or daily. */
export const backup_deed = 'backup';

/** What is left to do in a new server, told by what is there. */
export const stepCommands: CommandHandlers<'steps_get'> = {
  steps_get: {
    right: 'tickets.manage_access',
    how: 'reads',
    async run({ access, turns, discord, shard }, _, by) {
      const { roster, shardKeys, shardsSeen, settings, deeds } = access;
      const answering = roster.finder.some(
        (account) => isStaffAccount(account) && hasQueueAccess(roster.rightsOf(account.id)),
        2,
      );
      const staff = await turns.all(by.account ?? by.name, answering);
      const { state } = await discord(false);
      const shards = shardKeys.list().map(({ name }) => name);
      return answer({
        of: 'steps',
        shard: shards.some(
          (name) => shardsSeen.last(name) !== null || (shard(name)?.program ?? null) !== null,
        ),
        staff: staff.length >= 2,
        discord: state === 'connected' && settings.now.discord_server !== null,
        backup: deeds.last(backup_deed) !== null,
      });
    },
  },
};
