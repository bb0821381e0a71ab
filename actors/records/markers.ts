import { Listeners } from '../runtime/listeners.ts';
import { mergeMarkers, type Marker } from './marker.ts';
import type { MarkerPut, RecordPut, RecordSpace, RecordStore } from './store.ts';

export interface MarkersDeps {
  readonly store: RecordStore;
  /** Calls `run` once after this time, unless the returned function is called first. */
  after(wait_ms: number, run: () => void): () => void;
}

/** How long the first waiting marker is held, so that later ones share its write. */
export const gathered_ms = 250;
/** Markers that wait to be written; more are dropped, which a value that only grows can bear. */
const waiting_max = 10_000;
/** Markers of one write. */
const write_markers_max = 1_000;

/**
 * Writes values that only grow, such as how far somebody has read or when something was last used.
 * A marker is merged with the stored one, so its write is unconditional, and writes are batched.
 * Readers that need durable values follow the store.
 */
export class Markers {
  readonly store: RecordStore;
  readonly #deps: MarkersDeps;
  readonly #rejected = new Listeners<[cause: unknown]>();
  /** By space and key: markers to be written, and those being written. */
  readonly #waiting = new Map<string, MarkerPut>();
  #writing: ReadonlyMap<string, MarkerPut> = new Map();
  #gathering: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isStopping = false;

  constructor(deps: MarkersDeps) {
    this.#deps = deps;
    this.store = deps.store;
  }

  /** Called with the reason when a write failed; its markers keep their stored values. */
  onRejected(listener: (cause: unknown) => void): void {
    this.#rejected.add(listener);
  }

  /** Called with the puts of each entry that changed markers of this space, whoever wrote it. */
  follow(space: RecordSpace, told: (puts: readonly RecordPut[]) => void): void {
    let own: readonly RecordPut[] = [];
    this.store.onPuts(
      (puts) => (own = puts.filter((put) => put.space === space)),
      () => own.length > 0 && told(own),
    );
  }

  /** Returns whether it was accepted: not when too many wait, nor after `stop`. */
  merge(space: RecordSpace, key: string, value: Marker): boolean {
    const before = this.#waiting.get(nameOf(space, key))?.value;
    const merged = before === undefined ? value : mergeMarkers(before, value);
    return this.#add({ space, key, value: merged });
  }

  /** Removes a marker until somebody merges it again. */
  remove(space: RecordSpace, key: string): boolean {
    return this.#add({ space, key, value: undefined });
  }

  /** The stored value. */
  get(space: RecordSpace, key: string): Marker | undefined {
    return this.store.get(space, key) as Marker | undefined;
  }

  /** The part that is not durable yet. */
  waiting(space: RecordSpace, key: string): Marker | undefined {
    const name = nameOf(space, key);
    return onto(this.#writing.get(name)?.value, this.#waiting.get(name));
  }

  /** The value once everything that waits is written. */
  latest(space: RecordSpace, key: string): Marker | undefined {
    const name = nameOf(space, key);
    const written = onto(this.get(space, key), this.#writing.get(name));
    return onto(written, this.#waiting.get(name));
  }

  /** Resolves when everything accepted so far is durable or has failed. */
  async written(): Promise<void> {
    while (this.#waiting.size > 0 || this.#running !== undefined) await this.#begin();
  }

  /** The same, and accepts nothing more. */
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

  /** Writes what waits, one batch at a time; what arrives meanwhile is gathered again. */
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
