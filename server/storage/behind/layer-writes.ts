import { systemClock } from '../../platform/clock.ts';
import type { LmdbWrite } from '../lmdb/databases.ts';
import { encodedValue, type Layer } from './pending.ts';
import { pendingLimits } from './table-writer-limits.ts';

/** The writes of a layer. Values are encoded in steps, since snapshots take most of the time. */
export async function writesOf(layer: Layer): Promise<LmdbWrite[]> {
  const writes: LmdbWrite[] = [];
  for (const write of layer.writes) {
    // The base of pending rows is an LMDB database.
    const db = write.rows.base as LmdbWrite['db'];
    writes.push({ db, key: write.key, value: encodedValue(write) });
    if (writes.length % pendingLimits.step_keys === 0) {
      await new Promise<void>((done) => systemClock.soon(done));
    }
  }
  return writes;
}
