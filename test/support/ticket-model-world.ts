import type { Faction } from '../../actors/ticket/command.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Location, Person, Side, Surface } from '../../protocol/ticket.ts';

/** Everything around the tickets that a command depends on. */
export interface Env {
  now: number;
  autoArchive: boolean;
  /** Of all accounts there are. */
  readonly rights: Map<string, readonly Right[]>;
  /** The character that an account plays now. */
  readonly playing: Map<string, string>;
  readonly factions: Map<string, Faction>;
}

export interface Asked {
  readonly account: string;
  readonly as?: Side;
  readonly surface: Surface;
  readonly command: CommandBody;
  readonly from?: { readonly shard: string; readonly location: Location | null };
}

/** Why not, in the words of the wire. */
export interface No {
  readonly code: RefusalCode;
  readonly detail?: string;
}

/** User texts, each with what is kept of it, or the code of why it is refused. */
export const texts: ReadonlyArray<{ readonly raw: string; readonly kept: string }> = [
  { raw: 'Where?', kept: 'Where?' },
  { raw: '  Here \n', kept: 'Here' },
  { raw: 'two\nlines', kept: 'two\nlines' },
  { raw: '\ud83d', kept: '\ufffd' },
  { raw: ' \u3000', kept: 'text_blank' },
  { raw: 'a\0b', kept: 'text_malformed' },
  { raw: 'x'.repeat(8_001), kept: 'text_too_long' },
];

export const categories = ['Question', 'Bug'] as const;

const queueRights = ['admin_view', 'reply', 'internal_message', 'assign', 'change_status'];

export function has(env: Env, account: string, right: string): boolean {
  return env.rights.get(account)?.includes(`tickets.${right}` as Right) ?? false;
}

export function hasQueue(env: Env, account: string): boolean {
  return queueRights.some((right) => has(env, account, right));
}

export function personIn(env: Env, account: string): Person {
  const character = env.playing.get(account) ?? null;
  const name = env.rights.has(account) ? `account ${account}` : '';
  return { account, name, character, character_name: character === null ? '' : `as ${character}` };
}

export function sideOfOpening(env: Env, { account, as }: Asked): Side {
  return as ?? (has(env, account, 'create') ? 'player' : 'support');
}

export function rightIn(env: Env, account: string, right: Right): boolean {
  return env.rights.get(account)?.includes(right) ?? false;
}

export function participant(env: Env, account: string): Person {
  return { ...personIn(env, account), character: null, character_name: '' };
}

export function categoryOf(wanted: string): string | undefined {
  return categories.find((one) => one.toLowerCase() === wanted.trim().toLowerCase());
}

export function keptOf(raw: string): string {
  return texts.find((one) => one.raw === raw)!.kept;
}
