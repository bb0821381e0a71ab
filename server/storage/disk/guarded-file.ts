import { statSync } from 'node:fs';

/** One file, known by more than its name: whether it is still the one that was opened. */
export class GuardedFile {
  readonly #path: string;
  readonly #dev: number;
  readonly #ino: number;
  #bytes: number;

  /** Throws where there is none. */
  constructor(path: string) {
    this.#path = path;
    const { dev, ino, size } = statSync(path);
    this.#dev = dev;
    this.#ino = ino;
    this.#bytes = size;
  }

  /** Its size when it was last looked at. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether its name still leads to it, and nothing of it was cut off. */
  holds(): boolean {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found === undefined || found.dev !== this.#dev || found.ino !== this.#ino) return false;
    if (found.size < this.#bytes) return false;
    this.#bytes = found.size;
    return true;
  }
}
