import type { RecordSpace, RecordStore } from './store.ts';

const page_records_max = 1_000;

/** All records under a prefix, in the order of their keys, as they are stored while they are read. */
export function* storedUnder(
  store: Pick<RecordStore, 'list'>,
  space: RecordSpace,
  prefix: string,
): Generator<{ readonly key: string; readonly value: unknown }> {
  let from: string | undefined;
  for (;;) {
    const range = { prefix, limit: page_records_max };
    const page = store.list(space, from === undefined ? range : { ...range, from });
    // `from` is inclusive: the first of a later page is the last of the one before.
    for (const record of page) if (record.key !== from) yield record;
    if (page.length < page_records_max) return;
    from = page.at(-1)!.key;
  }
}
