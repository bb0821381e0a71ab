import * as v from 'valibot';
import { Records } from './records.ts';
import type { RecordWriter } from './writer.ts';

/** The last number that was given. Kept under `last/NAME`. */
const lastForm = v.strictObject({ number: v.number() });
type Last = Readonly<v.InferOutput<typeof lastForm>>;

const sequences_max = 16;
/** Numbers are told to scripts, which know integers of 32 bits only. */
const number_max = 2_147_483_647;
/** Numbers of one entry. */
const block_numbers_max = 10_000;
const sequences_subject = 'numbers';

export interface SequenceForm {
  readonly name: string;
  /** A number that may be in use already, and none above it. */
  floor(): number;
}

/** Numbers that rise, each given once, however many processes take them. */
export class Sequences {
  readonly #writer: RecordWriter;
  readonly #lasts: Records<Last>;

  constructor(writer: RecordWriter) {
    this.#writer = writer;
    this.#lasts = new Records(writer, {
      space: 'numbers',
      prefix: 'last',
      schema: lastForm,
      records_max: sequences_max,
    });
  }

  of(form: SequenceForm): Sequence {
    const last = (): number => this.#last(form, this.#lasts.get(form.name));
    return new Sequence(last, (count) => this.#take(form, count));
  }

  #last({ floor }: SequenceForm, kept: Last | undefined): number {
    return Math.max(kept?.number ?? 0, floor());
  }

  /** The first of so many numbers that nobody else gets; undefined when that could not be stored. */
  async #take(form: SequenceForm, count: number): Promise<number | undefined> {
    const taken = await this.#writer.change(sequences_subject, (draft) => {
      const last = this.#last(form, draft.get(this.#lasts, form.name));
      draft.put(this.#lasts, form.name, { number: last + count });
      return last + 1;
    });
    return 'value' in taken ? taken.value : undefined;
  }
}

type Waiting = (number: number | undefined) => void;

/** One of them. Whoever asks while numbers are being taken shares the next block. */
export class Sequence {
  readonly #last: () => number;
  readonly #take: (count: number) => Promise<number | undefined>;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(last: () => number, take: (count: number) => Promise<number | undefined>) {
    this.#last = last;
    this.#take = take;
  }

  /** None above it was given. */
  get last(): number {
    return this.#last();
  }

  /** Above all that were given before; `undefined` when none could be stored, or none is left. */
  next(): Promise<number | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#isRunning) return;
      this.#isRunning = true;
      queueMicrotask(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting.splice(0, block_numbers_max);
      const first = await this.#take(waiting.length);
      for (const [i, resolve] of waiting.entries()) {
        const number = first === undefined ? undefined : first + i;
        resolve(number !== undefined && number <= number_max ? number : undefined);
      }
    }
    this.#isRunning = false;
  }
}
