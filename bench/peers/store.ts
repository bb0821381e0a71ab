import type { StoredPost } from '../work.ts';

/** Where a peer keeps posts. */
export interface Store {
  /** Writes what the posts come to, wholly or not at all; resolves when it is on disk. */
  write(posts: readonly StoredPost[]): Promise<void> | void;
  close(): Promise<void> | void;
}

/**
 * Gathers what comes in one turn of the event loop and writes it as one batch, whatever else is on
 * its way to the disk. What came to be on disk by the end of a turn is told together.
 */
export class TurnWriter<T extends StoredPost> {
  readonly #store: Store;
  readonly #tell: (posts: readonly T[]) => void;
  #arrived: T[] = [];
  #written: T[] = [];

  constructor(store: Store, tell: (posts: readonly T[]) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  add(post: T): void {
    if (this.#arrived.length === 0) setImmediate(() => void this.#write());
    this.#arrived.push(post);
  }

  async #write(): Promise<void> {
    const posts = this.#arrived;
    this.#arrived = [];
    await this.#store.write(posts);
    if (this.#written.length === 0) setImmediate(() => this.#end());
    this.#written.push(...posts);
  }

  #end(): void {
    const posts = this.#written;
    this.#written = [];
    this.#tell(posts);
  }
}
