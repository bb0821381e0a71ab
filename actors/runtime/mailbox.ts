interface Place<Item> {
  readonly item: Item;
  next: Place<Item> | undefined;
}

/**
 * A bounded FIFO queue. Linked, so that an empty one keeps no memory of its former length. Forty
 * lines are less than a package.
 */
export class Mailbox<Item> {
  #first: Place<Item> | undefined = undefined;
  #last: Place<Item> | undefined = undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Returns false, and adds nothing, when it is full. */
  push(item: Item, length_max: number): boolean {
    if (this.#length >= length_max) return false;
    const place: Place<Item> = { item, next: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.next = place;
    this.#last = place;
    this.#length += 1;
    return true;
  }

  peek(): Item | undefined {
    return this.#first?.item;
  }

  take(): Item | undefined {
    const first = this.#first;
    if (first === undefined) return undefined;
    this.#first = first.next;
    if (first.next === undefined) this.#last = undefined;
    this.#length -= 1;
    return first.item;
  }
}
