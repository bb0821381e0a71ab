import { createRequire } from 'node:module';
import type * as PinoPretty from 'pino-pretty';

/** Characters that move a cursor, end a line or turn the direction of what follows. */
const hidden = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** In JSON the others are escaped already. */
const hiddenInJson = /[\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line for a machine: one JSON object, without a character that a terminal would act on. */
export function jsonLine(line: string): string {
  return line.replaceAll(hiddenInJson, escaped);
}

let pretty: ReturnType<typeof PinoPretty.prettyFactory> | undefined;

/** Loaded for the first line at a terminal: a server that no terminal watches starts without it. */
function atTerminal(entry: Record<string, unknown>): string {
  pretty ??= (createRequire(import.meta.url)('pino-pretty') as typeof PinoPretty).prettyFactory({
    colorize: true,
  });
  return pretty(entry);
}

/** The same for people at a terminal. Only stacks and tracebacks take more than a line. */
export function terminalLine(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>;
  return atTerminal(shown(entry, '') as Record<string, unknown>);
}

function shown(value: unknown, name: string): unknown {
  if (typeof value === 'string') {
    const isLong = name === 'stack' || name === 'traceback';
    return isLong ? value.split('\n').map(oneLine).join('\n') : oneLine(value);
  }
  if (Array.isArray(value)) return value.map((item) => shown(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [oneLine(key), shown(item, key)]),
  );
}

function oneLine(text: string): string {
  return text.replaceAll(hidden, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
