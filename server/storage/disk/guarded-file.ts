import { statSync } from 'node:fs';

/**
 * A file that must stay the one that was opened: it is known by device and inode, not only by name.
 */
export class GuardedFile {
  readonly #path: string;
  readonly #dev: number;
  readonly #ino: number;
  #bytes: number;

  /** Throws where there is no such file. */
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

  /** Whether its name still leads to it, and it was not truncated. */
  holds(): boolean {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found === undefined || found.dev !== this.#dev || found.ino !== this.#ino) return false;
    if (found.size < this.#bytes) return false;
    this.#bytes = found.size;
    return true;
  }
}
