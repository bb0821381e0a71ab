import type { Cancel, Clock } from '../../actors/runtime/clock.ts';
import type { Figure } from '../platform/figure.ts';
import { ticketOfDue, type DueChange, type Work } from '../storage/due.ts';
import type { Storage } from '../storage/storage.ts';
import type { Tables } from '../storage/tables.ts';
import type { Position } from '../storage/log.ts';

/**
 * Starts due work, such as synchronising tickets with Discord. The work may end long after: an
 * entry of the log marks it as done. If this throws, the same work is given again later.
 */
export type TakeUp = (keys: readonly string[]) => void | Promise<void>;

export interface DueWorkDeps {
  readonly storage: Pick<Storage, 'onDue'> & {
    readonly tables: Pick<Tables, 'due' | 'position' | 'ticket'>;
  };
  readonly clock: Clock;
  onFault(error: unknown, work: Work): void;
  /** Lower in tests. */
  readonly limits?: Partial<DueLimits>;
}

export const dueLimits = {
  /** Read at once and given at once. */
  step_keys_max: 200,
  /** Due work of one kind in memory; the rest stays on disk until fewer than half are left. */
  known_keys_max: 100_000,
  /** Pause after a failure. */
  retry_ms: 1_000,
} as const;
type DueLimits = { readonly [Name in keyof typeof dueLimits]: number };

/** One kind of work that somebody does. */
interface Loop {
  readonly work: Work;
  readonly takeUp: TakeUp;
  /** Due work in memory with the position at which it became due, oldest first. */
  readonly due: Map<string, Position>;
  /** Those that are still to be given. */
  readonly waiting: Set<string>;
  /** Whether there is more to read on disk. */
  isMore: boolean;
  running: Promise<void> | undefined;
  /** Ends the pause after a failure. */
  resting: Cancel | undefined;
  isStopped: boolean;
  taken: number;
  faults: number;
}

/**
 * The one loop for all due work (`storage/due.ts`). Each kind of work is given what is due when it
 * starts and what becomes due later, oldest first and a bounded number at a time. Failures or
 * slowness of one kind do not affect the others.
 */
export class DueWork {
  readonly #deps: DueWorkDeps;
  readonly #limits: DueLimits;
  readonly #loops = new Set<Loop>();

  constructor(deps: DueWorkDeps) {
    this.#deps = deps;
    this.#limits = { ...dueLimits, ...deps.limits };
  }

