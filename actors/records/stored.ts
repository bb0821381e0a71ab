import type { RecordSpace, RecordStore } from './store.ts';

const page_records_max = 1_000;

/** All records under a prefix, in key order, as they are stored at the moment of reading. */
export function* storedUnder(
  store: Pick<RecordStore, 'list'>,
  space: RecordSpace,
  prefix: string,
): Generator<{ readonly key: string; readonly value: unknown }> {
  let from: string | undefined;
  for (;;) {
    const range = { prefix, limit: page_records_max };
    const page = store.list(space, from === undefined ? range : { ...range, from });
    // `from` is inclusive: the first record of a later page is the last one of the page before.
    for (const record of page) if (record.key !== from) yield record;
    if (page.length < page_records_max) return;
    from = page.at(-1)!.key;
  }
}
