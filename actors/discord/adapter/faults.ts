import { ApplicationFlags, GatewayCloseCodes as Close } from 'discord.js';
import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { DiscordEvent } from '../port/events.ts';

type Fault = Extract<DiscordEvent, { kind: 'fault' }>;

export const tokenRefused: Fault = {
  kind: 'fault',
  final: true,
  problem: discordProblem('token_refused', {}),
};

export function unreachable(detail: string): Fault {
  return {
    kind: 'fault',
    final: false,
    problem: discordProblem('unreachable', { detail }),
  };
}

/** @param flags of the application, if known: which intents are switched on */
export function intentsMissing(flags: number | undefined): Fault {
  const off = switches.filter(({ bits }) => flags === undefined || (flags & bits) === 0);
  const missing = (off.length > 0 ? off : switches).map(({ name }) => name);
  return {
    kind: 'fault',
    final: true,
    problem: discordProblem('intents_missing', { missing }),
  };
}

const switches = [
  {
    name: 'Server Members Intent',
    bits: ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  },
  {
    name: 'Message Content Intent',
    bits: ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
  },
];

/** The gateway was closed with a code after which there is no reconnecting. */
export function closedFor(code: Close): Fault {
  if (code === Close.AuthenticationFailed) return tokenRefused;
  return {
    kind: 'fault',
    final: true,
    problem: discordProblem('closed_for_good', { detail: `${code} ${Close[code] ?? ''}` }),
  };
}

export function notLetIn(detail: string): Fault {
  return {
    kind: 'fault',
    final: false,
    problem: discordProblem('not_let_in', { detail }),
  };
}
