import { isIdle } from '../../protocol/permissions.ts';
import type { AdminAnswer } from '../admin/command-handler.ts';

/** The lines of an answer for standard output, and a note for a person. */
export interface Telling {
  readonly lines: readonly string[];
  readonly note?: string;
}

export function tellingOf(is: AdminAnswer): Telling {
  switch (is.of) {
    case 'settings':
      return {
        lines: Object.entries(is.settings).map(
          ([name, value]) => `${name}\t${JSON.stringify(value)}`,
        ),
      };
    case 'groups':
      return {
        lines: is.groups.map(({ name, rights, default: everybody }) =>
          [name, everybody ? 'everybody' : '-', listed(offered(rights))].join('\t'),
        ),
      };
    case 'accounts':
      return {
        lines: is.accounts.map(({ account, name, groups, signed_in }) => {
          const last = signed_in === null ? 'never signed in' : `signed in ${day(signed_in)}`;
          return [account, name, listed(groups), last].join('\t');
        }),
      };
    case 'link':
      return {
        lines: [is.address],
        note: `This link signs in as ${is.name}, number ${is.account}, once, within 10 minutes:`,
      };
    case 'erasure':
      return { lines: erasureLines(is) };
    case 'world':
      return {
        lines: [
          `Shard ${is.name}: ${counted(is.accounts, 'account')} would end, and ${counted(is.tickets, 'active ticket')} would be closed.`,
        ],
      };
    case 'retention':
      return { lines: [counted(is.tickets, 'ticket')] };
    case 'shards':
      return {
        lines: is.shards.map(({ name, rotated, scripts }) =>
          [name, `key of ${day(rotated)}`, ...(scripts === null ? [] : [scripts])].join('\t'),
        ),
        ...(is.shards.length === 0 ? { note: 'There is no shard yet.' } : {}),
      };
    case 'account':
    case 'steps':
      // On a page alone.
      return { lines: [] };
    case 'shard_key':
      return { lines: [is.key], note: `The key of shard ${is.name}, which is shown only now:` };
    case 'discord':
      return {
        lines: is.invite === null ? [] : [is.invite],
        note: [discordNotes[is.state], ...is.problems.map(({ sentence }) => sentence)].join('\n'),
      };
    case 'data':
    case 'webhooks':
    case 'webhook_secret':
    case 'webhook_tested':
      // On a page alone.
      return { lines: [] };
    case 'own_discord':
    case 'discord_code':
      // Of accounts alone.
      return { lines: [] };
    case 'audit':
      return {
        lines: is.records.map(({ seq, at, name, what, from, to }) =>
          [seq, new Date(at).toISOString(), name, what, from ?? '-', to ?? '-'].join('\t'),
        ),
      };
  }
}

const discordNotes = {
  off: 'There is no token: set SHARDBELL_DISCORD_TOKEN to have tickets on Discord.',
  connecting: 'The bot is not connected yet. It is invited here:',
  connected: 'The bot is connected. It is invited here:',
  given_up: 'The bot has given up until the server is started again. It is invited here:',
} as const;

function offered(rights: readonly string[]): readonly string[] {
  return rights.filter((right) => !isIdle(right));
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '-' : names.join(',');
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function erasureLines(is: Extract<AdminAnswer, { of: 'erasure' }>): string[] {
  const of = is.shard === null ? '' : ` of shard ${is.shard}`;
  return [
    `Account ${is.account}${of}: ${is.name}`,
    `in ${counted(is.tickets, 'ticket')}, with ${counted(is.messages, 'message')} and ${counted(is.files, 'file')} of its own`,
    `${counted(is.characters, 'character')}, ${counted(is.sessions, 'session')}, ${is.replies} canned replies, ${is.discord ? 'linked to Discord' : 'not linked to Discord'}`,
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
