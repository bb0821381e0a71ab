export interface IdleItem<Item> {
  /** Milliseconds since 1970; only valid while in the list. */
  idleSince: number;
  older: Item | undefined;
  newer: Item | undefined;
}

/**
 * Idle actors, longest idle first. The links are in the items, so that adding and removing allocate
 * nothing and no table grows, as it would in an LRU package.
 */
export class IdleList<Item extends IdleItem<Item>> {
  #oldest: Item | undefined = undefined;
  #newest: Item | undefined = undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get oldest(): Item | undefined {
    return this.#oldest;
  }

  add(item: Item, now: number): void {
    item.idleSince = now;
    item.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
    this.#length += 1;
  }

  /** The item must be in the list. */
  remove(item: Item): void {
    if (item.older === undefined) this.#oldest = item.newer;
    else item.older.newer = item.newer;
    if (item.newer === undefined) this.#newest = item.older;
    else item.newer.older = item.older;
    item.older = undefined;
    item.newer = undefined;
    this.#length -= 1;
  }
}
