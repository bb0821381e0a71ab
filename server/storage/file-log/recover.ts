import type { LogEntry, Position } from '../log.ts';
import { failed, type Failed } from '../../platform/failed.ts';
import type { LogDisk } from './disk.ts';
import { entriesIn } from './frame.ts';
import type { KnownSegments } from './known-segments.ts';
import {
  numberInName,
  scanSegment,
  segmentIn,
  segmentName,
  type Begun,
  type Scan,
  type Segment,
  type SegmentEnd,
} from './segment.ts';

export interface RecoverDeps {
  readonly disk: LogDisk;
  /** The epoch of the data folder. */
  readonly epoch: string;
  /** The position up to which the tables have applied all. */
  readonly after: Position;
  /** Undefined in a folder whose log was never in files: then no segment is required. */
  readonly known: KnownSegments | undefined;
  /** Whether files can be written; if not, what was read may not be durable. Default: true. */
  readonly mayWrite?: boolean;
}

/** What a log continues from. */
export interface Recovered {
  /** All entries after `after`, in order. */
  readonly entries: readonly LogEntry[];
  /** The position of the last valid entry. */
  readonly last: Position;
  /** The first position that was never given to an entry. */
  readonly next: Position;
  /** The segment and offset where that entry ends; null where there is no segment. */
  readonly end: SegmentEnd | null;
  /** All files that were found. They are removed once their entries are applied. */
  readonly names: readonly string[];
  /** The newest segment that a later start may ask for; 0 where there is none. */
  readonly begun: number;
  /** The number of the next segment. */
  readonly number: number;
  /** Harmless damage, in sentences. */
  readonly warnings: readonly string[];
}

export type Recovery =
  | { readonly ok: true; readonly recovered: Recovered }
  /** For the operator: which segment, where in it, what is wrong and what to do. */
  | Failed;

interface Read extends Segment, Begun {
  readonly file: Buffer;
}

interface Scanned extends Read {
  readonly scan: Scan;
}

/**
 * Reads the entries of the log after a position. It goes back from the newest segment; each names
 * the segment and offset after which it was begun. What is not on that path was never acknowledged,
 * even where it is intact. A torn frame at the very end is void for the same reason. A fault
 * anywhere else ends the start, since acknowledged entries may be missing, unless the tables have
 * all of that batch.
 *
 * The result may be applied: it is durable.
 */
export async function recover(deps: RecoverDeps): Promise<Recovery> {
  try {
    const recovered = await readLog(deps);
    return { ok: true, recovered };
  } catch (error) {
    if (error instanceof Fault) return failed(error.message);
    const why = error instanceof Error ? error.message : String(error);
    return failed(`The log cannot be read: ${why}.`);
  }
}

async function readLog(deps: RecoverDeps): Promise<Recovered> {
  const { disk, after, known } = deps;
  const names = (await disk.list()).filter((name) => numberInName(name) !== undefined);
  const numbers = names.map((name) => numberInName(name)!);
  const number = Math.max(0, ...numbers) + 1;
  const segments = names
    .flatMap((name, i) =>
      segmentName(numbers[i]!) === name ? [{ name, number: numbers[i]! }] : [],
    )
    .toSorted((a, b) => b.number - a.number);
  const { newest, made } = await newestOf(segments, deps);
  const begun = newest?.number ?? 0;
  // The header of the newest segment may be in the memory of the system only, and gone after a
  // power cut. But all its entries are in the tables before another segment is announced, so
  // nothing is required that might be missing.
  const surelyBegun = Math.min(begun, known?.begun ?? begun);
  if (known !== undefined) {
    const isNextThere = begun >= known.next || made.has(known.next);
    if (begun === 0 && !isNextThere) throw missing(after);
    if (!isNextThere) throw lost(known.next);
    if (begun < known.begun) throw lost(known.begun);
  }
  if (newest === undefined) {
    return {
      entries: [],
      last: after,
      next: after + 1,
      end: null,
      names,
      begun: surelyBegun,
      number,
      warnings: [],
    };
  }
  const path = await pathBack(newest, segments, deps);
  const { scan, id } = path[0]!;
  if (deps.mayWrite !== false) await makeCertain(disk, path[0]!, after);
  const entries = path
    .toReversed()
    .flatMap((segment) => segment.scan.frames)
    .filter(({ header }) => header.first + header.count - 1 > after)
    .flatMap(({ header, body }) => (body === undefined ? [] : entriesIn(body, header)))
    .filter(({ position }) => position > after);
  const end = { id: id.toString('hex'), end: scan.end };
  const warnings = path.flatMap(warningsOf);
  return {
    entries,
    last: scan.last,
    next: scan.next,
    end,
    names,
    begun: surelyBegun,
    number,
    warnings,
  };
}

interface Newest {
  /** The begun segment with the highest number. */
  readonly newest: Read | undefined;
  /**
   * Higher numbers, of segments that were made and not begun. A file without length was not made.
   */
  readonly made: ReadonlySet<number>;
}

