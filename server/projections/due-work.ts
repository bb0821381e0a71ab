import type { Cancel, Clock } from '../../actors/runtime/clock.ts';
import type { Figure } from '../platform/figure.ts';
import type { DueChange, Work } from '../storage/due.ts';
import type { Storage } from '../storage/storage.ts';
import type { Tables } from '../storage/tables.ts';
import type { Position } from '../storage/log.ts';

/**
 * Takes up what is due, such as tickets that are to be looked at. It may end long after that: an entry
 * of the log ends what was done. What is not taken up, because this throws, is given again later.
 */
export type TakeUp = (keys: readonly string[]) => void | Promise<void>;

export interface DueWorkDeps {
  readonly storage: Pick<Storage, 'onDue'> & { readonly tables: Pick<Tables, 'due' | 'position'> };
  readonly clock: Clock;
  onFault(error: unknown, work: Work): void;
  /** Tests are bounded lower. */
  readonly limits?: Partial<DueLimits>;
}

export const dueLimits = {
  /** Given at once, and read at once. */
  step_keys_max: 200,
  /** Known here of one kind of work; the others wait on disk until there are less than half. */
  known_keys_max: 100_000,
  /** After a fault, to the next try. */
  retry_ms: 1_000,
} as const;
type DueLimits = { readonly [Name in keyof typeof dueLimits]: number };

/** One kind of work, while somebody does it. */
interface Loop {
  readonly work: Work;
  readonly takeUp: TakeUp;
  /** All that is due, as far as it is known here, by the position where it became so; the oldest first. */
  readonly due: Map<string, Position>;
  /** Those of them that are to be given. */
  readonly waiting: Set<string>;
  /** What more is on disk is to be read. */
  isMore: boolean;
  running: Promise<void> | undefined;
  /** Ends the pause after a fault. */
  resting: Cancel | undefined;
  isStopped: boolean;
  taken: number;
  faults: number;
}

/**
 * The one loop for all that is due (`storage/due.ts`). Each kind of work has its own turn of it: it is
 * given what is due when it begins and what becomes due from then on, the oldest first and a bounded
 * number at a time, and neither its faults nor its slowness are a matter of the others.
 */
export class DueWork {
  readonly #deps: DueWorkDeps;
  readonly #limits: DueLimits;
  readonly #loops = new Set<Loop>();

  constructor(deps: DueWorkDeps) {
    this.#deps = deps;
    this.#limits = { ...dueLimits, ...deps.limits };
  }

  /** From now on. Returns how to stop, which resolves when nothing is being taken up. */
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
      const [oldest = last] = due.values();
      return [
        figure('count', 'gauge', 'What is due and not done.', due.size),
        figure('lag', 'gauge', 'Positions from the oldest of it to the last one.', last - oldest),
        figure('taken_total', 'counter', 'What was taken up.', taken),
        figure('faults_total', 'counter', 'Faults at which it waited and tried again.', faults),
      ];
    });
  }

  #wake(loop: Loop): void {
    if (loop.isStopped || loop.resting !== undefined) return;
    loop.running ??= this.#run(loop).finally(() => {
      loop.running = undefined;
      if (this.#hasWork(loop)) this.#wake(loop);
    });
  }

  async #run(loop: Loop): Promise<void> {
    // After what was written was told, too: what became due with one flush is one step.
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
    // Before: what becomes due meanwhile is given once more.
    for (const key of keys) loop.waiting.delete(key);
    try {
      await loop.takeUp(keys);
      loop.taken += keys.length;
    } catch (error) {
      for (const key of keys) if (loop.due.has(key)) loop.waiting.add(key);
      throw error;
    }
  }

  /** All that is on disk, as far as there is room for it. */
  async #read(loop: Loop): Promise<void> {
    const { step_keys_max: limit } = this.#limits;
    loop.isMore = false;
    try {
      for (let after: string | undefined; !loop.isStopped && !loop.isMore;) {
        const range = { limit, ...(after === undefined ? {} : { after }) };
        const page = this.#deps.storage.tables.due(loop.work, range);
        // Within the turn in which it was read, so that nothing is put in that was ended.
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

  /** What became due is behind all others, also if it was due before. */
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

/** The oldest first. */
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
