/** Whose work it is, and what counts against it. */
export interface Turn {
  readonly name: string;
  /** What the network that asks did wrong lately, or asks for already. */
  readonly behind: number;
  /** `known`: this name was right from this network before. */
  readonly rank: Rank;
}

/** Who comes first. */
const ranks = ['operator', 'known', 'stranger'] as const;
type Rank = (typeof ranks)[number];

/** Turns that others have in a row while a stranger waits. */
const ahead_turns_max = 3;

interface Job extends Turn {
  /** Its number among all that were asked for, raised by as many as may overtake it. */
  readonly due: number;
  readonly run: () => Promise<unknown>;
  readonly refuse: () => void;
}

/**
 * Work that is done one at a time. Who was right before comes ahead of strangers, whose names cost
 * a flood nothing, but leaves them some turns. Among equals, one whose name waits already comes a
 * whole queue later for each, and for each thing against it as many queues as jobs can wait, but no
 * later: nobody waits for ever.
 * Where too much waits, what would come last is refused, so that a flood keeps only itself out.
 */
export class FairQueue {
  readonly #jobs_max: number;
  #waiting: Job[] = [];
  #isRunning = false;
  #asked = 0;
  /** Turns since a stranger had one. */
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
