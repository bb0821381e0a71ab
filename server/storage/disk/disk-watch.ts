import { existsSync, statfsSync } from 'node:fs';
import { Listeners } from '../../../actors/runtime/listeners.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import { diskLimits } from './disk-limits.ts';
import { GuardedFile } from './guarded-file.ts';
import { DiskSpace } from './space.ts';
import { troubleOf, whyOf, type DiskState, type DiskTrouble, type DiskFault } from './state.ts';

export interface DiskFigures {
  readonly free_bytes: number;
  readonly free_files: number;
  /** Of the data file. */
  readonly used_bytes: number;
}

/**
 * Checks the disk before each write, so that LMDB never has a failing one: lmdb 3.5.6 writes beyond
 * the end of its own memory when a page cannot be written, which ends the process. After a first
 * sign of failure nothing is written until a file of our own could be.
 */
export class DiskWatch {
  readonly #folder: string;
  readonly #space: DiskSpace;
  #state: DiskState = { kind: 'open' };
  #dataFile: GuardedFile | undefined;
  /** LMDB uses it to keep a second process from writing. */
  #lockFile: GuardedFile | undefined;
  /** The segment that the log is written to now. */
  #logFile: GuardedFile | undefined;
  /** The last check of `glance`: when it was, and how many bytes it found space for. */
  #seenAt = -Infinity;
  #seen_bytes = 0;
  #cancel: Cancel | undefined;
  #isTrying = false;
  #triedAt = 0;
  readonly #changed = new Listeners<[state: DiskState]>();

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

  get state(): DiskState {
    return this.#state;
  }

  /** Why nothing new is accepted. */
  get trouble(): DiskTrouble | undefined {
    return this.#state.kind === 'open' ? undefined : this.#state.trouble;
  }

  /** Size of the data file at the last check. */
  get usedBytes(): number {
    return this.#dataFile?.bytes ?? 0;
  }

  /** Adds a listener, called after the state changed. */
  onChanged(listener: (state: DiskState) => void): void {
    this.#changed.add(listener);
  }

  /** Calls once the folder can be written again. */
  onceOpen(listener: () => void): void {
    const remove = this.#changed.add(({ kind }) => {
      if (kind !== 'open') return;
      remove();
      listener();
    });
  }

  /** From now on these files must stay in place; the second one only if it exists. */
  guard(dataFile: string, lockFile: string): void {
    this.#dataFile = new GuardedFile(dataFile);
    this.#lockFile = existsSync(lockFile) ? new GuardedFile(lockFile) : undefined;
    this.#space.forget();
  }

  /** The same for the segment that is written from now on; the one before may be removed. */
  guardLog(path: string): void {
    this.#logFile = new GuardedFile(path);
  }

  /** Checks before a write of at most so many bytes. Returns why it must not be tried. */
  admit(bytes: number): DiskTrouble | undefined {
    if (this.#state.kind === 'stopped') return this.#state.trouble;
    if (this.#lockFile?.holds() === false) return this.#stop('moved');
    try {
      this.#space.touch();
      if (this.#state.kind === 'open' && !this.#space.hasRoom(this.usedBytes, bytes)) this.#end();
      if (this.#state.kind === 'ending') this.#space.proveLast(bytes);
      return undefined;
    } catch (error) {
      return this.#stop(whyOf(error) ?? 'failed');
    }
  }

  /**
   * As `admit`, for a batch of the log. That is written into space that exists already, and its
   * file is checked again before anybody is told, so a recent check still holds. What others write
   * meanwhile comes out of the margin. LMDB always has a check of its own.
   */
  glance(bytes: number): DiskTrouble | undefined {
    if (this.#state.kind === 'stopped') return this.#state.trouble;
    const now = systemClock.elapsed();
    const isFresh = now < this.#seenAt + diskLimits.look_holds_ms;
    if (isFresh && bytes <= this.#seen_bytes + diskLimits.look_holds_bytes) return undefined;
    const trouble = this.misplaced() ?? this.admit(bytes);
    if (trouble !== undefined || this.#state.kind !== 'open') return trouble;
    this.#seenAt = now;
    this.#seen_bytes = bytes;
    return undefined;
  }

  /** Before a large write: tries off the event loop what `admit` would try. Never rejects. */
  prepare(bytes: number): Promise<void> {
    return this.#space.prepare(
      () => this.usedBytes,
      bytes,
      () => this.#state.kind === 'open',
    );
  }

  /**
   * Checks after a write, before anybody is told of it. Returns why it is not where the next start
   * looks for it.
   */
  misplaced(): DiskTrouble | undefined {
    return this.#isInPlace() ? undefined : this.#stop('moved');
  }

  /** The same for the data file alone, for the caller that checks the segment itself. */
  dataMisplaced(): DiskTrouble | undefined {
    return holdAll(this.#dataFile, this.#lockFile) ? undefined : this.#stop('moved');
  }

  /** LMDB had a failing write all the same. */
  failed(): void {
    if (this.#state.kind !== 'stopped') this.#stop('failed');
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

  #stop(why: DiskFault): DiskTrouble {
    // A full disk is reported as such, whatever fails when the last space is used.
    const trouble =
      this.#state.kind === 'ending' && why === 'quota'
        ? this.#state.trouble
        : troubleOf(this.#folder, why);
    this.#triedAt = systemClock.elapsed();
    this.#change({ kind: 'stopped', trouble });
    return trouble;
  }

  #change(state: DiskState): void {
    this.#state = state;
    this.#seenAt = -Infinity;
    this.#changed.tell(state);
  }

  #isInPlace(): boolean {
    return holdAll(this.#dataFile, this.#lockFile, this.#logFile);
  }

  /** Runs regularly, also while nobody writes. */
  async #look(): Promise<void> {
    switch (this.#state.kind) {
      case 'open':
        if (!this.#isInPlace()) this.#stop('moved');
        else this.admit(0);
        return;
      case 'ending':
        this.#stop(this.#state.trouble.why);
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
    } catch (error) {
      this.#explain(error);
      return;
    }
    // Closed meanwhile.
    if (!this.#space.isOpen) return;
    this.#space.forget();
    this.#change({ kind: 'open' });
  }

  /** LMDB does not tell why a write of its own failed; a file of our own that fails does. */
  #explain(error: unknown): void {
    const why = whyOf(error);
    if (this.#state.kind !== 'stopped' || this.#state.trouble.why !== 'failed') return;
    if (why !== undefined && why !== 'failed') this.#stop(why);
  }
}

function holdAll(...files: ReadonlyArray<GuardedFile | undefined>): boolean {
  try {
    return files.every((file) => file?.holds() ?? true);
  } catch {
    return false;
  }
}
