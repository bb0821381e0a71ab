import { Draft } from './draft.ts';
import type { RecordPut, RecordStore } from './store.ts';

/**
 * How an edit ended. `kept`: nothing had to change. `full`: the bound of records is reached.
 * `busy`: too many edits wait, or other writers were first every time. `rejected`: it could not be
 * stored. After the last three nothing has changed.
 */
export type Edited = 'durable' | 'kept' | 'full' | 'busy' | 'rejected';

/** How a change ended, with the value of its decision where it holds. */
export type Changed<T> =
  | { readonly kind: 'durable' | 'kept'; readonly value: T }
  | { readonly kind: 'full' | 'busy' | 'rejected' };

interface Job {
  /**
   * Whether it reads more than the record it changes; then everything it reads must be durable
   * first.
   */
  readonly isAlone: boolean;
  /** Decides; `rests` says whether it depends on an earlier decision of the same write. */
  decide(draft: Draft): { readonly rests: boolean };
  settle(edited: Edited): void;
}

/** How one job of a write was decided. `restsOnWrite`: it holds only once that write is durable. */
interface Decided {
  readonly edited: Edited;
  readonly restsOnWrite: boolean;
}

/** Called with the puts of each entry, by space and first part of the key. */
type Follower = (id: string, value: unknown) => void;

/** Edits of one write, and edits that wait for one. */
const batch_edits_max = 1_000;
const waiting_edits_max = 200_000;
/** How often a change is decided again because others wrote to its subject. */
const tries_max = 50;

/**
 * Writes changes of records. Each subject is written in order, one write at a time, on condition
 * that nobody wrote to it since the change was decided; otherwise it is decided again. Changes of
 * one event-loop turn, and those that arrive during a write, share the next one. Memory follows the
 * log alone, so it does not matter which process wrote.
 */
export class RecordWriter {
  readonly store: RecordStore;
  readonly #onRejected: (cause: unknown) => void;
  readonly #waiting = new Map<string, Job[]>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #followers = new Map<string, Follower>();
  #count = 0;
  /** Listeners to call once all puts of the entry are in memory. */
  #tellings: Array<() => void> | undefined;

  /** `onRejected` gets the reason of a failed write; the caller only learns that it failed. */
  constructor(store: RecordStore, onRejected: (cause: unknown) => void = () => {}) {
    this.store = store;
    this.#onRejected = onRejected;
    store.onPuts(
      (puts) => this.#take(puts),
      () => this.#tell(),
    );
  }

