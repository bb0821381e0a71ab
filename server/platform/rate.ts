/** How fast one key may send, over all its connections. */
export interface Pace {
  readonly per_second: number;
  /** Frames that may come at once after a pause. */
  readonly burst: number;
}

/** `over`: this one is refused. `flood`: refusals did not slow the sender down. */
export type RateVerdict = 'within' | 'over' | 'flood';

interface Bucket {
  /** Below zero after frames that came although they were refused. */
  tokens: number;
  at: number;
}

/** Token buckets by key. */
export class Rate {
  readonly #pace: () => Pace;
  readonly #keys_max: number;
  /** Least lately used first. */
  readonly #buckets = new Map<string, Bucket>();

  /** A pace that may change is asked for each time. */
  constructor(pace: Pace | (() => Pace), keys_max: number) {
    this.#pace = typeof pace === 'function' ? pace : () => pace;
    this.#keys_max = keys_max;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Counts one frame at `now`, in milliseconds. */
  take(key: string, now: number): RateVerdict {
    const bucket = this.#bucket(key, now);
    if (bucket.tokens <= -this.#pace().burst) return 'flood';
    bucket.tokens -= 1;
    return bucket.tokens >= 0 ? 'within' : 'over';
  }

  /**
   * Takes a cost as long as anything is left, even if it is more: the next one then waits longer.
   * Returns how many milliseconds to wait; 0 when it was taken.
   */
  spend(key: string, cost: number, now: number): number {
    const bucket = this.#bucket(key, now);
    if (bucket.tokens <= 0) return ((1 - bucket.tokens) * 1000) / this.#pace().per_second;
    bucket.tokens -= cost;
    return 0;
  }

  /** How much was taken and is not refilled yet. */
  used(key: string, now: number): number {
    return this.#buckets.has(key) ? this.#pace().burst - this.#bucket(key, now).tokens : 0;
  }

  /** Gives back one that was taken. */
  giveBack(key: string, now: number): void {
    if (this.#buckets.has(key)) this.#bucket(key, now).tokens += 1;
  }

  /** Whether the next one would be too many. */
  isSpent(key: string, now: number): boolean {
    return this.#buckets.has(key) && this.#bucket(key, now).tokens < 1;
  }

  #bucket(key: string, now: number): Bucket {
    const { per_second, burst } = this.#pace();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const gained = (Math.max(0, now - bucket.at) * per_second) / 1000;
    bucket.tokens = Math.min(burst, bucket.tokens + gained);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#keys_max) this.#forgetOldest();
    return bucket;
  }

  /** Forgetting a bucket fills it, so the one that was quiet the longest is forgotten. */
  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
