import { Markers } from '../../actors/records/markers.ts';
import type { RecordStore } from '../../actors/records/store.ts';

/** Markers that are gathered until a test lets them go. */
export class StageMarkers extends Markers {
  readonly #gathered: Array<() => void>;

  constructor(store: RecordStore) {
    const gathered: Array<() => void> = [];
    super({
      store,
      after(_, run) {
        let isWanted = true;
        gathered.push(() => isWanted && run());
        return () => (isWanted = false);
      },
    });
    this.#gathered = gathered;
  }

  /** The time for which they are gathered is over. */
  go(): void {
    for (const run of this.#gathered.splice(0)) run();
  }
}

/** Markers that are gathered for no longer than one turn of the event loop takes. */
export function promptMarkers(store: RecordStore): Markers {
  return new Markers({
    store,
    after(_, run) {
      let isWanted = true;
      queueMicrotask(() => isWanted && run());
      return () => (isWanted = false);
    },
  });
}
