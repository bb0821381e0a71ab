import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { syncFolder } from './sync-folder.ts';

/** In the data folder, and beside backups. */
export const erasures_file = 'erasures.jsonl';

/** Of one list; a line is about 100 bytes. */
const list_bytes_max = 64 * 1024 * 1024;

const erasureForm = v.looseObject({
  /** Number of the account that was erased. */
  account: v.string(),
  /** When, in ISO form. */
  at: v.pipe(v.string(), v.isoTimestamp()),
});

/** An account that was erased. Nothing in it may tell whose it was. */
export type Erasure = Readonly<v.InferOutput<typeof erasureForm>>;

/** A line: also of which data the account is, since numbers of others may be the same. */
const lineForm = v.looseObject({ ...erasureForm.entries, origin: v.string() });

interface ListPlaces {
  /** The data folder. */
  readonly data: string;
  /** The first epoch of the data (`Storage.origin`). */
  readonly origin: string;
  /** Where a copy is kept beside backups, if there are daily ones. */
  readonly backups: string | undefined;
  /** Called where that copy could not be written: the erasure holds all the same. */
  onFault(error: unknown): void;
}

/**
 * Which accounts were erased, kept beside the data and beside its backups: a backup from before an
 * erasure still holds the person, and whoever restores it erases them again by this list.
 */
export class ErasureList {
  readonly #places: ListPlaces;
  #last: Promise<unknown> = Promise.resolve();

  constructor(places: ListPlaces) {
    this.#places = places;
  }

  /** All of this data, oldest first. Rejects, saying why, where the list cannot be read. */
  async read(): Promise<Erasure[]> {
    const { data, origin } = this.#places;
    return erasuresOf(await linesOf(join(data, erasures_file)), origin);
  }

  /** Adds one. Resolves once it is on the disk of the data folder; the copy beside backups follows. */
  async add(erasure: Erasure): Promise<void> {
    const { data, origin, backups, onFault } = this.#places;
    await this.#inTurn(() => append(data, JSON.stringify({ ...erasure, origin })));
    if (backups !== undefined) void this.copyTo(backups).catch(onFault);
  }

  /** Puts the list into a folder of backups. What is in one that is there already stays in it. */
  copyTo(folder: string): Promise<void> {
    return this.#inTurn(async () => {
      await writeErasures(folder, await linesOf(join(this.#places.data, erasures_file)));
    });
  }

  /** One after the other: two that are rewritten at once would lose lines. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run, run);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

/** Adds lines to the list in a folder, those that it has not yet. It is whole at every moment. */
export async function writeErasures(folder: string, added: readonly string[]): Promise<void> {
  const path = join(folder, erasures_file);
  const before = await linesOf(path);
  const lines = [...new Set([...before, ...added])];
  if (lines.length === before.length) return;
  const made = `${path}.unfinished`;
  await rm(made, { force: true });
  await writeDurably(made, 'wx', `${lines.join('\n')}\n`);
  await rename(made, path);
  await syncFolder(folder);
}

/** The lines of a list, without a last one that a crash cut short; none where there is no list. */
export async function linesOf(path: string): Promise<string[]> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (file === undefined) return [];
  try {
    const { size } = await file.stat();
    if (size > list_bytes_max) throw new Error(`${path} is larger than ${list_bytes_max} bytes.`);
    const lines = (await file.readFile('utf8')).split('\n');
    // Nobody was told of what a crash cut short. Whole, it may be of somebody who wrote by hand.
    if (!isLine(lines.at(-1)!)) lines.pop();
    for (const [i, line] of lines.entries()) {
      if (!isLine(line)) throw new Error(`Line ${i + 1} of ${path} is none of a list of erasures.`);
    }
    return lines;
  } finally {
    await file.close();
  }
}

function isLine(line: string): boolean {
  try {
    return v.is(lineForm, JSON.parse(line));
  } catch {
    return false;
  }
}

/** Those of this data. */
export function linesOfData(lines: readonly string[], origin: string): string[] {
  return lines.filter((line) => v.parse(lineForm, JSON.parse(line)).origin === origin);
}

function erasuresOf(lines: readonly string[], origin: string): Erasure[] {
  return linesOfData(lines, origin).map((line) => {
    const { origin: _, ...erasure } = v.parse(lineForm, JSON.parse(line));
    return erasure;
  });
}

async function append(folder: string, line: string): Promise<void> {
  const path = join(folder, erasures_file);
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  const begun = before?.slice(before.lastIndexOf('\n') + 1) ?? '';
  const isCut = begun !== '' && !isLine(begun);
  const cut_at = isCut ? Buffer.byteLength(before!.slice(0, -begun.length)) : undefined;
  await writeDurably(path, 'a', `${begun === '' || isCut ? '' : '\n'}${line}\n`, cut_at);
  if (before === undefined) await syncFolder(folder);
}

/** `cut_at`: where what is there already is cut before. */
async function writeDurably(
  path: string,
  how: 'a' | 'wx',
  text: string,
  cut_at?: number,
): Promise<void> {
  const file = await open(path, how, 0o600);
  try {
    if (cut_at !== undefined) await file.truncate(cut_at);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
