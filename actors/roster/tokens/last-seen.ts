import { LatestTimes } from '../../records/latest-times.ts';
import type { Markers } from '../../records/markers.ts';
import type { RecordSpace } from '../../records/store.ts';
import type { RecordWriter } from '../../records/writer.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Secrets } from './secrets.ts';

/** When somebody, or something, was last here; exact to some minutes. */
export class LastSeen {
  readonly #times: LatestTimes;
  readonly #secrets: Pick<Secrets, 'now'>;

  /** Kept under `PREFIX/ID`. */
  constructor(
    writer: RecordWriter,
    markers: Markers,
    secrets: Pick<Secrets, 'now'>,
    at: { readonly space: RecordSpace; readonly prefix: string },
  ) {
    this.#times = new LatestTimes(writer, markers, at.space, at.prefix);
    this.#secrets = secrets;
  }

  /** It is here now. */
  add(id: string): void {
    const now = this.#secrets.now();
    const kept = this.#times.latest(id) ?? 0;
    if (now - kept >= rosterLimits.last_seen_stored_every_ms) this.#times.add(id, now);
  }

  remove(id: string): void {
    if (this.#times.latest(id) !== undefined) this.#times.remove(id);
  }

  /** Milliseconds since 1970; null: never. */
  last(id: string): number | null {
    return this.#times.latest(id) ?? null;
  }
}
