import type { Markers } from './markers.ts';
import type { RecordSpace } from './store.ts';
import { storedUnder } from './stored.ts';
import type { RecordWriter } from './writer.ts';

/** The last time of each key, kept as markers of one kind: in memory as they are in the log. */
export class LatestTimes {
  readonly #markers: Markers;
  readonly #space: RecordSpace;
  readonly #prefix: string;
  readonly #byId = new Map<string, number>();

  /** Kept under `PREFIX/ID`. */
  constructor(writer: RecordWriter, markers: Markers, space: RecordSpace, prefix: string) {
    this.#markers = markers;
    this.#space = space;
    this.#prefix = prefix;
    for (const { key, value } of storedUnder(markers.store, space, `${prefix}/`)) {
      this.#take(key.slice(prefix.length + 1), value);
    }
    writer.follow(space, prefix, (id, value) => this.#take(id, value));
  }

  /** Milliseconds since 1970; only what is durable. */
  get(id: string): number | undefined {
    return this.#byId.get(id);
  }

  /** The same, including what still waits to be written. */
  latest(id: string): number | undefined {
    const waits = this.#markers.waiting(this.#space, this.keyOf(id)) as number | undefined;
    const known = this.#byId.get(id);
    return waits === undefined || known === undefined ? (waits ?? known) : Math.max(waits, known);
  }

  ids(): IterableIterator<string> {
    return this.#byId.keys();
  }

  add(id: string, at: number): void {
    this.#markers.merge(this.#space, this.keyOf(id), at);
  }

  remove(id: string): void {
    this.#markers.remove(this.#space, this.keyOf(id));
  }

  keyOf(id: string): string {
    return `${this.#prefix}/${id}`;
  }

  #take(id: string, value: unknown): void {
    if (typeof value === 'number') this.#byId.set(id, value);
    else this.#byId.delete(id);
  }
}