  /**
   * Starts giving work of this kind. Returns a function to stop, which resolves when nothing is
   * being started.
   */
  follow(work: Work, takeUp: TakeUp): () => Promise<void> {
    const loop: Loop = {
      work,
      takeUp,
      due: new Map(),
      waiting: new Set(),
      isMore: true,
      running: undefined,
      resting: undefined,
      isStopped: false,
      taken: 0,
      faults: 0,
    };
    this.#loops.add(loop);
    const unfollow = this.#deps.storage.onDue((changes) => {
      for (const change of changes) if (change.work === work) this.#learn(loop, change);
      this.#wake(loop);
    });
    this.#wake(loop);
    return async () => {
      unfollow();
      loop.isStopped = true;
      loop.resting?.();
      this.#loops.delete(loop);
      await loop.running;
    };
  }

  /** For `/metrics`. */
  figures(): Figure[] {
    const last = this.#deps.storage.tables.position;
    return [...this.#loops].flatMap(({ work, due, taken, faults }) => {
      const figure = (name: string, kind: Figure['kind'], help: string, value: number): Figure => {
        return { name: `shardbell_due_${name}`, help, kind, labels: { work }, value };
      };
      const [key, oldest = last] = due.entries().next().value ?? [];
      return [
        figure(
          'count',
          'gauge',
          'Work that is due and not done: tickets to be brought to Discord, events to be sent to webhooks.',
          due.size,
        ),
        figure(
          'lag',
          'gauge',
          'Positions of the log from the oldest due work to the last one.',
          last - oldest,
        ),
        figure(
          'oldest_age_seconds',
          'gauge',
          'How long ago the last change was of the ticket whose work is due for longest; 0 where nothing is due.',
          key === undefined ? 0 : this.#age_s(ticketOfDue(work, key)),
        ),
        figure('taken_total', 'counter', 'Due work that was taken up.', taken),
        figure(
          'faults_total',
          'counter',
          'Faults at which due work waited and was tried again.',
          faults,
        ),
      ];
    });
  }

  /** Its last change made it due, unless Discord was set up later. */
  #age_s(ticket: string): number {
    const now = this.#deps.clock.now();
    try {
      const since = this.#deps.storage.tables.ticket(ticket).state?.updated ?? now;
      return Math.max(0, now - since) / 1_000;
    } catch {
      // A damaged ticket is told of by whoever works on it.
      return 0;
    }
  }

  #wake(loop: Loop): void {
    if (loop.isStopped || loop.resting !== undefined) return;
    loop.running ??= this.#run(loop).finally(() => {
      loop.running = undefined;
      if (this.#hasWork(loop)) this.#wake(loop);
    });
  }

  async #run(loop: Loop): Promise<void> {
    // Later in this turn, so that everything that became due with one flush is one step.
    await this.#turn();
    try {
      while (this.#hasWork(loop) && !loop.isStopped) {
        if (this.#isToRead(loop)) await this.#read(loop);
        await this.#step(loop);
        await this.#turn();
      }
    } catch (error) {
      this.#failed(loop, error);
    }
  }

  async #step(loop: Loop): Promise<void> {
    const keys = [...first(loop.waiting, this.#limits.step_keys_max)];
    if (keys.length === 0 || loop.isStopped) return;
    // Removed before it is given: what becomes due meanwhile is given again.
    for (const key of keys) loop.waiting.delete(key);
    try {
      await loop.takeUp(keys);
      loop.taken += keys.length;
    } catch (error) {
      for (const key of keys) if (loop.due.has(key)) loop.waiting.add(key);
      throw error;
    }
  }

  /** Reads from disk as much as there is room for. */
  async #read(loop: Loop): Promise<void> {
    const { step_keys_max: limit } = this.#limits;
    loop.isMore = false;
    try {
      for (let after: string | undefined; !loop.isStopped && !loop.isMore;) {
        const range = { limit, ...(after === undefined ? {} : { after }) };
        const page = this.#deps.storage.tables.due(loop.work, range);
        // Added in the same turn as it was read, so that nothing is added that has been done.
        for (const one of page)
          if (!loop.due.has(one.key)) this.#learn(loop, { work: loop.work, ...one });
        if (page.length < limit) break;
        after = page.at(-1)!.key;
        await this.#turn();
      }
    } catch (error) {
      loop.isMore = true;
      throw error;
    } finally {
      sort(loop);
    }
  }

  #failed(loop: Loop, error: unknown): void {
    loop.faults += 1;
    this.#deps.onFault(error, loop.work);
    if (loop.isStopped) return;
    loop.resting = this.#deps.clock.after(this.#limits.retry_ms, () => {
      loop.resting = undefined;
      this.#wake(loop);
    });
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#deps.clock.soon(resolve));
  }

  /** New due work comes after all others, also if it was due before. */
  #learn(loop: Loop, { key, position }: DueChange): void {
    loop.due.delete(key);
    loop.waiting.delete(key);
    if (position === 0) return;
    if (loop.due.size >= this.#limits.known_keys_max) {
      loop.isMore = true;
      return;
    }
    loop.due.set(key, position);
    loop.waiting.add(key);
  }

  #hasWork(loop: Loop): boolean {
    return loop.waiting.size > 0 || this.#isToRead(loop);
  }

  #isToRead({ isMore, due }: Loop): boolean {
    return isMore && due.size < this.#limits.known_keys_max / 2;
  }
}

/** Oldest first. */
function sort({ due, waiting }: Loop): void {
  const inOrder = [...due].toSorted(([, a], [, b]) => a - b);
  const waited = new Set(waiting);
  due.clear();
  waiting.clear();
  for (const [key, position] of inOrder) {
    due.set(key, position);
    if (waited.has(key)) waiting.add(key);
  }
}

function* first<T>(all: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const one of all) {
    if (left === 0) return;
    left -= 1;
    yield one;
  }
}