  /**
   * Changes records that share a subject, in one entry. `decide` reads what it needs and calls
   * `put`, with no other effect: it runs again if somebody else wrote to the subject.
   */
  change<T>(subject: string, decide: (draft: Draft) => T): Promise<Changed<T>> {
    return new Promise((resolve) => {
      let value: T;
      this.#add(subject, {
        isAlone: true,
        decide(draft) {
          value = decide(draft);
          return { rests: false };
        },
        settle: (kind) =>
          resolve(kind === 'durable' || kind === 'kept' ? { kind, value } : { kind }),
      });
    });
  }

  /**
   * The same for a change that reads nothing but the record it changes: many of these share a
   * write.
   */
  edit(subject: string, decide: (draft: Draft) => { readonly rests: boolean }): Promise<Edited> {
    return new Promise((settle) => this.#add(subject, { isAlone: false, decide, settle }));
  }

  /** `taken` is called for each put under this prefix, also those of other processes. */
  follow(space: string, prefix: string, taken: Follower): void {
    this.#followers.set(`${space} ${prefix}`, taken);
  }

  /** Runs `tell` once all puts of the current entry are in memory. */
  afterEntry(tell: () => void): void {
    if (this.#tellings === undefined) tell();
    else this.#tellings.push(tell);
  }

  /** Resolves when every change added so far has ended. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #add(subject: string, job: Job): void {
    if (this.#count >= waiting_edits_max) return job.settle('busy');
    this.#count += 1;
    const waiting = this.#waiting.get(subject);
    if (waiting !== undefined) {
      waiting.push(job);
      return;
    }
    this.#waiting.set(subject, [job]);
    const running = Promise.resolve().then(() => this.#run(subject));
    this.#running.set(subject, running);
  }

  async #run(subject: string): Promise<void> {
    for (let jobs = this.#next(subject); jobs.length > 0; jobs = this.#next(subject)) {
      await this.#write(subject, jobs);
    }
    this.#waiting.delete(subject);
    this.#running.delete(subject);
  }

  /**
   * The jobs of the next write: one that reads several records, or all others up to the next such
   * one.
   */
  #next(subject: string): Job[] {
    const waiting = this.#waiting.get(subject)!;
    let count = waiting.length > 0 ? 1 : 0;
    while (
      count < Math.min(waiting.length, batch_edits_max) &&
      !waiting[0]!.isAlone &&
      !waiting[count]!.isAlone
    ) {
      count += 1;
    }
    this.#count -= count;
    return waiting.splice(0, count);
  }

  async #write(subject: string, jobs: readonly Job[]): Promise<void> {
    let conflict = 0;
    for (let tries = 0; tries < tries_max; tries += 1) {
      const expected = await this.#lastOf(subject, conflict);
      if (expected === undefined) return settleAll(jobs, 'rejected');
      const draft = new Draft();
      const decided = jobs.map((job) => decideOn(draft, job));
      const outcome = draft.isEmpty
        ? ({ kind: 'durable' } as const)
        : await this.store.append(subject, expected, draft.puts());
      switch (outcome.kind) {
        case 'durable':
          for (const [i, job] of jobs.entries()) job.settle(decided[i]!.edited);
          return;
        case 'conflict':
          conflict = outcome.last;
          break;
        case 'too_large':
          if (jobs.length > 1) return this.#halves(subject, jobs);
          this.#onRejected(new Error(`one change of ${subject} is larger than an entry may be`));
          return settleAll(jobs, 'rejected');
        case 'rejected':
          this.#onRejected(outcome.cause);
          for (const [i, job] of jobs.entries()) {
            const { edited, restsOnWrite } = decided[i]!;
            job.settle(restsOnWrite ? 'rejected' : edited);
          }
          return;
      }
    }
    settleAll(jobs, 'busy');
  }

  async #halves(subject: string, jobs: readonly Job[]): Promise<void> {
    const half = jobs.length >> 1;
    await this.#write(subject, jobs.slice(0, half));
    await this.#write(subject, jobs.slice(half));
  }

  /** The position to decide on: memory holds everything up to it. At least `conflict`. */
  async #lastOf(subject: string, conflict: number): Promise<number | undefined> {
    try {
      for (;;) {
        const last = Math.max(this.store.lastOf(subject), conflict);
        if (last <= this.store.position) return last;
        await this.store.followed(last);
      }
    } catch (cause) {
      this.#onRejected(cause);
      return undefined;
    }
  }

  #take(puts: readonly RecordPut[]): void {
    this.#tellings = [];
    for (const { space, key, value } of puts) {
      const slash = key.indexOf('/');
      this.#followers.get(`${space} ${key.slice(0, slash)}`)?.(key.slice(slash + 1), value);
    }
  }

  /** Runs after the whole entry is in memory, so that listeners see all of the change. */
  #tell(): void {
    const tellings = this.#tellings ?? [];
    this.#tellings = undefined;
    const faults: unknown[] = [];
    for (const tell of tellings) {
      try {
        tell();
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length === 1) throw faults[0];
    if (faults.length > 1) throw new AggregateError(faults, 'some were not told of a change');
  }
}

function decideOn(draft: Draft, job: Job): Decided {
  const own = new Draft(draft);
  const { rests } = job.decide(own);
  if (own.isEmpty) return { edited: 'kept', restsOnWrite: rests };
  const tooMany = own.isTooMany();
  if (tooMany !== undefined) return { edited: 'full', restsOnWrite: !tooMany.alone };
  draft.add(own);
  return { edited: 'durable', restsOnWrite: true };
}

function settleAll(jobs: readonly Job[], edited: Edited): void {
  for (const job of jobs) job.settle(edited);
}
