import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';

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
 * an event, or words on a terminal. It writes at once, so that the last words before an exit are
 * there.
 */
export function createLog(level: string): Log {
  return logTo(level, process.stderr.isTTY ? pretty({ destination: 2, sync: true }) : onStderr());
}

/** The same log, to a destination of the caller's. */
export function logTo(level: string, destination: { write(line: string): void }): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: secret_names.flatMap((name) => [name, `*.${name}`]),
      censor: '[kept out]',
    },
  };
  return pino(options, destination);
}

function onStderr(): { write(line: string): void } {
  return pino.destination({ dest: 2, sync: true });
}
