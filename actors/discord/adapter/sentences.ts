import { ApplicationFlags, GatewayCloseCodes as Close } from 'discord.js';
import type { DiscordEvent } from '../port.ts';

type Fault = Extract<DiscordEvent, { kind: 'fault' }>;

export const tokenRefused: Fault = {
  kind: 'fault',
  fault: 'token_refused',
  final: true,
  sentence:
    "Discord does not take the bot's token: set SHARDBELL_DISCORD_TOKEN to the one on the page Bot of your application in Discord's developer portal.",
};

export function unreachable(detail: string): Fault {
  return {
    kind: 'fault',
    fault: 'unreachable',
    final: false,
    sentence: `Discord cannot be reached (${detail}); it is tried again by itself.`,
  };
}

/** @param flags of the application, where they are known: which switches are on */
export function intentsMissing(flags: number | undefined): Fault {
  const off = switches.filter(({ bits }) => flags === undefined || (flags & bits) === 0);
  const named = (off.length > 0 ? off : switches).map(({ name }) => name).join(' and ');
  return {
    kind: 'fault',
    fault: 'intents_missing',
    final: true,
    sentence: `The bot may not read what it needs: switch on ${named} on the page Bot of your application in Discord's developer portal.`,
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

/** A close of the gateway after which nobody comes back. */
export function closedFor(code: Close): Fault {
  if (code === Close.AuthenticationFailed) return tokenRefused;
  return {
    kind: 'fault',
    fault: 'other',
    final: true,
    sentence: `Discord has closed the connection for good (${code} ${Close[code] ?? ''}).`,
  };
}

export function notLetIn(detail: string): Fault {
  return {
    kind: 'fault',
    fault: 'other',
    final: false,
    sentence: `Discord did not let the bot in (${detail}); it is tried again by itself.`,
  };
}
