import type { Appended, RecordDone, RecordPut } from '../../actors/records/store.ts';
import type { Storage } from '../../server/storage/storage.ts';

/** Stores records as they are, whoever else writes, if it can. */
export function writeRecords(
  { records }: Pick<Storage, 'records'>,
  puts: readonly RecordPut[],
  done: readonly RecordDone[] = [],
): Promise<Appended> {
  const subject = 'what-a-test-puts';
  return records.append(subject, records.lastOf(subject), puts, done);
}

/** For what a test begins with. */
export async function putRecords(...wish: Parameters<typeof writeRecords>): Promise<void> {
  const { kind } = await writeRecords(...wish);
  if (kind !== 'durable') throw new Error(`the records of the test are ${kind}`);
}
