import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { azerothCoreTicket } from '../converters/azerothcore.ts';
import type { Converted, Line } from '../converters/converter.ts';
import { discordTicket, discordTicketsTags, namesIn } from '../converters/discord-tickets.ts';
import { modernUoReply } from '../converters/modernuo.ts';
import { moongateTicket, moongateTickets } from '../converters/moongate.ts';
import { importLimits } from '../import-limits.ts';
import { linesOf, unreadable } from './lines.ts';
import { rowsOf } from './table-rows.ts';

type OnBytes = (bytes: number) => void;

interface Source {
  /** The file that is read, for what an operator names. */
  file(path: string): string;
  read(path: string, onBytes: OnBytes): AsyncGenerator<Converted>;
}

const itself = (path: string): string => path;

/** Every form that can be imported, by its name. */
export const sources = {
  json: {
    file: itself,
    read: (path, onBytes) => jsonLines(path, onBytes, (value) => value as Line),
  },
  azerothcore: {
    file: itself,
    async *read(path, onBytes) {
      for await (const read of rowsOf(path, onBytes)) {
        yield 'why' in read ? read : named(read.at, azerothCoreTicket(read.row));
      }
    },
  },
  moongate: { file: itself, read: moongateFile },
  'discord-tickets': {
    file: (path) => (isFolder(path) ? join(path, 'tickets.jsonl') : path),
    async *read(path, onBytes) {
      const settings = settingsBeside(path);
      const names = namesIn(settings);
      for (const [i, value] of discordTicketsTags(settings).entries()) {
        yield { at: `tag ${i + 1} of settings.json`, value };
      }
      yield* jsonLines(path, onBytes, (value) => discordTicket(value, names));
    },
  },
  modernuo: {
    file: itself,
    async *read(path, onBytes) {
      for await (const { number, text } of linesOf(path, onBytes)) {
        const at = `line ${number}`;
        if (text === undefined) yield { at, why: unreadable };
        const reply = text === undefined ? undefined : modernUoReply(text);
        if (reply !== undefined) yield named(at, reply);
      }
    },
  },
} as const satisfies Record<string, Source>;
export type SourceName = keyof typeof sources;

export function isSource(name: string): name is SourceName {
  return Object.hasOwn(sources, name);
}

function named(at: string, converted: Line | { readonly why: string }): Converted {
  return isWrong(converted) ? { at, why: converted.why } : { at, value: converted };
}

function isWrong(converted: Line | { readonly why: string }): converted is { why: string } {
  return !('type' in converted) && typeof converted['why'] === 'string';
}

/** A JSON value in each line; blank ones say nothing. */
async function* jsonLines(
  path: string,
  onBytes: OnBytes,
  convert: (value: unknown) => Line | { readonly why: string },
): AsyncGenerator<Converted> {
  for await (const { number, text } of linesOf(path, onBytes)) {
    const at = `line ${number}`;
    if (text === undefined) yield { at, why: unreadable };
    else if (text.trim() !== '') {
      const value = parsed(text);
      if (value === undefined) yield { at, why: 'it is no JSON' };
      else yield named(at, convert(value));
    }
  }
}

/** One JSON text, or one in each line. */
async function* moongateFile(path: string, onBytes: OnBytes): AsyncGenerator<Converted> {
  const { size } = statSync(path);
  const whole = size > importLimits.json_bytes_max ? undefined : parsed(readFileSync(path, 'utf8'));
  let count = 0;
  const items = function* (value: unknown): Generator<Converted> {
    for (const item of moongateTickets(value)) {
      count += 1;
      yield named(`ticket ${count}`, moongateTicket(item));
    }
  };
  if (whole !== undefined) {
    onBytes(size);
    return yield* items(whole);
  }
  for await (const { number, text } of linesOf(path, onBytes)) {
    if (text?.trim() === '') continue;
    const value = text === undefined ? undefined : parsed(text);
    if (value === undefined) yield { at: `line ${number}`, why: 'it is no JSON' };
    else yield* items(value);
  }
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function settingsBeside(path: string): unknown {
  const file = join(dirname(path), 'settings.json');
  return existsSync(file) ? parsed(readFileSync(file, 'utf8')) : undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
