interface Place<Item> {
  readonly item: Item;
  next: Place<Item> | undefined;
}

/** A bounded queue, first in first out. Linked, so that an idle one keeps nothing of its past length. */
export class Mailbox<Item> {
  #first: Place<Item> | undefined = undefined;
  #last: Place<Item> | undefined = undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** False when it is full; then nothing was put. */
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
