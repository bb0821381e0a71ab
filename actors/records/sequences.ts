import * as v from 'valibot';
import { Records } from './records.ts';
import type { RecordWriter } from './writer.ts';

/** The last number given out. Kept under `last/NAME`. */
const lastForm = v.strictObject({ number: v.number() });
type Last = Readonly<v.InferOutput<typeof lastForm>>;

const sequences_max = 16;
/** Scripts get these numbers, and their integers have 32 bits. */
const number_max = 2_147_483_647;
/** Numbers taken with one entry. */
const block_numbers_max = 10_000;
const sequences_subject = 'numbers';

export interface SequenceForm {
  readonly name: string;
  /** The highest number that may already be in use. */
  floor(): number;
}

/** Rising numbers, each given out once, however many processes take them. */
export class Sequences {
  readonly #writer: RecordWriter;
  readonly #lasts: Records<Last>;
  readonly #forms: SequenceForm[] = [];

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
    this.#forms.push(form);
    const last = (): number => this.#last(form, this.#lasts.get(form.name));
    return new Sequence(last, (count) => this.#take(form, count));
  }

  /** Leaves out the next numbers of all. Resolves to whether that is on disk. */
  async leaveOut(count: number): Promise<boolean> {
    const taken = await Promise.all(this.#forms.map((form) => this.#take(form, count)));
    return taken.every((first) => first !== undefined);
  }

  #last({ floor }: SequenceForm, kept: Last | undefined): number {
    return Math.max(kept?.number ?? 0, floor());
  }

  /** Reserves `count` numbers and returns the first; undefined if that could not be stored. */
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

/** One sequence. Callers that arrive while a block is being reserved share the next block. */
export class Sequence {
  readonly #last: () => number;
  readonly #take: (count: number) => Promise<number | undefined>;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(last: () => number, take: (count: number) => Promise<number | undefined>) {
    this.#last = last;
    this.#take = take;
  }

  /** The highest number given out so far. */
  get last(): number {
    return this.#last();
  }

  /** A number above all given before; `undefined` if it could not be stored or none is left. */
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
