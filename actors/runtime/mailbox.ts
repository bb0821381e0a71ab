interface Node<Item> {
  readonly item: Item;
  next: Node<Item> | undefined;
}

/**
 * A bounded FIFO queue. Linked, so that an empty one keeps no memory of its former length. Forty
 * lines are less than a package.
 */
export class Mailbox<Item> {
  #first: Node<Item> | undefined = undefined;
  #last: Node<Item> | undefined = undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Returns false, and adds nothing, when it is full. */
  push(item: Item, length_max: number): boolean {
    if (this.#length >= length_max) return false;
    const node: Node<Item> = { item, next: undefined };
    if (this.#last === undefined) this.#first = node;
    else this.#last.next = node;
    this.#last = node;
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
