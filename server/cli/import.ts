import { statSync } from 'node:fs';
import { loadSettings } from '../config/load.ts';
import { completed, type ImportOptions } from '../import/completed.ts';
import { isSource, sources, type SourceName } from '../import/files/sources.ts';
import { parseLine } from '../import/form.ts';
import { importLimits } from '../import/import-limits.ts';
import type { Named, NamedLine } from '../import/importer.ts';
import { systemClock } from '../platform/clock.ts';
import { BackupProgress } from './backup-progress.ts';
import { ImportServer } from './import-server.ts';
import { ImportTally } from './import-tally.ts';
import { NamedLines } from './named-lines.ts';

export interface ImportCommand {
  readonly file: string;
  readonly from: string;
  readonly options: ImportOptions;
  readonly isDry: boolean;
  readonly skipsBad: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** What was typed, as `commands.ts` has it. */
export function importCommand(file: string, values: Values): ImportCommand {
  const word = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const from = word('from') ?? 'json';
  return {
    file,
    from,
    options: {
      source: word('source') ?? (from === 'json' ? 'import' : from),
      shard: word('shard'),
      category: word('category'),
      categories: pairsOf(values['map-category']),
      staff: pairsOf(values['staff']),
    },
    isDry: values['dry-run'] === true,
    skipsBad: values['skip-bad'] === true,
  };
}

/** `THERE=HERE`, as often as it was typed. */
function pairsOf(typed: unknown): ReadonlyMap<string, string> {
  const pairs = (Array.isArray(typed) ? typed : []) as readonly string[];
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
}

/**
 * Imports a file: first all of it is looked at, so that nothing is half done for a line that does not
 * fit; then it is written. Returns the exit code.
 */
export async function importFile(command: ImportCommand): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return refused(loaded.sentence);
  const { from } = command;
  if (!isSource(from)) {
    return refused(`--from is ${from}, but must be one of ${Object.keys(sources).join(', ')}.`);
  }
  const path = sources[from].file(command.file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return refused(`There is no file ${path}.`);
  const server = new ImportServer(loaded.settings.data);
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  const run: Run = { command, from, path, size: stat.size, server, signal: interrupted.signal };
  try {
    return await inTwoPasses(run);
  } catch (error) {
    return refused(`${path} cannot be read: ${(error as Error).message}.`);
  } finally {
    await server.close();
  }
}

interface Run {
  readonly command: ImportCommand;
  readonly from: SourceName;
  readonly path: string;
  readonly size: number;
  readonly server: ImportServer;
  readonly signal: AbortSignal;
}

async function inTwoPasses(run: Run): Promise<number> {
  const { isDry, skipsBad } = run.command;
  const named = new NamedLines((line) => console.error(line));
  const looked = await pass(run, true, (line) => named.tell(line));
  named.end();
  if (looked.end !== undefined) return refused(looked.end);
  const wrong = looked.tally.bad;
  if (isDry) print(looked.tally.lines('would be '));
  if (wrong > 0 && !skipsBad) {
    return refused(
      `${wrong} of ${looked.tally.all} lines cannot be imported, and nothing was: mend them, or leave them out by --skip-bad.`,
    );
  }
  if (isDry) return 0;
  const began = systemClock.elapsed();
  // What was named before is known.
  const written = await pass(run, false, wrong > 0 ? () => {} : (line) => named.tell(line));
  named.end();
  print(written.tally.lines(''));
  if (written.end !== undefined) return refused(written.end);
  const seconds = (systemClock.elapsed() - began) / 1_000;
  console.error(`Done in ${seconds.toFixed(1)} s.`);
  return written.tally.bad > wrong ? 1 : 0;
}

interface Passed {
  readonly tally: ImportTally;
  /** Why it ended before the end of the file, if it did. */
  readonly end?: string;
}

/** Reads the file once. `say`: called with every line that is not imported. */
async function pass(run: Run, dry: boolean, say: (named: Named) => void): Promise<Passed> {
  const { command, from, path, size, server, signal } = run;
  const tally = new ImportTally();
  const progress = new BackupProgress(process.stderr, systemClock);
  const told = (named: Named): void => {
    progress.end();
    say(named);
  };
  const seen = new Set<string>();
  let lines: NamedLine[] = [];
  let chars = 0;
  let read = 0;
  const send = async (): Promise<string | undefined> => {
    const asked = lines;
    lines = [];
    chars = 0;
    const answer = await server.ask({ dry, lines: asked });
    if (!answer.ok) return answer.sentence;
    for (const named of answer.counts.bad) told(named);
    for (const named of answer.counts.left) told(named);
    tally.add(answer.counts);
    // What was read has been taken, too.
    progress.tell({ bytes: read, of: size });
    return undefined;
  };
  const records = sources[from].read(path, (bytes) => (read = bytes));
  for await (const converted of records) {
    if (signal.aborted) {
      progress.end();
      return { tally, end: 'It was interrupted: run the same command again to go on.' };
    }
    const { at } = converted;
    tally.all += 1;
    const parsed =
      'why' in converted
        ? { ok: false as const, why: converted.why }
        : parseLine(converted.value, systemClock.now());
    const value = parsed.ok ? completed(parsed.value, command.options) : undefined;
    const id = value?.type === 'ticket' ? `${value.source}\0${value.id}` : undefined;
    const isAgain = id !== undefined && seen.has(id);
    if (!parsed.ok || isAgain) {
      tally.bad += 1;
      told({ at, why: parsed.ok ? 'id: a line before it has the same' : parsed.why });
      continue;
    }
    if (id !== undefined) seen.add(id);
    lines.push({ at, value });
    chars += charsOf(value!);
    const { request_lines_max, request_bytes_max } = importLimits;
    if (lines.length < request_lines_max && chars < request_bytes_max) continue;
    const end = await send();
    if (end !== undefined) return { tally, end };
  }
  const end = lines.length > 0 ? await send() : undefined;
  progress.end();
  return end === undefined ? { tally } : { tally, end };
}

function charsOf(value: ReturnType<typeof completed>): number {
  if (value.type === 'canned') return value.text.length;
  return value.messages.reduce((sum, { text }) => sum + text.length, 0);
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