async function newestOf(
  segments: readonly Segment[],
  { disk, epoch }: RecoverDeps,
): Promise<Newest> {
  const made = new Set<number>();
  for (const { name, number } of segments) {
    const file = await disk.read(name);
    const begun = segmentIn(file);
    if (begun === 'unused') {
      if (file.length > 0) made.add(number);
      continue;
    }
    if (begun === 'invalid') {
      throw new Fault(name, 0, 'it begins with neither zeros nor the header of a segment', restore);
    }
    const read = { name, number, file, ...begun };
    check(read, epoch);
    return { newest: read, made };
  }
  return { newest: undefined, made };
}

function check({ name, number, header, file }: Read, epoch: string): void {
  if (header.epoch !== epoch) {
    throw new Fault(name, 0, 'it belongs to another data folder, or to a copy', separate);
  }
  if (header.number !== number) {
    throw new Fault(name, 0, `it is segment ${header.number} under another name`, restore);
  }
  if (file.length !== header.bytes) {
    const what = `the file has ${file.length} of ${header.bytes} bytes`;
    throw new Fault(name, Math.min(file.length, header.bytes), what, restore);
  }
}

/** The newest segment and those before it, back to the position of the tables. */
async function pathBack(
  newest: Read,
  segments: readonly Segment[],
  { disk, epoch, after }: RecoverDeps,
): Promise<readonly Scanned[]> {
  const path: Scanned[] = [];
  let read = newest;
  /** Where an older segment ends, according to the one begun after it. */
  let known: { readonly end: number; readonly last: Position } | undefined;
  for (;;) {
    const scan = scanSegment(read.file, read, after, known?.end);
    const isWhole = known === undefined || (scan.end === known.end && scan.last === known.last);
    if (!isWhole || scan.rest === 'damaged') {
      throw new Fault(
        read.name,
        scan.end,
        'a batch is damaged, and the log went on behind it',
        restore,
      );
    }
    if (path.length === 0 && scan.last < after) {
      const what = `the log ends at position ${scan.last}, but data.mdb has what came up to ${after}`;
      throw new Fault(read.name, scan.end, what, separate);
    }
    path.push({ ...read, scan });
    const { prev } = read.frame;
    if (prev <= after) {
      const isThere = prev === after || scan.frames.some(({ header }) => holds(header, after));
      if (isThere) return path;
      throw new Fault(read.name, 0, `position ${after} of data.mdb is not in the log`, separate);
    }
    const { before } = read.header;
    const older = before && (await segmentWith(before.id, read.number, segments, disk));
    if (!older) {
      throw new Fault(
        read.name,
        0,
        `the segment that ends at position ${prev} is missing`,
        restore,
      );
    }
    check(older, epoch);
    read = older;
    known = { end: before.end, last: prev };
  }
}

function warningsOf({ name, scan }: Scanned): string[] {
  return scan.frames.flatMap(({ at, body }) => {
    if (body !== undefined) return [];
    return `A batch of the log is damaged, in ${name} at byte ${at}. All that was in it is in data.mdb, so nothing is lost, but the disk may be failing.`;
  });
}

function holds({ first, count }: { first: Position; count: number }, position: Position): boolean {
  return first <= position && position < first + count;
}

async function segmentWith(
  id: string,
  below: number,
  segments: readonly Segment[],
  disk: LogDisk,
): Promise<Read | undefined> {
  for (const { name, number } of segments) {
    if (number >= below) continue;
    const file = await disk.read(name);
    const begun = segmentIn(file);
    if (typeof begun === 'object' && begun.id.toString('hex') === id) {
      return { name, number, file, ...begun };
    }
  }
  return undefined;
}

/**
 * The last batch may be in the memory of the system only: its server was killed before the flush,
 * or the flush failed and no later one covers it. If it were applied and then lost, the log would
 * end before the tables. So the same bytes are written again, and flushed.
 */
async function makeCertain(
  disk: LogDisk,
  { name, file, scan }: Scanned,
  after: Position,
): Promise<void> {
  const last = scan.frames.at(-1);
  if (last === undefined || scan.last <= after) return;
  const opened = await disk.open(name);
  try {
    await opened.append(file.subarray(last.at, scan.end), last.at);
  } finally {
    await opened.close();
  }
}

const restore = 'put a backup of the whole data folder in its place';
const separate = 'put data.mdb and the log of one backup in its place, which belong together';

class Fault extends Error {
  constructor(name: string, at: number, what: string, todo: string) {
    super(`The log cannot be read in ${name} at byte ${at}: ${what}. To go on, ${todo}.`);
  }
}

function lost(number: number): Error {
  const name = segmentName(number);
  return new Error(
    `${name} is not there or holds nothing, and what was acknowledged may be in it: put it back, or ${restore}`,
  );
}

function missing(after: Position): Error {
  return new Error(
    `there is no segment of it, but there was, and data.mdb has what came up to position ${after}: ${restore}`,
  );
}
