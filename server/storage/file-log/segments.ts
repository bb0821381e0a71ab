import { randomBytes } from 'node:crypto';
import type { Position } from '../log.ts';
import { holdingClock } from '../../platform/clock.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import { NameTaken, type LogDisk, type LogFile } from './disk.ts';
import { sector_bytes } from './frame.ts';
import type { KnownSegments } from './known-segments.ts';
import type { Recovered } from './recover.ts';
import {
  encodeSegmentHeader,
  numberInName,
  segmentName,
  type Segment,
  type SegmentEnd,
} from './segment.ts';

export interface SegmentsDeps {
  readonly disk: LogDisk;
  readonly epoch: string;
  /** Size of each segment; a whole number of sectors. */
  readonly segment_bytes: number;
  /**
   * Called before anything is written to `next`. Resolves once the next start will know of it, to
   * `false` where another process owns the folder.
   */
  readonly announce: (known: KnownSegments) => Promise<boolean>;
  /** Called with the name of the file that is written next. */
  readonly onBegun: (name: string) => void;
}

/** The segment that is being written. */
interface Current extends Segment {
  readonly file: LogFile;
  readonly id: Buffer;
  /** The offset after the last durable frame. */
  end: number;
}

/** A segment that was not begun. */
interface Prepared extends Segment {
  readonly file: LogFile;
  readonly bytes: number;
}

/** A file that is no longer written. */
interface Old {
  readonly name: string;
  /** The highest position of valid entries in it and in those before it. */
  readonly last: Position;
}

export const moved =
  'the log was removed, moved or replaced: put it back where it was, or start the server anew';

/** No next segment could be made. Nothing was written, and the current segment is unchanged. */
export class NotPrepared extends Error {
  readonly isTaken: boolean;

  constructor(cause: unknown) {
    super(`no segment could be made: ${(cause as Error).message}`, { cause });
    this.isTaken = cause instanceof NameTaken || cause instanceof FolderTaken;
  }
}

class FolderTaken extends Error {
  constructor() {
    super('another server has taken over the data folder');
  }
}

/**
 * The files of a log: the current one, the next, which is made ahead, and those that wait to be
 * removed. One call of `append` or `change` at a time.
 */
export class Segments {
  readonly #deps: SegmentsDeps;
  readonly #old: Old[] = [];
  #current: Current | undefined;
  /** What the next segment is begun after. */
  #behind: SegmentEnd | null;
  #next: Promise<Prepared> | undefined;
  /** Made, but not announced yet. */
  #made: Prepared | undefined;
  #isMadeAhead = false;
  /** The newest begun segment. */
  #begun: number;
  /** The highest number ever tried: a file whose creation failed may exist after all. */
  #number: number;
  #applied: Position = 0;
  #removing: Promise<void> | undefined;

  private constructor(deps: SegmentsDeps, { begun, number, end, names, last }: Recovered) {
    this.#deps = deps;
    this.#begun = begun;
    this.#number = number - 1;
    this.#behind = end;
    for (const name of names) this.#old.push({ name, last });
  }

  /** Begins a segment after what was recovered. Rejects as `change`. */
  static async begin(deps: SegmentsDeps, recovered: Recovered): Promise<Segments> {
    const segments = new Segments(deps, recovered);
    await segments.change(recovered.last, recovered.next);
    return segments;
  }

  /** The random bytes of the current segment. */
  get id(): Buffer {
    return this.#current!.id;
  }

  /** Bytes that still fit in the current segment. */
  get left(): number {
    return this.#deps.segment_bytes - this.#current!.end;
  }

  /** Whether the current file is where the next start looks for it. */
  get isInPlace(): boolean {
    return this.#current!.file.isInPlace();
  }

  get isEmpty(): boolean {
    return this.#current!.end === sector_bytes;
  }

