import { pino, type Logger } from 'pino';
import { systemClock } from './clock.ts';
import type { Figure } from './figure.ts';
import { jsonLine, terminalLine } from './log-line.ts';
import { LogOutput } from './log-output.ts';

export type Log = Logger;

/** Names under which something secret or written by a user might come, one level deep too. */
const secret_names = [
  'authorization',
  'body',
  'cookie',
  'key',
  'link',
  'password',
  'passwordHash',
  'secret',
  'subject',
  'text',
  'token',
];

/**
 * The log, on standard error: standard output is for the few lines that others read. One JSON line
 * an event, or words on a terminal. The last words before an exit are written before it.
 */
export function createLog(level: string): Log {
  return logTo(level, { write: (line) => standardError().write(lineOf(line)) });
}

/** Lines that nobody read in time, since the start of the process. */
export function logLinesDropped(): number {
  return output?.dropped ?? 0;
}

export function logFigure(): Figure {
  return {
    name: 'shardbell_log_lines_dropped_total',
    help: 'Lines of the log that were dropped because nobody read it.',
    kind: 'counter',
    labels: {},
    value: logLinesDropped(),
  };
}

/** One for the process, as there is one standard error. */
let output: LogOutput | undefined;

function standardError(): LogOutput {
  if (output === undefined) {
    output = new LogOutput(2, process.stderr.isTTY, (lines) => lineOf(lineOfGap(lines)));
    process.on('exit', () => output?.flushSync());
  }
  return output;
}

function lineOf(line: string): string {
  return process.stderr.isTTY ? terminalLine(line) : jsonLine(line);
}

function lineOfGap(lines: number): string {
  let line = '';
  const log = logTo('warn', { write: (written) => void (line = written) });
  log.warn({ lines }, 'log lines were dropped before this one: nobody read them');
  return line;
}

/** The same log, to a destination of the caller's. */
export function logTo(level: string, destination: { write(line: string): void }): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date(systemClock.now()).toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: secret_names.flatMap((name) => [name, `*.${name}`]),
      censor: '[kept out]',
    },
  };
  return pino(options, destination);
}
