import type { Changer } from '../../actors/roster/staff/audit.ts';
import type { ShardStanding } from '../../actors/shard/program.ts';
import type { Right } from '../../protocol/permissions.ts';
import type {
  AdminCommand,
  AdminCommandOf,
  AnswerBody,
  AnswerBodyOf,
} from '../../protocol/admin.ts';
import type { Access } from '../identity/access.ts';
import type { Erasures } from '../tickets/erasures.ts';
import type { Retention } from '../tickets/retention.ts';
import type { Worlds } from '../tickets/worlds.ts';
import type { Tables } from '../storage/tables.ts';
import type { Turns } from '../platform/turns.ts';
import type { Result } from '../../protocol/refusals.ts';
import type { WebhookResult, WebhookRow } from '../../protocol/webhooks.ts';

/** What all operations depend on. */
export interface AdminDeps {
  readonly access: Access;
  readonly turns: Turns;
  /** The address for people; `undefined` while only a running server would know it. */
  address(): string | undefined;
  /** Undefined if it did not connect since the server started. */
  shard(name: string): ShardStanding | undefined;
  /** Whether the account is in a game now. */
  isPlaying(account: string): boolean;
  /** What is wrong with the help scripts of a shard, where they run. */
  scriptFault(shard: string): string | undefined;
  /** The state of Discord; `again`: checked afresh. */
  discord(again: boolean): Promise<AnswerBodyOf<'discord'>>;
  /** The webhooks as they fare, and an attempt at one. */
  readonly webhooks: {
    /** Whether they may send to this machine and to private networks. */
    readonly isPrivate: boolean;
    readonly rows: () => WebhookRow[];
    readonly test: (hook: string) => Promise<Result<{ value: WebhookResult }>>;
  };
  /** What is wrong with the data folder. */
  data(): AnswerBodyOf<'data'>;
  readonly erasures: Pick<Erasures, 'count' | 'erase'>;
  readonly worlds: Pick<Worlds, 'count' | 'forget'>;
  readonly retention: Pick<Retention, 'count'>;
  /** The tables, to check that no ticket loses its category, and to read what the bot stored. */
  readonly tables: Pick<Tables, 'active' | 'closedCount' | 'get'>;
}

export type AdminAnswer = Exclude<AnswerBody, { of: 'people' | 'factions' | 'ticket' }>;

/** Null: done, without an answer. */
export type AdminResult = Result<{ readonly is: AdminAnswer | null }>;

/** What an administrator may ask for, and the right that it needs. */
export interface CommandHandler<D> {
  readonly right: Right | 'queue access' | 'an account';
  /**
   * Changes are carried out one after the other, except those that any account may request and that
   * concern only itself, so that they cannot fill the queue.
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
