import { codeStamp } from '../../actors/roster/tokens/discord-codes.ts';
import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import { refused, refusedSaying } from '../../protocol/refusals.ts';
import { answer, done, type CommandHandlers } from './command-handler.ts';

const noOwner = refusedSaying('account_unknown', 'The command line is nobody on Discord.');

export const discordCommands: CommandHandlers<
  'settings_discord' | 'own_discord_get' | 'own_discord_code' | 'own_discord_unlink'
> = {
  settings_discord: {
    right: 'tickets.settings',
    how: 'reads',
    run: async ({ discord }, { again }) => answer(await discord(again)),
  },
  own_discord_get: {
    right: 'an account',
    how: 'reads',
    run: async ({ access, discord }, _, { account }) => {
      if (account === null) return noOwner;
      const { state } = await discord(false);
      const user = access.roster.discord.ofAccount(account)?.user ?? null;
      return answer({ of: 'own_discord', on: state !== 'off', user });
    },
  },
  own_discord_code: {
    right: 'an account',
    how: 'reads',
    run: async ({ access }, _, { account, restricted }) => {
      if (account === null) return noOwner;
      const expires = access.secrets.now() + rosterLimits.discord_code_life_ms;
      const known = access.roster.account(account);
      if (known === undefined) return noOwner;
      const stamp = codeStamp(access.secrets, known);
      const made = await access.discordCodes.make(account, restricted, { stamp });
      return made.ok ? answer({ of: 'discord_code', code: made.value, expires }) : made;
    },
  },
  own_discord_unlink: {
    right: 'an account',
    how: 'reads',
    run: async ({ access }, _, { account }) => {
      if (account === null) return noOwner;
      const refusal = await access.roster.discord.unlink(account);
      return refusal === undefined ? done : refused(refusal.code);
    },
  },
};
