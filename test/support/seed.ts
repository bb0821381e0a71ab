/** What a seed chooses: the same seed chooses the same. */
export interface Chance {
  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number;
  /** One of several more, each of which the same seed gives again. */
  of(which: number): Chance;
}

/** The seed of a test that is played by chance: of the environment, where one failed before. */
export function testSeed(): number {
  const seed = Number(process.env['SHARDBELL_TEST_SEED'] ?? Date.now() % 1e9);
  console.log(`SHARDBELL_TEST_SEED=${seed}`);
  return seed;
}

/** Small and good enough (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  return {
    below(below) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    },
    of: (which) => chanceOf(Math.imul(seed, 31) + which),
  };
}
