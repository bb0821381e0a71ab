/** Whose work it is, and what counts against it. */
export interface Turn {
  readonly name: string;
  /** What the network that asks did wrong lately, or asks for already. */
  readonly behind: number;
}

interface Job extends Turn {
  readonly run: () => Promise<unknown>;
  readonly refuse: () => void;
}

/**
 * Work that is done one at a time, first by whoever has the least against them, and among those
 * names take turns. Where too much waits, what would come last is refused, so that a flood keeps
 * only itself out.
 */
export class FairQueue {
  readonly #jobs_max: number;
  #waiting: Job[] = [];
  #isRunning = false;
  /** Names in the order in which they had their last turn. */
  #served: string[] = [];

  constructor(jobs_max: number) {
    this.#jobs_max = jobs_max;
  }

  /** What `run` gives; `busy` when it would come last of too many. */
  add<T>({ name, behind }: Turn, run: () => Promise<T>): Promise<T | 'busy'> {
    return new Promise((resolve, reject) => {
      const done = () => run().then(resolve, reject);
      this.#waiting.push({ name, behind, run: done, refuse: () => resolve('busy') });
      if (this.#waiting.length > this.#jobs_max) this.#refuseLast();
      if (!this.#isRunning) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#takeFirst(); next !== undefined; next = this.#takeFirst()) {
      const { name } = next;
      const others = this.#served.filter((one) => one !== name);
      this.#served = [...others, name].slice(-this.#jobs_max);
      await next.run();
    }
    this.#isRunning = false;
  }

  #takeFirst(): Job | undefined {
    const [first] = this.#inOrder();
    this.#waiting = this.#waiting.filter((job) => job !== first);
    return first;
  }

  #refuseLast(): void {
    const last = this.#inOrder().at(-1);
    this.#waiting = this.#waiting.filter((job) => job !== last);
    last?.refuse();
  }

  /** Those that are alike stay in the order in which they came. */
  #inOrder(): Job[] {
    const lastTurn = (job: Job): number => this.#served.indexOf(job.name);
    return this.#waiting.toSorted((a, b) => a.behind - b.behind || lastTurn(a) - lastTurn(b));
  }
}
