import type { Key } from 'lmdb';
import { systemClock } from '../../platform/clock.ts';
import type { RowRange, Rows } from '../rows/rows.ts';

interface Row {
  readonly key: Key;
  readonly value: Buffer;
}

/** Rows read at once. */
const page_rows = 256;
const page_keys = 4_096;

/** Reads a range page by page, with a turn of the event loop between them. */
export async function* rowsOf(rows: Rows, range: Between = {}): AsyncGenerator<Row> {
  yield* pages(
    range,
    page_rows,
    ({ key }) => key,
    (page) => [...rows.getRange(page)],
  );
}

/** The same of keys only. */
export async function* keysOf(rows: Rows, range: Between = {}): AsyncGenerator<Key> {
  yield* pages(
    range,
    page_keys,
    (key) => key,
    (page) => [...rows.getKeys(page)],
  );
}

type Between = Pick<RowRange, 'start' | 'end'>;

async function* pages<T>(
  range: Between,
  limit: number,
  keyOf: (one: T) => Key,
  read: (page: RowRange) => readonly T[],
): AsyncGenerator<T> {
  let page: RowRange = { ...range, limit };
  for (;;) {
    const found = read(page);
    yield* found;
    if (found.length < limit) return;
    page = { ...page, start: keyOf(found.at(-1)!), exclusiveStart: true };
    await new Promise<void>((done) => systemClock.soon(done));
  }
}
