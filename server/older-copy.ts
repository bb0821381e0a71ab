import type { Log } from './log.ts';
import type { OnAhead } from './net/ticket-watch.ts';
import type { Journal } from './storage/journal.ts';

type Ahead = Parameters<OnAhead>[0];

/**
 * How far numbers go on after such a sign. Once for each start, so that whoever makes signs up cannot
 * use numbers up.
 */
const numbers_skipped = 1_000;

/**
 * Tells when an older copy of the data folder seems to have been put back: a plain copy keeps its
 * epoch, so nothing else would. New tickets then get numbers that none of the lost ones can have had,
 * lest two people go by one number. The epoch stays: Discord's channels are known by it, and a client
 * that is ahead gets everything anew as it is.
 */
export class OlderCopy {
  readonly #journal: Journal;
  readonly #log: Log;
  #sentence: string | undefined;

  constructor(journal: Journal, log: Log) {
    this.#journal = journal;
    this.#log = log;
  }

  /** A client names more of a ticket than it gets of it: nothing, perhaps, for it may not read it. */
  async named(ahead: Ahead): Promise<void> {
    if (this.#sentence !== undefined) return;
    const isThere = ahead.last === undefined && (await this.#journal.load(ahead.ticket)).head > 0;
    if (!isThere) this.#found(ahead);
  }

  #found({ account, ticket, named, last }: Ahead): void {
    const lacks =
      last === undefined
        ? `ticket ${ticket}, which this data folder does not have`
        : `entry ${named} of ticket ${ticket}, of which this data folder has ${last}`;
    this.#sentence = `A client of account ${account} has ${lacks}. If an older copy of the folder was put back, stop the server and put back the newest; new tickets have higher numbers meanwhile.`;
    this.#log.warn({ account, ticket, named, last }, this.#sentence);
    this.#journal.skipNumbers(numbers_skipped);
  }

  /** What was found since the start, for `/ready`. */
  fault(): string | undefined {
    return this.#sentence;
  }
}
