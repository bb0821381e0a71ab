import { Draft } from './draft.ts';
import type { RecordPut, RecordStore } from './store.ts';

/**
 * How an edit ended. `kept`: there was nothing to change. `full`: one record more than may be.
 * `busy`: too many edits wait, or others wrote again and again. `rejected`: it could not be stored.
 * After the last three nothing changed.
 */
export type Edited = 'durable' | 'kept' | 'full' | 'busy' | 'rejected';

/** How a change ended, with what its decision came to where there is one to rely on. */
export type Changed<T> =
  | { readonly kind: 'durable' | 'kept'; readonly value: T }
  | { readonly kind: 'full' | 'busy' | 'rejected' };

interface Job {
  /** Whether it looks at more than the record that it changes, so that it must see all before it durable. */
  readonly isAlone: boolean;
  /** Decides, and says whether it rests on what was decided earlier in the same write. */
  decide(draft: Draft): { readonly rests: boolean };
  settle(edited: Edited): void;
}

/** How one job of a write was decided. `restsOnWrite`: it holds only once that is durable. */
interface Decided {
  readonly edited: Edited;
  readonly restsOnWrite: boolean;
}

/** Who hears of each entry's puts, by space and the part of the key before the first slash. */
type Follower = (id: string, value: unknown) => void;

/** Edits of one write, and edits that wait for theirs. */
const batch_edits_max = 1_000;
const waiting_edits_max = 200_000;
/** How often a change is decided anew when others write to its subject meanwhile. */
const tries_max = 50;

/**
 * Writes changes of records: of each subject in order and one write at a time, each on condition
 * that nobody wrote to the subject since it was decided; if somebody did, it is decided again.
 * What comes in one event-loop turn, and what comes while a write is under way, shares the next.
 * What is in memory follows the log alone, so it does not matter who wrote.
 */
export class RecordWriter {
  readonly store: RecordStore;
  readonly #onRejected: (cause: unknown) => void;
  readonly #waiting = new Map<string, Job[]>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #followers = new Map<string, Follower>();
  #count = 0;
  /** What is to be told once all puts of an entry are in memory. */
  #tellings: Array<() => void> | undefined;

  /** `onRejected` hears why a write could not be stored; whoever asked for it hears that it was not. */
  constructor(store: RecordStore, onRejected: (cause: unknown) => void = () => {}) {
    this.store = store;
    this.#onRejected = onRejected;
    store.onPuts(
      (puts) => this.#take(puts),
      () => this.#tell(),
    );
  }

  /**
   * Changes records that share a subject, in one entry. `decide` reads what it needs, puts what is
   * to be and changes nothing else: it is asked anew if somebody else wrote to the subject.
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

  /** The same for what looks at nothing but the record that it changes: many of those share a write. */
  edit(subject: string, decide: (draft: Draft) => { readonly rests: boolean }): Promise<Edited> {
    return new Promise((settle) => this.#add(subject, { isAlone: false, decide, settle }));
  }

  /** `taken` is called for each put under this prefix, also of other processes. */
  follow(space: string, prefix: string, taken: Follower): void {
    this.#followers.set(`${space} ${prefix}`, taken);
  }

  /** Runs it once all that came in the same entry is in memory. */
  afterEntry(tell: () => void): void {
    if (this.#tellings === undefined) tell();
    else this.#tellings.push(tell);
  }

  /** Resolves when everything that was added has ended. */
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

  /** What goes into one write: one that is alone, or those up to the next one that is. */
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

  /** The position on which a change may be decided now: all up to it is in memory. At least `conflict`. */
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

  /** Once all of it was taken over, so that whoever is told sees the whole change. */
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
