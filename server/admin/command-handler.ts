import type { Changer } from '../../actors/roster/staff/audit.ts';
import type { Right } from '../../protocol/permissions.ts';
import type {
  AdminCommand,
  AdminCommandOf,
  AnswerBody,
  AnswerBodyOf,
} from '../../protocol/admin.ts';
import type { Access } from '../identity/access.ts';
import type { Tables } from '../storage/tables.ts';
import type { Turns } from '../platform/turns.ts';
import type { Result } from '../../protocol/refusals.ts';

/** What all operations need. */
export interface AdminDeps {
  readonly access: Access;
  readonly turns: Turns;
  /** Address that people come by; `undefined` while only a running server would know it. */
  address(): string | undefined;
  /** What is wrong with the help scripts of a shard, where they run. */
  scriptFault(shard: string): string | undefined;
  /** How Discord stands; `again`: looked at anew. */
  discord(again: boolean): Promise<AnswerBodyOf<'discord'>>;
  /** What is wrong with the data folder. */
  data(): AnswerBodyOf<'data'>;
  /** Where the tickets are, of which none must lose its category, and what the bot keeps. */
  readonly tables: Pick<Tables, 'active' | 'closedCount' | 'get'>;
}

export type AdminAnswer = Exclude<AnswerBody, { of: 'people' | 'factions' | 'ticket' }>;

/** Null: it was done, and there is nothing to tell. */
export type AdminResult = Result<{ readonly is: AdminAnswer | null }>;

/** What an administrator may ask for, and the right that it needs. */
export interface CommandHandler<D> {
  readonly right: Right | 'queue access' | 'an account';
  /**
   * Those that change something are carried out one after the other, but for those that any account
   * may ask for and that touch it alone: such are to fill no queue.
   */
  readonly how: 'reads' | 'changes';
  run(deps: AdminDeps, command: D, by: Changer): AdminResult | Promise<AdminResult>;
}

/** The operations of some kinds. */
export type CommandHandlers<K extends AdminCommand['kind']> = {
  readonly [N in K]: CommandHandler<AdminCommandOf<N>>;
};

export const done: AdminResult = { ok: true, is: null };

export function answer(is: AdminAnswer): AdminResult {
  return { ok: true, is };
}
