/** What follows the values that it reads: a component, an effect, or another value. */
interface Reader {
  /** Called when something that it read has another value. */
  changed(): void;
  /** What it has read, to be left when it reads anew. */
  read: Set<Signal<unknown>>;
}

/** Who reads right now. */
let reader: Reader | undefined;
/** Effects and components that wait for the end of a batch. */
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

/** Works out its value when it is first asked for, and then at once whenever that changes. */
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

/** Runs now, and again whenever something that it read has another value. */
export function effect(run: () => void): () => void {
  const own = follower(() => reading(own, run));
  reading(own, run);
  return () => leave(own);
}

/** Reads between `begin` and `end`; `act` is called when something of that has another value. */
export interface Follower extends Reader {
  act(): void;
}

export function follower(act: () => void): Follower {
  const own: Follower = { read: new Set(), act, changed: () => void waiting?.add(own) };
  return own;
}

/** It follows what is read from now on, and nothing that it read before. */
export function begin(own: Follower): void {
  leave(own);
  reader = own;
}

export function end(): void {
  reader = undefined;
}

/** What is set in `run` is told when it is over. */
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
