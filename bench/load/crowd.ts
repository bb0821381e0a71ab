import type { Closable, Dialect, Poster } from './dialect.ts';

/** The load of one round. */
export interface Plan {
  readonly tickets: number;
  /** Per ticket; each is a socket of its own. */
  readonly watchers: number;
  /** Per ticket; each has one post in flight at a time. */
  readonly posters: number;
  /** Over all tickets: posts before the measurement, and measured ones. */
  readonly warm_up_posts: number;
  readonly posts: number;
  /** Pause of a poster between two posts. */
  readonly pause_ms: number;
}

/** The figures of the measured posts. */
export interface Figures {
  readonly seconds: number;
  readonly posts: number;
  /** Posts times the watchers they reached. */
  readonly deliveries: number;
  /** From sending a post until a watcher has it. */
  readonly p50_ms: number;
  readonly p99_ms: number;
}

/** The longest time without any arrival. */
const stall_ms_max = 20_000;
/** Sockets opened at once. */
const opening_max = 8;

/** All sockets of one round. A post is in flight until it is answered and every watcher has it. */
export class Crowd {
  readonly #plan: Plan;
  readonly #sockets: Closable[] = [];
  readonly #slots: Slot[] = [];
  #numbered = 0;
  #run: Run | undefined;

  private constructor(plan: Plan) {
    this.#plan = plan;
  }

  static async open(dialect: Dialect, plan: Plan): Promise<Crowd> {
    const crowd = new Crowd(plan);
    const tickets: string[] = [];
    await inParallel(plan.tickets, async () => void tickets.push(await dialect.ticket()));
    await inParallel(plan.tickets * plan.watchers, async (i) => {
      const ticket = tickets[i % plan.tickets]!;
      crowd.#sockets.push(await dialect.watcher(ticket, (post) => crowd.#run?.delivered(post)));
    });
    await inParallel(plan.tickets * plan.posters, async (i) => {
      const ticket = tickets[i % plan.tickets]!;
      const poster = await dialect.poster((post) => crowd.#run?.arrived(post));
      crowd.#sockets.push(poster);
      crowd.#slots.push({ ticket, poster });
    });
    return crowd;
  }

  /** Makes this many posts with whichever posters are free. */
  async post(posts: number): Promise<Figures> {
    const first = this.#numbered;
    this.#numbered += posts;
    const run = new Run(first, posts, this.#plan, this.#slots);
    this.#run = run;
    try {
      return await run.figures();
    } finally {
      this.#run = undefined;
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }
}

interface Slot {
  readonly ticket: string;
  readonly poster: Poster;
}

/** One series of posts, from the first sent to the last arrival. */
class Run {
  readonly #first: number;
  readonly #posts: number;
  readonly #plan: Plan;
  readonly #slots: readonly Slot[];
  readonly #sentAt: Float64Array;
  /** By post: arrivals still expected, and its slot. */
  readonly #left: Uint16Array;
  readonly #slotOf: Uint16Array;
  readonly #latencies: Float64Array;
  #sent = 0;
  #finished = 0;
  #deliveries = 0;
  #end: () => void = () => {};

  constructor(first: number, posts: number, plan: Plan, slots: readonly Slot[]) {
    this.#first = first;
    this.#posts = posts;
    this.#plan = plan;
    this.#slots = slots;
    this.#sentAt = new Float64Array(posts);
    this.#left = new Uint16Array(posts).fill(plan.watchers + 1);
    this.#slotOf = new Uint16Array(posts);
    this.#latencies = new Float64Array(posts * plan.watchers);
  }

  async figures(): Promise<Figures> {
    const began = performance.now();
    const ended = new Promise<void>((resolve) => (this.#end = resolve));
    for (let slot = 0; slot < this.#slots.length; slot++) this.#next(slot);
    await this.#unlessStalled(ended);
    const seconds = (performance.now() - began) / 1000;
    const sorted = this.#latencies.toSorted();
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
    const deliveries = this.#deliveries;
    return { seconds, posts: this.#posts, deliveries, p50_ms: at(0.5), p99_ms: at(0.99) };
  }

  delivered(post: number): void {
    const index = post - this.#first;
    this.#latencies[this.#deliveries] = performance.now() - this.#sentAt[index]!;
    this.#deliveries += 1;
    this.arrived(post);
  }

  /** Arrived at a watcher, or as the poster's answer. */
  arrived(post: number): void {
    const index = post - this.#first;
    this.#left[index]! -= 1;
    if (this.#left[index]! > 0) return;
    this.#finished += 1;
    const slot = this.#slotOf[index]!;
    if (this.#finished === this.#posts) this.#end();
    else if (this.#plan.pause_ms === 0) this.#next(slot);
    else setTimeout(() => this.#next(slot), this.#plan.pause_ms);
  }

  #next(slot: number): void {
    if (this.#sent === this.#posts) return;
    const index = this.#sent;
    this.#sent += 1;
    this.#slotOf[index] = slot;
    this.#sentAt[index] = performance.now();
    const { poster, ticket } = this.#slots[slot]!;
    poster.post(ticket, this.#first + index);
  }

  async #unlessStalled(ended: Promise<void>): Promise<void> {
    let seen = -1;
    let watch: NodeJS.Timeout | undefined;
    const stalled = new Promise<never>((_, reject) => {
      watch = setInterval(() => {
        const arrived = this.#finished + this.#deliveries;
        if (arrived === seen) reject(new Error(`nothing arrived for ${stall_ms_max} ms`));
        seen = arrived;
      }, stall_ms_max);
    });
    try {
      await Promise.race([ended, stalled]);
    } finally {
      clearInterval(watch);
    }
  }
}

/** Runs a few at a time. */
export async function inParallel(
  count: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < count) await task(begun++);
  };
  await Promise.all(Array.from({ length: opening_max }, worker));
}
