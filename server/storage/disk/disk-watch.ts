import { existsSync, statfsSync } from 'node:fs';
import { Listeners } from '../../../actors/runtime/listeners.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import { diskLimits } from './disk-limits.ts';
import { Place } from './place.ts';
import { DiskSpace } from './space.ts';
import { troubleOf, whyOf, type Standing, type Trouble, type Why } from './standing.ts';

export interface DiskFigures {
  readonly free_bytes: number;
  readonly free_files: number;
  /** Of the data file. */
  readonly used_bytes: number;
}

/**
 * Looks at the disk before each write, so that the store never meets one that fails: lmdb 3.5.6 writes
 * beyond the end of its own memory when a page cannot be written, which ends the process. After a
 * first sign that something cannot be written nothing is, until a file of our own could be.
 */
export class DiskWatch {
  readonly #folder: string;
  readonly #space: DiskSpace;
  #standing: Standing = { kind: 'open' };
  #place: Place | undefined;
  /** lmdb keeps a second process from writing by it. */
  #lockPlace: Place | undefined;
  /** Of the file that the log is written to now. */
  #logPlace: Place | undefined;
  /** The last look of `glance`: when it was, and how many bytes it found space for. */
  #seenAt = -Infinity;
  #seen_bytes = 0;
  #cancel: Cancel | undefined;
  #isTrying = false;
  #triedAt = 0;
  readonly #changed = new Listeners<[standing: Standing]>();

  private constructor(folder: string) {
    this.#folder = folder;
    this.#space = new DiskSpace(folder);
  }

