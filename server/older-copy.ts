import type { Ahead } from '../actors/discord/alerts/findings.ts';
import type { AnswerBodyOf } from '../protocol/admin.ts';
import { limits } from '../protocol/limits.ts';
import { Listeners } from '../actors/runtime/listeners.ts';
import type { TicketNumbers } from './tickets/ticket-numbers.ts';
import type { OnAhead } from './sockets/watches/ticket-watch.ts';
import type { Tables } from './storage/tables.ts';

type AheadClient = Parameters<OnAhead>[0];
type Warn = (about: object, sentence: string) => void;

/** How far numbers jump above the last one known to be used, here or on Discord. */
const numbers_skipped = 1_000;
/**
 * How many are skipped at most after one start, so that forged signs, such as the topic of a
 * channel, cannot use numbers up.
 */
const numbers_skipped_max = 100_000;

/**
 * Detects that an older copy of the data folder was put back: a plain copy keeps its epoch, so
 * nothing else would notice. New tickets then get numbers that no lost ticket can have had, so that
 * two tickets never share a number. The epoch stays: Discord's channels are known by it, and a
 * client that is ahead gets a fresh state.
 */
export class OlderCopy {
  readonly #tables: Pick<Tables, 'ticket'>;
  readonly #numbers: Pick<TicketNumbers, 'last' | 'skip'>;
  readonly #warn: Warn;
  readonly #changed = new Listeners<[]>();
  #client: AheadClient | undefined;
  readonly #onDiscord: Record<Ahead, readonly number[]> = { strays: [], newer: [] };
  #skippedByGuess = false;
  #skipped = 0;

  constructor(
    tables: Pick<Tables, 'ticket'>,
    numbers: Pick<TicketNumbers, 'last' | 'skip'>,
    warn: Warn,
  ) {
    this.#tables = tables;
    this.#numbers = numbers;
    this.#warn = warn;
  }

  /** Adds a listener for new signs, and for signs that are gone. */
  onChanged(listener: () => void): void {
    this.#changed.add(listener);
  }

  /**
   * A client names a later entry of a ticket than there is, or a ticket that it gets nothing of. If
   * it is a player's, only the numbers jump: such a claim can be forged, and operators who believed
   * it would overwrite the data with a backup.
   */
  async named(ahead: AheadClient): Promise<void> {
    const isNews = (): boolean => !this.#skippedByGuess || (ahead.isStaff && !this.#client);
    if (!isNews() || (ahead.last === undefined && !(await this.#isMissing(ahead.ticket)))) return;
    if (!isNews()) return;
    this.#skipByGuess();
    if (!ahead.isStaff) return;
    this.#client = ahead;
    this.#warn(ahead, sentenceOf(ahead));
    this.#changed.tell();
  }

  /** False where it cannot be read, since it may exist then. */
  async #isMissing(ticket: string): Promise<boolean> {
    try {
      return this.#tables.ticket(ticket).position === 0;
    } catch {
      return false;
    }
  }

  /**
   * Called with the numbers of all tickets that have channels or messages on Discord which are
   * missing here.
   */
  discordShows(what: Ahead, numbers: readonly number[]): void {
    if (numbers.join() === this.#onDiscord[what].join()) return;
    this.#onDiscord[what] = numbers.toSorted((a, b) => a - b);
    // A channel tells how far numbers went; while it exists, later starts find that they have
    // jumped already.
    if (what === 'strays') this.#skipTo(Math.max(0, ...numbers) + numbers_skipped);
    else if (numbers.length > 0) this.#skipByGuess();
    this.#changed.tell();
  }

  /** The sign of a client since the start, for `/ready`, which shows those of Discord by itself. */
  fault(): string | undefined {
    return this.#client && sentenceOf(this.#client);
  }

  /** All signs, for administrators. */
  status(): AnswerBodyOf<'data'> {
    const { strays, newer } = this.#onDiscord;
    return {
      of: 'data',
      client: this.#client ? { account: this.#client.account, ticket: this.#client.ticket } : null,
      channels: strays.slice(0, limits.lost_tickets_max),
      messages: newer.slice(0, limits.lost_tickets_max),
    };
  }

  /**
   * It is unknown how far numbers went. Once for each start, since the next start finds the same
   * sign again.
   */
  #skipByGuess(): void {
    if (this.#skippedByGuess) return;
    this.#skippedByGuess = true;
    this.#skipTo(this.#numbers.last + numbers_skipped);
  }

  #skipTo(number: number): void {
    const wanted = Math.max(0, number - this.#numbers.last);
    const count = Math.min(wanted, numbers_skipped_max - this.#skipped);
    if (count === 0) return;
    this.#skipped += count;
    this.#numbers.skip(count);
  }
}

function sentenceOf({ account, ticket, named, last }: AheadClient): string {
  const lacks =
    last === undefined
      ? `ticket ${ticket}, which this data folder does not have`
      : `entry ${named} of ticket ${ticket}, of which this data folder has ${last}`;
  return `A client of account ${account} has ${lacks}. If an older copy of the folder was put back, stop the server and put back the newest; new tickets have higher numbers meanwhile.`;
}
