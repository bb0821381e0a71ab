import type { Clock } from '../../actors/runtime/clock.ts';
import type { CommittedTurn } from '../../actors/ticket/service.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import type { HistogramFigure } from '../platform/figure.ts';
import { Histogram } from '../platform/histogram.ts';
import type { Tables } from '../storage/tables.ts';
import type { LiveFollower } from './live-followers.ts';

const minute_s = 60;
const hour_s = 60 * minute_s;
const day_s = 24 * hour_s;

/** Upper bounds of the buckets. */
const reply_bounds_s = [
  ...[0.5, 1, 2, 5, 10, 20, 30].map((minutes) => minutes * minute_s),
  ...[1, 2, 4, 8, 24].map((hours) => hours * hour_s),
];
const close_bounds_s = [
  ...[1, 5, 15, 30].map((minutes) => minutes * minute_s),
  ...[1, 2, 4, 8].map((hours) => hours * hour_s),
  ...[1, 2, 7, 30].map((days) => days * day_s),
];

/** Closed tickets whose long history is being read; of more the time is not counted. */
const looks_max = 100;

export interface TicketTimesDeps {
  readonly tables: Pick<Tables, 'history'>;
  readonly clock: Pick<Clock, 'soon'>;
  /** Called with failed reads of a long history. */
  onFault(error: unknown): void;
}

/**
 * How long tickets wait for the first public reply of support, and how long they are open before
 * they are closed for the first time. Whether it is the first time is read off the ticket itself,
 * so that neither a start nor a renewal has anything to make up for.
 */
export class TicketTimes implements LiveFollower {
  readonly #deps: TicketTimesDeps;
  readonly #replies = new Histogram(
    'shardbell_ticket_first_reply_seconds',
    'From the opening of a ticket by a player to the first public reply of support.',
    reply_bounds_s,
  );
  readonly #closings = new Histogram(
    'shardbell_ticket_close_seconds',
    'From the opening of a ticket to its closing; of one that was reopened, to the first.',
    close_bounds_s,
  );
  #looks = 0;

  constructor(deps: TicketTimesDeps) {
    this.#deps = deps;
  }

  committed({ before, after, events, isImported }: CommittedTurn): void {
    if (isImported === true) return;
    for (const { change, by, at } of events) {
      if (change.type !== 'message_posted' || by.side !== 'support') continue;
      if (isUnanswered(before, after)) this.#replies.observe(secondsBetween(after.created, at));
      break;
    }
    const closing = events.find(({ change }) => change.type === 'ticket_closed');
    if (closing === undefined) return;
    const took_s = secondsBetween(after.created, closing.at);
    this.#look(after.id, closing.publicSeq ?? 0, took_s);
  }

  /** It holds nothing of the log. */
  renew(): void {}

  /** For `/metrics`. */
  figures(): HistogramFigure[] {
    return [this.#replies.figure(), this.#closings.figure()];
  }

  /** Counts the time unless the ticket was reopened before this entry, so closed before. */
  #look(ticket: string, before: number, took_s: number): void {
    const page = this.#deps.tables.history(ticket, 'public', {
      before,
      limit: limits.history_entries_max,
      bytes_max: limits.history_bytes_max,
    });
    if (page.some(({ change }) => change.type === 'ticket_reopened')) return;
    const first = page[0]?.publicSeq ?? 1;
    if (first > 1) this.#goOn(() => this.#look(ticket, first, took_s));
    else this.#closings.observe(took_s);
  }

  /** In a later turn of the event loop, since a history may be long. */
  #goOn(look: () => void): void {
    if (this.#looks >= looks_max) return;
    this.#looks += 1;
    this.#deps.clock.soon(() => {
      this.#looks -= 1;
      try {
        look();
      } catch (error) {
        this.#deps.onFault(error);
      }
    });
  }
}

/**
 * Whether a player opened it and support had not replied: then a player waits since it was opened.
 * After a reply nobody waits, or a player does who wrote later.
 */
function isUnanswered(before: Ticket | null, after: Ticket): boolean {
  if (after.sender === null) return false;
  return before === null || before.waitingSince === before.created;
}

/** A clock that was set back makes no time negative. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, to - from) / 1_000;
}
