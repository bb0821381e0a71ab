/** The part of an entry that is the only one under its key. */
interface Lone<T> {
  readonly id: string;
  item: T;
}

/**
 * Items by key and id. Most keys have one item, and a map for each would take a fifth of a
 * kilobyte, so a key gets a map with its second item.
 */
export class Multimap<T> {
  readonly #byKey = new Map<string, Lone<T> | Map<string, T>>();

  put(key: string, id: string, item: T): void {
    const held = this.#byKey.get(key);
    if (held instanceof Map) held.set(id, item);
    else if (held === undefined) this.#byKey.set(key, { id, item });
    else if (held.id === id) held.item = item;
    else {
      const both = new Map([
        [held.id, held.item],
        [id, item],
      ]);
      this.#byKey.set(key, both);
    }
  }

  remove(key: string, id: string): void {
    const held = this.#byKey.get(key);
    if (!(held instanceof Map)) {
      if (held?.id === id) this.#byKey.delete(key);
      return;
    }
    held.delete(id);
    if (held.size === 0) this.#byKey.delete(key);
  }

  /** The items of a key now, in the order in which their ids were first added. */
  of(key: string): readonly T[] {
    const held = this.#byKey.get(key);
    if (held === undefined) return [];
    return held instanceof Map ? [...held.values()] : [held.item];
  }

  sizeOf(key: string): number {
    const held = this.#byKey.get(key);
    if (held === undefined) return 0;
    return held instanceof Map ? held.size : 1;
  }

  clear(): void {
    this.#byKey.clear();
  }
}
