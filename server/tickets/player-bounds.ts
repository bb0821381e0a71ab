import { Multimap } from '../../actors/queue/multimap.ts';
import type { CommittedTurn } from '../../actors/ticket/service.ts';
import { isActive } from '../../actors/ticket/state.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Figure } from '../platform/figure.ts';
import type { PlayerSettings } from '../identity/visible-settings.ts';
import type { LiveFollower } from '../projections/live-followers.ts';
import { Rate } from '../platform/rate.ts';

/** The burst of text after a pause, in seconds of the normal rate. */
const text_burst_s = 64;
/** Accounts whose last opening or text is remembered. */
const accounts_max = 20_000;

export type PlayerBound = 'tickets_open' | 'ticket_pause' | 'text_pace';

export interface PlayerBoundsDeps {
  /** All active tickets, as they are on disk. */
  active(): Iterable<Summary>;
  settings(): PlayerSettings;
  now(): number;
  /** Called for each refusal. */
  onRefused(bound: PlayerBound, account: string): void;
}

/**
 * How much one account may send to support over all surfaces: open tickets, the pause between two,
 * and text. Staff are not bounded.
 */
export class PlayerBounds implements LiveFollower {
  readonly #deps: PlayerBoundsDeps;
  /** Numbers of active tickets, by the account that opened them and by id. */
  readonly #active = new Multimap<number>();
  /** Tickets being opened, by account. */
  readonly #opening = new Map<string, Set<string>>();
  /** When an account opened its latest ticket, oldest first. */
  readonly #latest = new Map<string, number>();
  readonly #texts: Rate;
  readonly #refused: Record<PlayerBound, number> = {
    tickets_open: 0,
    ticket_pause: 0,
    text_pace: 0,
  };

  constructor(deps: PlayerBoundsDeps) {
    this.#deps = deps;
    this.#texts = new Rate(() => {
      const per_second = deps.settings().text_bytes_per_second;
      return { per_second, burst: per_second * text_burst_s };
    }, accounts_max);
    this.renew();
  }

  /** Reserves a place for a new ticket until `openingEnded`, or returns the refusal. */
  open(account: string, id: string): Refusal | undefined {
    const opening = this.#opening.get(account) ?? new Set();
    // The same command, sent again while it is being carried out.
    if (opening.has(id)) return undefined;
    const refusal = this.#refusal(account, opening.size);
    if (refusal === undefined) this.#opening.set(account, opening.add(id));
    return refusal;
  }

  /** The ticket was opened, or will not be. */
  openingEnded(account: string, id: string): void {
    const opening = this.#opening.get(account);
    opening?.delete(id);
    if (opening?.size === 0) this.#opening.delete(account);
  }

  /** Takes a change that is on disk. */
  committed({ before, after }: CommittedTurn): void {
    if (after.sender === null) return;
    const { account } = after.sender;
    if (before === null) {
      this.openingEnded(account, after.id);
      this.#remember(account, after.created);
    }
    if (isActive(after)) this.#active.put(account, after.id, after.number);
    else this.#active.remove(account, after.id);
  }

  /** Counts the tickets of all accounts again. */
  renew(): void {
    this.#active.clear();
    for (const { id, number, sender } of this.#deps.active()) {
      if (sender !== null) this.#active.put(sender.account, id, number);
    }
  }

  /** Counts a text, or refuses it if the account wrote too much. */
  write(account: string, bytes: number): Refusal | undefined {
    const wait_s = this.#texts.spend(account, bytes, this.#deps.now()) / 1000;
    if (wait_s === 0) return undefined;
    return this.#refuse('text_pace', account, {
      ...refuse('rate_limited'),
      wait_s: Math.ceil(wait_s),
    });
  }

  figures(): Figure[] {
    return Object.entries(this.#refused).map(([bound, value]) => ({
      name: 'shardbell_player_bounds_total',
      help: 'Tickets and texts of players that were refused, by the bound that they met.',
      kind: 'counter',
      labels: { bound },
      value,
    }));
  }

  #refusal(account: string, opening: number): Refusal | undefined {
    const { tickets_open_max, ticket_pause_s } = this.#deps.settings();
    if (this.#active.sizeOf(account) + opening >= tickets_open_max) {
      const tickets = this.#active.of(account).toSorted((a, b) => a - b);
      return this.#refuse('tickets_open', account, { ...refuse('tickets_open_full'), tickets });
    }
    const latest = opening > 0 ? this.#deps.now() : this.#latest.get(account);
    if (latest === undefined) return undefined;
    // Also correct if the clock was set back.
    const passed_s = Math.max(0, this.#deps.now() - latest) / 1000;
    const wait_s = Math.ceil(ticket_pause_s - passed_s);
    if (wait_s <= 0) return undefined;
    return this.#refuse('ticket_pause', account, { ...refuse('ticket_too_soon'), wait_s });
  }

  #refuse(bound: PlayerBound, account: string, refusal: Refusal): Refusal {
    this.#refused[bound] += 1;
    this.#deps.onRefused(bound, account);
    return refusal;
  }

  #remember(account: string, at: number): void {
    this.#latest.delete(account);
    this.#latest.set(account, at);
    if (this.#latest.size <= accounts_max) return;
    const [oldest] = this.#latest.keys();
    this.#latest.delete(oldest!);
  }
}
