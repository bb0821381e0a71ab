/** Who asks for a job, and what counts against them. */
export interface Turn {
  readonly name: string;
  /** Recent failures of the asking network, and its jobs that wait already. */
  readonly behind: number;
  /** `known`: this name has signed in from this network before. */
  readonly rank: Rank;
}

/** From first to last. */
const ranks = ['operator', 'known', 'stranger'] as const;
type Rank = (typeof ranks)[number];

/** Jobs of others in a row while a stranger waits. */
const ahead_turns_max = 3;

interface Job extends Turn {
  /** Its number among all jobs, raised by as many as may overtake it. */
  readonly due: number;
  readonly run: () => Promise<unknown>;
  readonly refuse: () => void;
}

/**
 * A queue of jobs that run one at a time. Known names come before strangers, since a flood can make
 * up names, but leave them some turns. Among equals, a job comes one queue length later for each
 * waiting job of the same name, and many more for each failure of its network, but never later than
 * that: nobody waits for ever. Where too much waits, the job that would come last is refused, so
 * that a flood keeps only itself out.
 */
export class FairQueue {
  readonly #jobs_max: number;
  #waiting: Job[] = [];
  #isRunning = false;
  #asked = 0;
  /** Jobs since the last one of a stranger. */
  #ahead = 0;

  constructor(jobs_max: number) {
    this.#jobs_max = jobs_max;
  }

  /** What `run` gives; `busy` when it would come last of too many. */
  add<T>(turn: Turn, run: () => Promise<T>): Promise<T | 'busy'> {
    return new Promise((resolve, reject) => {
      const done = () => run().then(resolve, reject);
      const due = this.#dueOf(turn);
      this.#waiting.push({ ...turn, due, run: done, refuse: () => resolve('busy') });
      if (this.#waiting.length > this.#jobs_max) this.#refuseLast();
      if (!this.#isRunning) void this.#work();
    });
  }

  #dueOf({ name, behind, rank }: Turn): number {
    const before = this.#waiting.filter(
      (job) => job.name === name && job.rank === rank && job.behind <= behind,
    );
    this.#asked += 1;
    return this.#asked + this.#jobs_max * (behind * this.#jobs_max + before.length);
  }

  async #work(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#takeFirst(); next !== undefined; next = this.#takeFirst()) {
      await next.run();
    }
    this.#isRunning = false;
  }

  #takeFirst(): Job | undefined {
    const jobs = this.#inOrder();
    const stranger = jobs.find(({ rank }) => rank === 'stranger');
    const first = this.#ahead < ahead_turns_max ? jobs[0] : (stranger ?? jobs[0]);
    this.#ahead = first === stranger ? 0 : this.#ahead + 1;
    this.#waiting = this.#waiting.filter((job) => job !== first);
    return first;
  }

  #refuseLast(): void {
    const last = this.#inOrder().at(-1);
    this.#waiting = this.#waiting.filter((job) => job !== last);
    last?.refuse();
  }

  #inOrder(): Job[] {
    const placeOf = (job: Job): number => ranks.indexOf(job.rank);
    return this.#waiting.toSorted((a, b) => placeOf(a) - placeOf(b) || a.due - b.due);
  }
}
