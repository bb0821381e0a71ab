const none: readonly never[] = [];

/** A set that mostly has at most one item, and then allocates no `Set`. */
export class SmallSet<T extends object> {
  #items: T | Set<T> | undefined;

  get size(): number {
    if (this.#items === undefined) return 0;
    return this.#items instanceof Set ? this.#items.size : 1;
  }

  add(item: T): void {
    if (this.#items === undefined) this.#items = item;
    else if (this.#items instanceof Set) this.#items.add(item);
    else if (this.#items !== item) this.#items = new Set([this.#items, item]);
  }

  /** Returns whether it was there. */
  delete(item: T): boolean {
    if (this.#items instanceof Set) return this.#items.delete(item);
    if (this.#items !== item) return false;
    this.#items = undefined;
    return true;
  }

  /** An item removed during iteration is not visited. */
  values(): Iterable<T> {
    if (this.#items === undefined) return none;
    return this.#items instanceof Set ? this.#items : [this.#items];
  }
}
