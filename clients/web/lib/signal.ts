/** Follows the values that it reads: a component, an effect or a computed value. */
interface Reader {
  /** Called when a value that it read has changed. */
  changed(): void;
  /** The values it read, to unsubscribe from before it reads again. */
  read: Set<Signal<unknown>>;
}

/** The reader that runs now. */
let reader: Reader | undefined;
/** Effects and components to run at the end of a batch. */
let waiting: Set<Follower> | undefined;

class Signal<T> {
  readonly readers = new Set<Reader>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    if (reader !== undefined) {
      reader.read.add(this);
      this.readers.add(reader);
    }
    return this.#value;
  }

  set value(next: T) {
    if (Object.is(next, this.#value)) return;
    this.#value = next;
    batch(() => {
      for (const one of [...this.readers]) one.changed();
    });
  }

  peek(): T {
    return this.#value;
  }
}

export type { Signal };

export function signal<T>(value: T): Signal<T> {
  return new Signal(value);
}

/** Computes its value at first use, and then whenever a value it depends on changes. */
export function computed<T>(of: () => T): { readonly value: T } {
  let held: Signal<T> | undefined;
  const own: Reader = {
    read: new Set(),
    changed() {
      const value = reading(own, of);
      if (held === undefined) held = new Signal(value);
      else held.value = value;
    },
  };
  return {
    get value() {
      if (held === undefined) own.changed();
      return held!.value;
    },
  };
}

/** Runs now, and again whenever a value that it read changes. */
export function effect(run: () => void): () => void {
  const own = follower(() => reading(own, run));
  reading(own, run);
  return () => leave(own);
}

/** Records reads between `begin` and `end`; `act` is called when one of those values changes. */
export interface Follower extends Reader {
  act(): void;
}

export function follower(act: () => void): Follower {
  const own: Follower = { read: new Set(), act, changed: () => void waiting?.add(own) };
  return own;
}

/** From here on records new reads, and forgets the earlier ones. */
export function begin(own: Follower): void {
  leave(own);
  reader = own;
}

export function end(): void {
  reader = undefined;
}

/** Changes made in `run` are reported when it is over. */
export function batch(run: () => void): void {
  if (waiting !== undefined) return run();
  waiting = new Set();
  try {
    run();
  } finally {
    const told = waiting;
    waiting = undefined;
    for (const one of told) one.act();
  }
}

function reading<T>(own: Reader, read: () => T): T {
  leave(own);
  const before = reader;
  reader = own;
  try {
    return read();
  } finally {
    reader = before;
  }
}

export function leave(own: Reader): void {
  for (const one of own.read) one.readers.delete(own);
  own.read.clear();
}
