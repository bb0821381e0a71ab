import type { Key } from 'lmdb';
import { compareRowKeys as compare } from '../rows/key-order.ts';
import type { Databases, RowRange, Rows, Write } from '../rows/rows.ts';
import { databaseNames } from '../rows/rows.ts';

interface Row {
  readonly key: Key;
  readonly value: Buffer;
}

/** Rows in memory, in the order of LMDB: for tests. */
export class MemoryRows implements Rows {
  readonly #rows: Row[] = [];

  get(key: Key): Buffer | undefined {
    const at = this.#from(key);
    return this.#isAt(at, key) ? this.#rows[at]!.value : undefined;
  }

  doesExist(key: Key): boolean {
    return this.#isAt(this.#from(key), key);
  }

  *getRange(range: RowRange): Generator<Row> {
    // A range does not see what is written while it is read.
    yield* this.#slice(range);
  }

  *getKeys(range: RowRange): Generator<Key> {
    for (const { key } of this.#slice(range)) yield key;
  }

  put(key: Key, value: Buffer | undefined): void {
    const at = this.#from(key);
    const present = this.#isAt(at, key) ? 1 : 0;
    if (value === undefined) this.#rows.splice(at, present);
    else this.#rows.splice(at, present, { key, value });
  }

  #slice({ start, exclusiveStart, end, reverse, offset = 0, limit = Infinity }: RowRange): Row[] {
    const skip = exclusiveStart === true ? 1 : 0;
    const inRange =
      reverse === true
        ? this.#rows
            .slice(
              end === undefined ? 0 : this.#above(end),
              start === undefined ? undefined : this.#above(start),
            )
            .toReversed()
        : this.#rows.slice(
            start === undefined ? 0 : this.#from(start),
            end === undefined ? undefined : this.#from(end),
          );
    const isThere = skip === 1 && start !== undefined && inRange[0] !== undefined;
    const from = isThere && compare(inRange[0]!.key, start) === 0 ? 1 : 0;
    return inRange.slice(from + offset, from + offset + limit);
  }

  /** The first index whose key is not below this one. */
  #from(key: Key): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.#rows[middle]!.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #above(key: Key): number {
    const at = this.#from(key);
    return this.#isAt(at, key) ? at + 1 : at;
  }

  #isAt(at: number, key: Key): boolean {
    const row = this.#rows[at];
    return row !== undefined && compare(row.key, key) === 0;
  }
}

export function memoryDatabases(): Databases<MemoryRows> {
  const made = databaseNames.map((name) => [name, new MemoryRows()] as const);
  return Object.fromEntries(made) as unknown as Databases<MemoryRows>;
}

export function writeToMemory(writes: readonly Write[]): void {
  for (const { db, key, value } of writes) (db as MemoryRows).put(key, value);
}
