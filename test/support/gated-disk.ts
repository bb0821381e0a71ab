import type { LogDisk, LogFile } from '../../server/storage/file-log/disk.ts';

/** The disk below a log, whose writes a test counts, and which it holds back as one does that hangs. */
export class GatedDisk {
  /** Each is one flush. */
  appends = 0;
  #gate: Promise<void> | undefined;
  #open: () => void = () => {};

  /** What is read and written from now on waits. */
  hold(): void {
    this.#gate ??= new Promise((open) => (this.#open = open));
  }

  goOn(): void {
    this.#gate = undefined;
    this.#open();
  }

  /** For `openFolder`. */
  readonly over = (disk: LogDisk): LogDisk => ({
    list: () => disk.list(),
    read: async (name) => {
      await this.#gate;
      return disk.read(name);
    },
    create: (name, bytes) => disk.create(name, bytes),
    remove: (name) => disk.remove(name),
    open: async (name) => this.#gated(await disk.open(name)),
  });

  #gated(file: LogFile): LogFile {
    return {
      append: async (bytes, at) => {
        this.appends += 1;
        await this.#gate;
        await file.append(bytes, at);
      },
      isInPlace: () => file.isInPlace(),
      close: () => file.close(),
    };
  }
}
