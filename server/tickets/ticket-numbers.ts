import type { Sequence, Sequences } from '../../actors/records/sequences.ts';
import type { Tables } from '../storage/tables.ts';

/** The numbers of tickets: consecutive as long as nothing fails. */
export class TicketNumbers {
  readonly #sequence: Sequence;
  /** The highest number given or skipped that the sequence does not contain yet. */
  #floor: number;

  constructor(sequences: Sequences, tables: Pick<Tables, 'earlierNumber'>) {
    this.#floor = tables.earlierNumber();
    this.#sequence = sequences.of({ name: 'ticket', floor: () => this.#floor });
  }

  /** A number of its own for one ticket; `undefined` if it could not be stored. */
  next(): Promise<number | undefined> {
    return this.#sequence.next();
  }

  /** The last number given or skipped. */
  get last(): number {
    return this.#sequence.last;
  }

  /** Leaves out so many of the next ones. Kept with the next one that is given. */
  skip(count: number): void {
    this.#floor = this.last + count;
  }
}
