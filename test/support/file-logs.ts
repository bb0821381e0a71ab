import { nanoid } from 'nanoid';
import type { LogDisk } from '../../server/storage/file-log/disk.ts';
import { FileLog, type FileLogDeps } from '../../server/storage/file-log/file-log.ts';
import { any_segment, type KnownSegments } from '../../server/storage/file-log/known-segments.ts';
import { recover, type Recovered } from '../../server/storage/file-log/recover.ts';
import type { Appended, LogEntry, Position } from '../../server/storage/log.ts';

/** Long enough that no test meets it by being slow. */
const long_ms = 60_000;

/** What the log recovers above a position; fails with its sentence where that cannot be. */
export async function recovered(
  disk: LogDisk,
  epoch: string,
  after: Position,
  known: KnownSegments | undefined = after === 0 ? undefined : any_segment,
): Promise<Recovered> {
  const recovery = await recover({ disk, epoch, after, known });
  if (!recovery.ok) throw new Error(recovery.sentence);
  return recovery.recovered;
}

/** Why the log cannot be recovered. */
export async function recoveryFault(
  disk: LogDisk,
  epoch: string,
  after: Position,
  known: KnownSegments = any_segment,
): Promise<string> {
  const recovery = await recover({ disk, epoch, after, known });
  return recovery.ok ? `recovered up to ${recovery.recovered.last}` : recovery.sentence;
}

/** A log over what was recovered; fails with its sentence where it cannot begin. */
export async function begun(
  deps: Pick<FileLogDeps, 'disk' | 'epoch' | 'recovered' | 'lastOf'> & Partial<FileLogDeps>,
): Promise<FileLog> {
  const opened = await FileLog.begin({
    commit_wait_ms: long_ms,
    lost_after_ms: long_ms,
    announce: async () => true,
    isOwner: () => true,
    fault: () => undefined,
    refusal: () => undefined,
    isAway: () => false,
    onSegment: () => {},
    mayTake: () => true,
    onLost: () => {},
    ...deps,
  });
  if (!opened.ok) throw new Error(opened.sentence);
  return opened.log;
}

/** A log that serves, over tables that start where they are. */
export interface Served {
  readonly log: FileLog;
  readonly tables: EntryTables;
  /** What `onLost` was told. */
  readonly lost: string[];
  /** On no condition. */
  post(subject: string, text: string): Promise<Appended>;
}

export async function serve(
  disk: LogDisk,
  epoch: string,
  deps: Partial<FileLogDeps> = {},
  tables = new EntryTables(),
): Promise<Served> {
  const found = await recovered(disk, epoch, tables.position);
  for (const entry of found.entries) tables.apply(entry);
  const lost: string[] = [];
  const log = await begun({
    disk,
    epoch,
    recovered: found,
    lastOf: tables.lastOf,
    segment_bytes: 16_384,
    batch_bytes_max: 8_192,
    onLost: (sentence) => lost.push(sentence),
    ...deps,
  });
  log.follow(found.last, (entry) => tables.apply(entry));
  const post = (subject: string, text: string) => log.append({ subject, bytes: Buffer.from(text) });
  return { log, tables, lost, post };
}

export function textsOf(entries: readonly LogEntry[]): string[] {
  return entries.map(({ bytes }) => Buffer.from(bytes).toString());
}

/** A log on an empty disk, for tables that follow it. */
export function firstLog(disk: LogDisk, lastOf: (subject: string) => Position): Promise<FileLog> {
  const epoch = nanoid();
  return recovered(disk, epoch, 0).then((nothing) =>
    begun({ disk, epoch, recovered: nothing, lastOf }),
  );
}

/**
 * The simplest that may stand behind a log: every entry, and the last of each subject. It remembers
 * up to where it is on a disk of its own, which is not that of the log.
 */
export class EntryTables {
  readonly entries: LogEntry[] = [];
  readonly #lasts = new Map<string, Position>();
  readonly lastOf = (subject: string): Position => this.#lasts.get(subject) ?? 0;

  get position(): Position {
    return this.entries.at(-1)?.position ?? 0;
  }

  apply({ position, subject, bytes }: LogEntry): void {
    this.entries.push({ position, subject, bytes: Buffer.from(bytes) });
    this.#lasts.set(subject, position);
  }

  /** What is left of them if they were flushed up to there. */
  upTo(position: Position): EntryTables {
    const kept = new EntryTables();
    for (const entry of this.entries) if (entry.position <= position) kept.apply(entry);
    return kept;
  }
}
