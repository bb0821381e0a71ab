/** Sums of what belongs together: what was added and not taken away again does not come to zero. */
const buckets = 65_536;
const seeds = [0x811c9dc5, 0x2545f491] as const;

/**
 * Compares two sets of pairs, a name and some bytes, however large, in bounded memory: names share
 * buckets, each with a count and two sums of hashes. That two different sets come to the same is less
 * likely than that a disk tells a wrong byte.
 */
export class PairSums {
  readonly #counts = new Int32Array(buckets);
  readonly #sums = seeds.map(() => new Int32Array(buckets));

  add(name: string, bytes: Buffer, at: number, length: number): void {
    this.#change(name, bytes, at, length, 1);
  }

  take(name: string, bytes: Buffer, at: number, length: number): void {
    this.#change(name, bytes, at, length, -1);
  }

  /** Whether all names of a bucket have what they should. */
  isEven(name: string): boolean {
    const bucket = bucketOf(name);
    return this.#counts[bucket] === 0 && this.#sums.every((sums) => sums[bucket] === 0);
  }

  /** Whether all of them have. */
  get areEven(): boolean {
    return [this.#counts, ...this.#sums].every((sums) => sums.every((sum) => sum === 0));
  }

  #change(name: string, bytes: Buffer, at: number, length: number, times: 1 | -1): void {
    const bucket = bucketOf(name);
    this.#counts[bucket]! += times;
    for (const [i, seed] of seeds.entries()) {
      this.#sums[i]![bucket]! += times * hashOf(name, bytes, at, length, seed);
    }
  }
}

function bucketOf(name: string): number {
  let hash: number = seeds[0];
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}

function hashOf(name: string, bytes: Buffer, at: number, length: number, seed: number): number {
  let hash = seed;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  for (let i = at; i < at + length; i += 1) {
    hash = Math.imul(hash ^ bytes[i]!, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
  return (hash ^ (hash >>> 16)) | 0;
}
