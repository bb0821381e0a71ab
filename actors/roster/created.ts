/** Shards that count in seconds cut what others tell in milliseconds. */
const same_ms = 1_000;

/**
 * Whether two creation times under one id tell of two: of a wiped world ids are given out again. A time
 * that is not told says nothing, so a shard that begins to tell them keeps everybody.
 */
export function isAnother(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && Math.abs(one - other) >= same_ms;
}
