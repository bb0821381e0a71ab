import type { Sequence, Sequences } from '../../actors/records/sequences.ts';
import type { Tables } from '../storage/tables.ts';

/** The numbers by which people call tickets: one after the other, while nothing fails. */
export class TicketNumbers {
  readonly #sequence: Sequence;
  /** A number that was given or left out before it was written so in the sequence. */
  #floor: number;

  constructor(sequences: Sequences, tables: Pick<Tables, 'earlierNumber'>) {
    this.#floor = tables.earlierNumber();
    this.#sequence = sequences.of({ name: 'ticket', floor: () => this.#floor });
  }

  /** One that no ticket gets but this; `undefined` when it could not be stored. */
  next(): Promise<number | undefined> {
    return this.#sequence.next();
  }

  /** The last that was given, or left out. */
  get last(): number {
    return this.#sequence.last;
  }

  /** Leaves out so many of the next ones. Kept with the next one that is given. */
  skip(count: number): void {
    this.#floor = this.last + count;
  }
}
