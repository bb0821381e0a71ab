import type { DiscordDeed, DiscordProblem } from '../../../protocol/discord-problems.ts';
import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts.ts';
import { isGone } from '../port/call-outcome.ts';
import { bridgeLimits } from '../limits.ts';
import type { Action } from '../reconciler/plan.ts';
import type { CallOutcome } from '../port/call-outcome.ts';

/** How one thing that was to be done about a ticket ended. */
interface Ended {
  readonly ticket: string;
  readonly number: number;
  readonly kind: Action['kind'];
  /** Discord does not take what nobody but the bridge wrote. */
  readonly isOurs: boolean;
  readonly outcome: CallOutcome<unknown>;
}

/** Tells administrators what Discord keeps the bot from, and that it does no longer. */
export class Troubles {
  readonly #alerts: Alerts;
  readonly #hadOther: () => boolean;
  /** Tickets that meet it, by the alert that tells of it. */
  readonly #met = new Map<string, Set<string>>();
  /** How often in a row nothing of a ticket's channel was found. */
  readonly #misses = new Map<string, number>();

  /** @param hadOther whether the server had another bot before */
  constructor(alerts: Alerts, hadOther: () => boolean) {
    this.#alerts = alerts;
    this.#hadOther = hadOther;
  }

  ended(end: Ended): void {
    const { ticket, kind, outcome } = end;
    // What nobody knows the end of tells nothing.
    if (outcome.kind === 'unknown') return;
    const trouble = troubleOf(end);
    for (const key of keysOf(kind)) if (key !== trouble?.key) this.#over(key, ticket);
    if (trouble !== undefined) this.#meet(trouble.key, ticket, trouble.problem);
    this.#seenAgain(end);
  }

  /** Nothing keeps this ticket from anything any more, or there is none. */
  settled(ticket: string): void {
    for (const key of this.#met.keys()) this.#over(key, ticket);
    this.#found(ticket);
  }

  /** Told of one ticket, for the others will meet the same. */
  #meet(key: string, ticket: string, problem: DiscordProblem): void {
    const tickets = this.#met.get(key) ?? new Set();
    if (tickets.size === 0) this.#alerts.raise(key, problem);
    this.#met.set(key, tickets.add(ticket));
  }

  #over(key: string, ticket: string): void {
    const tickets = this.#met.get(key);
    if (tickets?.delete(ticket) !== true || tickets.size > 0) return;
    this.#met.delete(key);
    this.#alerts.clear(key);
  }

  /** A channel that every look finds and no call does is one that the bot is kept out of. */
  #seenAgain({ ticket, number, kind, outcome }: Ended): void {
    if (outcome.kind === 'done' && !staysHere.has(kind)) this.#found(ticket);
    const isMissed = outcome.kind === 'refused' && outcome.reason === 'not_found';
    if (!isMissed || (kind === 'delete_channel' && isGone(outcome))) return;
    const misses = (this.#misses.get(ticket) ?? 0) + 1;
    this.#misses.set(ticket, misses);
    if (misses === bridgeLimits.misses_max) {
      const code = this.#hadOther() ? 'kept_out' : 'not_seen';
      this.#alerts.raise('hidden', discordProblem(code, { ticket: number }));
    }
  }

  #found(ticket: string): void {
    if (this.#misses.delete(ticket) && this.#misses.size === 0) this.#alerts.clear('hidden');
  }
}

/** Looks at the guild and what is noted down reach no channel. */
const staysHere: ReadonlySet<Action['kind']> = new Set([
  'look_channel',
  'tell_support',
  'note_archive_messages',
  'leave',
  'return',
  'skip',
  'end_replay',
]);

/** As administrators are told of it. */
const deeds: Readonly<Record<Action['kind'], DiscordDeed>> = {
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
  end_replay: 'post',
  skip: 'post',
};

function troubleOf({ kind, number, isOurs, outcome }: Ended) {
  if (outcome.kind !== 'refused') return undefined;
  const [permission, unclear, factor] = keysOf(kind);
  const about = { deed: deeds[kind], ticket: number };
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
