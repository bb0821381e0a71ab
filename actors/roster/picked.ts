/** How many records are looked at in one step. */
const step_records = 500;

/** Those of many records that are wanted, in steps. */
export function* picked<T>(all: Iterable<T>, isWanted: (one: T) => boolean): Generator<void, T[]> {
  const found: T[] = [];
  let looked = 0;
  for (const one of all) {
    if (isWanted(one)) found.push(one);
    looked += 1;
    if (looked % step_records === 0) yield;
  }
  return found;
}