  /** Throws where the folder cannot be written for a reason that is not the disk's. */
  static async open(folder: string): Promise<DiskWatch> {
    const watch = new DiskWatch(folder);
    try {
      await watch.#space.open();
    } catch (error) {
      const why = whyOf(error);
      if (why === undefined) {
        watch.close();
        throw error;
      }
      watch.#stop(why);
    }
    watch.#cancel = systemClock.every(diskLimits.look_every_ms, () => void watch.#look());
    return watch;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** Why nothing new is taken. */
  get trouble(): Trouble | undefined {
    return this.#standing.kind === 'open' ? undefined : this.#standing.trouble;
  }

  /** Of the data file, when it was last looked at. */
  get usedBytes(): number {
    return this.#place?.bytes ?? 0;
  }

  /** Called after it changed. */
  onChanged(listener: (standing: Standing) => void): void {
    this.#changed.add(listener);
  }

  /** Called when it can be written again. */
  onceOpen(listener: () => void): void {
    const remove = this.#changed.add(({ kind }) => {
      if (kind !== 'open') return;
      remove();
      listener();
    });
  }

  /** From now on these files have to stay where they are; the second one if it is there. */
  guard(dataFile: string, lockFile: string): void {
    this.#place = new Place(dataFile);
    this.#lockPlace = existsSync(lockFile) ? new Place(lockFile) : undefined;
    this.#space.forget();
  }

  /** The same for the file of the log that is written to from now on; the one before may go. */
  guardLog(path: string): void {
    this.#logPlace = new Place(path);
  }

  /** Before a write that takes at most so many bytes: why it must not be tried. */
  admit(bytes: number): Trouble | undefined {
    if (this.#standing.kind === 'stopped') return this.#standing.trouble;
    if (this.#lockPlace?.holds() === false) return this.#stop('moved');
    try {
      this.#space.touch();
      if (this.#standing.kind === 'open' && !this.#space.hasRoom(this.usedBytes, bytes))
        this.#end();
      if (this.#standing.kind === 'ending') this.#space.proveLast(bytes);
      return undefined;
    } catch (error) {
      return this.#stop(whyOf(error) ?? 'failed');
    }
  }

  /**
   * As `admit`, for a batch of the log, which is written into space that is there already, and is looked
   * for in its place before it is told: what was seen a moment ago holds still. What others fill
   * meanwhile comes out of the margin, and LMDB is given nothing without a look of its own.
   */
  glance(bytes: number): Trouble | undefined {
    if (this.#standing.kind === 'stopped') return this.#standing.trouble;
    const now = systemClock.elapsed();
    const isFresh = now < this.#seenAt + diskLimits.look_holds_ms;
    if (isFresh && bytes <= this.#seen_bytes + diskLimits.look_holds_bytes) return undefined;
    const trouble = this.misplaced() ?? this.admit(bytes);
    if (trouble !== undefined || this.#standing.kind !== 'open') return trouble;
    this.#seenAt = now;
    this.#seen_bytes = bytes;
    return undefined;
  }

  /** Before a large write: what `admit` would try is tried off the event loop. Never rejects. */
  prepare(bytes: number): Promise<void> {
    return this.#space.prepare(
      () => this.usedBytes,
      bytes,
      () => this.#standing.kind === 'open',
    );
  }

  /** After a write, before anybody is told of it: why it is not where it will be looked for. */
  misplaced(): Trouble | undefined {
    return this.#isInPlace() ? undefined : this.#stop('moved');
  }

  /** The same of the data alone, for who looks after the file of the log. */
  dataMisplaced(): Trouble | undefined {
    return holdAll(this.#place, this.#lockPlace) ? undefined : this.#stop('moved');
  }

  /** The store met a failing write all the same. */
  failed(): void {
    if (this.#standing.kind !== 'stopped') this.#stop('failed');
  }

  figures(): DiskFigures {
    const used_bytes = this.usedBytes;
    try {
      const { bavail, bsize, ffree } = statfsSync(this.#folder);
      return { free_bytes: bavail * bsize, free_files: ffree, used_bytes };
    } catch {
      return { free_bytes: 0, free_files: 0, used_bytes };
    }
  }

  close(): void {
    this.#cancel?.();
    this.#space.close();
    this.#changed.clear();
  }

  #end(): void {
    const why = this.#space.release() ? 'full' : 'quota';
    this.#change({ kind: 'ending', trouble: troubleOf(this.#folder, why) });
  }

  #stop(why: Why): Trouble {
    // What began as a full disk is one, whatever is met when the last space is used.
    const trouble =
      this.#standing.kind === 'ending' && why === 'quota'
        ? this.#standing.trouble
        : troubleOf(this.#folder, why);
    this.#triedAt = systemClock.elapsed();
    this.#change({ kind: 'stopped', trouble });
    return trouble;
  }

  #change(standing: Standing): void {
    this.#standing = standing;
    this.#seenAt = -Infinity;
    this.#changed.tell(standing);
  }

  #isInPlace(): boolean {
    return holdAll(this.#place, this.#lockPlace, this.#logPlace);
  }

  /** Also while nobody writes. */
  async #look(): Promise<void> {
    switch (this.#standing.kind) {
      case 'open':
        if (!this.#isInPlace()) this.#stop('moved');
        else this.admit(0);
        return;
      case 'ending':
        this.#stop(this.#standing.trouble.why);
        return;
      case 'stopped':
        if (this.#isTrying || systemClock.elapsed() < this.#triedAt + diskLimits.retry_every_ms)
          return;
        this.#isTrying = true;
        try {
          await this.#tryAgain();
        } finally {
          this.#isTrying = false;
          this.#triedAt = systemClock.elapsed();
        }
    }
  }

  async #tryAgain(): Promise<void> {
    try {
      if (!this.#isInPlace() || !(await this.#space.reopen())) return;
    } catch {
      return;
    }
    // Closed meanwhile.
    if (!this.#space.isOpen) return;
    this.#space.forget();
    this.#change({ kind: 'open' });
  }
}

function holdAll(...places: ReadonlyArray<Place | undefined>): boolean {
  try {
    return places.every((place) => place?.holds() ?? true);
  } catch {
    return false;
  }
}
