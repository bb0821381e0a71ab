import { Listeners } from '../runtime/listeners.ts';
import { mergeMarkers, type Marker } from './marker.ts';
import type { MarkerPut, RecordPut, RecordSpace, RecordStore } from './store.ts';

export interface MarkersDeps {
  readonly store: RecordStore;
  /** Calls once, after so many milliseconds, unless what it returns is called before. */
  after(wait_ms: number, run: () => void): () => void;
}

/** From the first marker that waits to the write that it shares with those that came meanwhile. */
export const gathered_ms = 250;
/** Markers that wait to be written; more are left out, which what only grows can bear. */
const waiting_max = 10_000;
/** Of one write. */
const write_markers_max = 1_000;

/**
 * Writes what only grows: how far somebody has read, when something was used last. Markers are
 * merged with what is there, so they are written on no condition, and gathered before. Nothing of
 * them is told before it is durable: whoever wants to know follows the store.
 */
export class Markers {
  readonly store: RecordStore;
  readonly #deps: MarkersDeps;
  readonly #rejected = new Listeners<[cause: unknown]>();
  /** By space and key: what is to be written, and what is being written. */
  readonly #waiting = new Map<string, MarkerPut>();
  #writing: ReadonlyMap<string, MarkerPut> = new Map();
  #gathering: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isStopping = false;

  constructor(deps: MarkersDeps) {
    this.#deps = deps;
    this.store = deps.store;
  }

  /** Hears why a write could not be stored: its markers are where they were. */
  onRejected(listener: (cause: unknown) => void): void {
    this.#rejected.add(listener);
  }

  /** Hears of what each entry made of the markers of a space, whoever wrote it. */
  follow(space: RecordSpace, told: (puts: readonly RecordPut[]) => void): void {
    let own: readonly RecordPut[] = [];
    this.store.onPuts(
      (puts) => (own = puts.filter((put) => put.space === space)),
      () => own.length > 0 && told(own),
    );
  }

  /** Says whether it was taken: not while as many wait as may, nor at the end. */
  merge(space: RecordSpace, key: string, value: Marker): boolean {
    const before = this.#waiting.get(nameOf(space, key))?.value;
    const merged = before === undefined ? value : mergeMarkers(before, value);
    return this.#add({ space, key, value: merged });
  }

  /** Takes one away, for as long as nobody merges it again. */
  remove(space: RecordSpace, key: string): boolean {
    return this.#add({ space, key, value: undefined });
  }

  /** As it is stored. */
  get(space: RecordSpace, key: string): Marker | undefined {
    return this.store.get(space, key) as Marker | undefined;
  }

  /** What is not durable of it. */
  waiting(space: RecordSpace, key: string): Marker | undefined {
    const name = nameOf(space, key);
    return onto(this.#writing.get(name)?.value, this.#waiting.get(name));
  }

  /** As it will be once all that waits is written. */
  latest(space: RecordSpace, key: string): Marker | undefined {
    const name = nameOf(space, key);
    const written = onto(this.get(space, key), this.#writing.get(name));
    return onto(written, this.#waiting.get(name));
  }

  /** Resolves when all that was taken is durable, or could not be stored. */
  async written(): Promise<void> {
    while (this.#waiting.size > 0 || this.#running !== undefined) await this.#begin();
  }

  /** The same, and takes no more. */
  stop(): Promise<void> {
    this.#isStopping = true;
    return this.written();
  }

  #add(put: MarkerPut): boolean {
    const name = nameOf(put.space, put.key);
    const isFull = this.#waiting.size >= waiting_max && !this.#waiting.has(name);
    if (this.#isStopping || isFull) return false;
    this.#waiting.set(name, put);
    this.#gather();
    return true;
  }

  #gather(): void {
    if (this.#running !== undefined || this.#waiting.size === 0) return;
    this.#gathering ??= this.#deps.after(gathered_ms, () => void this.#begin());
  }

  #begin(): Promise<void> {
    this.#gathering?.();
    this.#gathering = undefined;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.#gather();
    });
    return this.#running;
  }

  /** What waits now, one write at a time; what comes meanwhile is gathered anew. */
  async #run(): Promise<void> {
    const writes = Math.ceil(this.#waiting.size / write_markers_max);
    for (let i = 0; i < writes; i += 1) {
      this.#writing = new Map([...this.#waiting].slice(0, write_markers_max));
      for (const name of this.#writing.keys()) this.#waiting.delete(name);
      const merged = await this.store.merge([...this.#writing.values()]);
      this.#writing = new Map();
      if (merged.kind === 'durable') continue;
      const cause = merged.kind === 'rejected' ? merged.cause : new Error('too many markers');
      this.#rejected.tell(cause);
    }
  }
}

function nameOf(space: RecordSpace, key: string): string {
  return `${space} ${key}`;
}

function onto(before: Marker | undefined, put: MarkerPut | undefined): Marker | undefined {
  if (put === undefined) return before;
  if (put.value === undefined || before === undefined) return put.value;
  return mergeMarkers(before, put.value);
}