  /** Appends whole sectors, at most `left`. After a rejection `change` must come next. */
  async append(frame: Buffer): Promise<void> {
    const current = this.#current!;
    await current.file.append(frame, current.end);
    current.end += frame.length;
    this.#behind = { id: this.#behind!.id, end: current.end };
    if (current.end <= this.#deps.segment_bytes / 2 || this.#isMadeAhead) return;
    // Tried once: if it fails, the caller that needs the segment tries again and learns why.
    this.#isMadeAhead = true;
    this.#prepare().catch(() => {});
  }

  /**
   * Begins the next segment, behind all that was appended to the current one: that is not written any
   * more, and what it has behind that is void. Rejects with `NotPrepared`; whatever else it rejects
   * with, only another `change` may follow.
   * `last`: of what was appended; `next`: the first position that may be given behind it.
   */
  async change(
    last: Position,
    next: Position,
    segment_bytes = this.#deps.segment_bytes,
  ): Promise<void> {
    const { epoch } = this.#deps;
    // Nothing is begun in another folder that took the place of this one.
    if (this.#current?.file.isInPlace() === false) throw new NotPrepared(new Error(moved));
    const { name, number, file, bytes } = await this.#prepare(segment_bytes);
    this.#next = undefined;
    this.#isMadeAhead = false;
    if (!file.isInPlace()) {
      closeQuietly(file);
      throw new NotPrepared(new Error(`${name} was removed`));
    }
    const id = randomBytes(16);
    const header = encodeSegmentHeader(
      { id, prev: last, first: next },
      { number, bytes, epoch, before: this.#behind },
    );
    const before = this.#current;
    try {
      await file.append(header, 0);
    } catch (error) {
      // The header may be on the disk after all; it is void once another segment is begun.
      this.#old.push({ name, last });
      closeQuietly(file);
      throw error;
    }
    if (before !== undefined) {
      this.#old.push({ name: before.name, last });
      closeQuietly(before.file);
    }
    this.#behind = { id: id.toString('hex'), end: sector_bytes };
    this.#current = { name, number, file, id, end: sector_bytes };
    this.#begun = number;
    this.#deps.onBegun(name);
  }

  /** Empties the log: all of it is in the tables, and nothing more will be appended. */
  async empty(last: Position, next: Position): Promise<void> {
    try {
      // Begins the segment made ahead, or a minimal one, which the next start replaces.
      if (!this.isEmpty) await this.change(last, next, sector_bytes);
      await this.#removing;
      this.applied(last);
    } catch {
      // The next start removes it.
    }
  }

  /**
   * Called when all up to this position is in the tables: removes files with nothing after it,
   * oldest first.
   */
  applied(position: Position): void {
    this.#applied = Math.max(this.#applied, position);
    this.#removing ??= this.#remove().finally(() => (this.#removing = undefined));
  }

  /** Resolves when nothing is under way any more, or after a bounded wait. */
  async close(): Promise<void> {
    closeQuietly(this.#current?.file);
    const made = this.#next?.then(({ file }) => closeQuietly(file)).catch(() => {});
    await within(close_wait_ms, Promise.all([made, this.#removing]));
  }

  #prepare(segment_bytes = this.#deps.segment_bytes): Promise<Prepared> {
    this.#next ??= this.#make(segment_bytes).catch((cause: unknown) => {
      this.#next = undefined;
      throw new NotPrepared(cause);
    });
    return this.#next;
  }

  async #make(bytes: number): Promise<Prepared> {
    // Where only the announcement failed the file is not made again, which would fill a full disk.
    const made = (this.#made ??= await this.#create(bytes));
    const isOurs = await this.#deps.announce({ begun: this.#begun, next: made.number });
    if (!isOurs) throw new FolderTaken();
    this.#made = undefined;
    return made;
  }

  async #create(bytes: number): Promise<Prepared> {
    const { disk } = this.#deps;
    this.#number += 1;
    const number = this.#number;
    const name = segmentName(number);
    await disk.create(name, bytes);
    return { name, number, bytes, file: await disk.open(name) };
  }

  async #remove(): Promise<void> {
    while (this.#old.length > 0 && this.#old[0]!.last <= this.#applied) {
      // A segment that could not be begun stays the last announced one until another is begun.
      if (numberInName(this.#old[0]!.name)! >= this.#begun) return;
      try {
        await this.#deps.disk.remove(this.#old[0]!.name);
      } catch {
        // It is tried again the next time.
        return;
      }
      this.#old.shift();
    }
  }
}

/** How long closing waits for files that are made or removed. */
const close_wait_ms = 1_000;

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let cancel: Cancel = () => {};
  const late = new Promise<void>((resolve) => (cancel = holdingClock.after(ms, resolve)));
  await Promise.race([work, late]);
  cancel();
}

function closeQuietly(file: LogFile | undefined): void {
  file?.close().catch(() => {});
}
