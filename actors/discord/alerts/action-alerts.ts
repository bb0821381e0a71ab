import type { DiscordAction, DiscordProblem } from '../../../protocol/discord-problems.ts';
import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts.ts';
import { isGone } from '../port/call-outcome.ts';
import { bridgeLimits } from '../discord-limits.ts';
import type { Action } from '../reconciler/plan.ts';
import type { CallOutcome } from '../port/call-outcome.ts';

/** How one action on a ticket ended. */
interface Ended {
  readonly ticket: string;
  readonly number: number;
  readonly kind: Action['kind'];
  /** The bridge alone wrote what was sent. */
  readonly isOurs: boolean;
  readonly outcome: CallOutcome<unknown>;
}

/** Alerts administrators of actions that Discord refuses, until they succeed. */
export class ActionAlerts {
  readonly #alerts: Alerts;
  readonly #hasFormerBots: () => boolean;
  /** Tickets whose action is refused, by the key of the alert. */
  readonly #refused = new Map<string, Set<string>>();
  /** Per ticket: calls in a row that did not find the channel. */
  readonly #misses = new Map<string, number>();

  /** @param hasFormerBots whether the guild had other bots before */
  constructor(alerts: Alerts, hasFormerBots: () => boolean) {
    this.#alerts = alerts;
    this.#hasFormerBots = hasFormerBots;
  }

  ended(end: Ended): void {
    const { ticket, kind, outcome } = end;
    // An unknown outcome says nothing about permissions.
    if (outcome.kind === 'unknown') return;
    const alert = alertOf(end);
    for (const key of keysOf(kind)) if (key !== alert?.key) this.#clear(key, ticket);
    if (alert !== undefined) this.#raise(alert.key, ticket, alert.problem);
    this.#countMisses(end);
  }

  /** Nothing is left to do for this ticket, or it is gone. */
  settled(ticket: string): void {
    for (const key of this.#refused.keys()) this.#clear(key, ticket);
    this.#found(ticket);
  }

  /** Names one ticket: the others meet the same. */
  #raise(key: string, ticket: string, problem: DiscordProblem): void {
    const tickets = this.#refused.get(key) ?? new Set();
    if (tickets.size === 0) this.#alerts.raise(key, problem);
    this.#refused.set(key, tickets.add(ticket));
  }

  #clear(key: string, ticket: string): void {
    const tickets = this.#refused.get(key);
    if (tickets?.delete(ticket) !== true || tickets.size > 0) return;
    this.#refused.delete(key);
    this.#alerts.clear(key);
  }

  /** If each look at the guild finds a channel and no call does, the bot is kept out of it. */
  #countMisses({ ticket, number, kind, outcome }: Ended): void {
    if (outcome.kind === 'done' && !withoutCall.has(kind)) this.#found(ticket);
    const isMissed = outcome.kind === 'refused' && outcome.reason === 'not_found';
    if (!isMissed || (kind === 'delete_channel' && isGone(outcome))) return;
    const misses = (this.#misses.get(ticket) ?? 0) + 1;
    this.#misses.set(ticket, misses);
    if (misses === bridgeLimits.misses_max) {
      const code = this.#hasFormerBots() ? 'kept_out' : 'not_seen';
      this.#alerts.raise('hidden', discordProblem(code, { ticket: number }));
    }
  }

  #found(ticket: string): void {
    if (this.#misses.delete(ticket) && this.#misses.size === 0) this.#alerts.clear('hidden');
  }
}

/** These actions make no call to a channel. */
const withoutCall: ReadonlySet<Action['kind']> = new Set([
  'look_channel',
  'tell_support',
  'note_archive_messages',
  'leave',
  'return',
  'skip',
  'begin_anew',
  'end_replay',
]);

/** What administrators read of each kind of action. */
const discordActionOf: Readonly<Record<Action['kind'], DiscordAction>> = {
  look_channel: 'look_for',
  check_channel: 'look_at',
  create_channel: 'make',
  delete_channel: 'remove',
  set_overwrite: 'let_in',
  remove_overwrite: 'let_in',
  look_posts: 'read',
  send_header: 'post',
  edit_header: 'edit',
  unpin_header: 'unpin',
  pin_header: 'pin',
  replay: 'post',
  post: 'post',
  move_channel: 'move',
  rename_channel: 'rename',
  say_left: 'post_former',
  leave: 'leave',
  return: 'go_on',
  tell_support: 'post',
  note_archive_messages: 'tell',
  begin_anew: 'post',
  end_replay: 'post',
  skip: 'post',
};

function alertOf({ kind, number, isOurs, outcome }: Ended) {
  if (outcome.kind !== 'refused') return undefined;
  const [permission, unclear, factor] = keysOf(kind);
  const about = { deed: discordActionOf[kind], ticket: number };
  switch (outcome.reason) {
    case 'missing_permission':
      return { key: permission, problem: discordProblem('not_permitted', about) };
    case 'two_factor_missing':
      return { key: factor, problem: discordProblem('two_factor_missing', {}) };
    case 'unclear':
      return {
        key: unclear,
        problem: discordProblem('unclear', { ...about, detail: outcome.detail }),
      };
    case 'content_refused':
      if (!isOurs) return undefined;
      return {
        key: unclear,
        problem: discordProblem('unclear', { ...about, detail: outcome.detail }),
      };
    default:
      return undefined;
  }
}

function keysOf(kind: Action['kind']): [string, string, string] {
  return [`permission ${kind}`, `unclear ${kind}`, `two_factor`];
}
