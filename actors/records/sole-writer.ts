import type { Appended, Position, RecordDone, RecordPut, RecordStore } from './store.ts';

/** How a write ended; `rejected` means that nothing of it was stored. */
export type Written =
  | { readonly kind: 'durable' }
  | { readonly kind: 'rejected'; readonly cause: unknown };

/** Another process wrote to the subject, so what this one knows of it is out of date. */
export class TakenOver extends Error {}

interface Waiting {
  readonly puts: readonly RecordPut[];
  readonly done: readonly RecordDone[];
  readonly settle: (written: Written) => void;
}

/** Writes that wait, and writes that share one entry. */
const waiting_max = 10_000;
const batch_writes_max = 200;
/** How often taking over is tried while another process still writes. */
const take_tries_max = 50;

/**
 * Writes to a subject that only one process writes to at a time, such as the state of the Discord
 * bridge. Writes that arrive during one share the next entry. It takes the subject over with an
 * entry, after which the former owner can write no more, and stops for good at the first entry of
 * another process, so that no write rests on outdated state.
 */
export class SoleWriter {
  readonly #store: RecordStore;
  readonly #subject: string;
  readonly #onTakenOver: () => void;
  #waiting: Waiting[] = [];
  #isRunning = false;
  /** Position of the subject's last entry: this writer's own, or the one found at the start. */
  #last: Position;
  #end: TakenOver | undefined;

  /** Starts from what this process knows now. `onTakenOver` is called once. */
  constructor(store: RecordStore, subject: string, onTakenOver: () => void) {
    this.#store = store;
    this.#subject = subject;
    this.#onTakenOver = onTakenOver;
    this.#last = store.lastOf(subject);
  }

  /** Call once before all writes. Everything written before is known here afterwards. */
  async take(puts: readonly RecordPut[]): Promise<Written> {
    for (let tries = 0; tries < take_tries_max; tries += 1) {
      const appended = await this.#store.append(this.#subject, this.#last, puts);
      if (appended.kind === 'durable') this.#last = appended.position;
      if (appended.kind === 'durable' || appended.kind === 'rejected') return appended;
      if (appended.kind === 'too_large') break;
      try {
        await this.#store.followed(appended.last);
      } catch (cause) {
        return rejected(cause);
      }
      this.#last = this.#store.lastOf(this.#subject);
    }
    return rejected(new Error(`${this.#subject} could not be taken over`));
  }

  write(puts: readonly RecordPut[], done: readonly RecordDone[] = []): Promise<Written> {
    if (this.#end !== undefined) return Promise.resolve(rejected(this.#end));
    if (this.#waiting.length >= waiting_max) {
      return Promise.resolve(rejected(new Error(`too many writes of ${this.#subject} wait`)));
    }
    return new Promise((settle) => {
      this.#waiting.push({ puts, done, settle });
      if (this.#isRunning) return;
      this.#isRunning = true;
      queueMicrotask(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#append(this.#waiting.splice(0, batch_writes_max));
    this.#isRunning = false;
  }

  async #append(writes: readonly Waiting[]): Promise<void> {
    const puts = writes.flatMap((one) => one.puts);
    const done = writes.flatMap((one) => one.done);
    const appended: Appended =
      this.#end === undefined
        ? await this.#store.append(this.#subject, this.#last, puts, done)
        : rejected(this.#end);
    switch (appended.kind) {
      case 'durable':
        this.#last = appended.position;
        return settleAll(writes, appended);
      case 'rejected':
        return settleAll(writes, appended);
      case 'too_large': {
        const half = writes.length >> 1;
        if (half === 0) {
          const cause = new Error(`a write of ${this.#subject} is larger than an entry may be`);
          return settleAll(writes, rejected(cause));
        }
        await this.#append(writes.slice(0, half));
        return this.#append(writes.slice(half));
      }
      case 'conflict':
        this.#end = new TakenOver(`another process writes to ${this.#subject} now`);
        settleAll(writes, rejected(this.#end));
        return this.#onTakenOver();
    }
  }
}

function rejected(cause: unknown): Extract<Written, { kind: 'rejected' }> {
  return { kind: 'rejected', cause };
}

function settleAll(writes: readonly Waiting[], written: Written): void {
  for (const { settle } of writes) settle(written);
}
