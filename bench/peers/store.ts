import type { StoredPost, Work } from '../work.ts';

/** Where a peer keeps posts. */
export interface Store {
  /** Writes what the posts come to, wholly or not at all; resolves when it is on disk. */
  write(posts: readonly StoredPost[]): Promise<void> | void;
  close(): Promise<void> | void;
}

export type OpenStore = (folder: string, work: Work) => Store;

/** Gathers what comes in one turn of the event loop, writes it at once, and tells when it is on disk. */
export class TurnWriter<T extends StoredPost> {
  readonly #store: Store;
  readonly #tell: (posts: readonly T[]) => void;
  #posts: T[] = [];

  constructor(store: Store, tell: (posts: readonly T[]) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  add(post: T): void {
    this.#posts.push(post);
    if (this.#posts.length === 1) setImmediate(() => void this.#write());
  }

  async #write(): Promise<void> {
    const posts = this.#posts;
    this.#posts = [];
    await this.#store.write(posts);
    this.#tell(posts);
  }
}
