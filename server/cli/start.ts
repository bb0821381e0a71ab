import { loadSettings } from '../config/load.ts';
import { unknownVariables } from '../config/unknown-variables.ts';
import { endThoughItHangs } from '../platform/end-process.ts';
import { createLog, type Log } from '../platform/log.ts';
import { startServer } from '../server.ts';
import { systemClock } from '../platform/clock.ts';

/** Bound from a refusal to the exit. */
const refused_wait_ms = 1_000;
/** Bound from the signal to the exit. */
const stop_wait_ms = 10_000;

/** Runs the server until it is told to stop. Returns the exit code. */
export async function start(): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return refused(loaded.sentence);
  const { settings } = loaded;
  const log = createLog(settings.logLevel);
  endOnFaults(log);
  for (const sentence of unknownVariables(process.env)) log.warn(sentence);
  const started = await startServer({ settings, log });
  if (!started.ok) return refused(started.sentence);
  const { server } = started;
  // Installed before anybody is told that it runs, and may stop it.
  const stopped = untilStopped(() => server.stop(), log);
  console.log(`Shardbell listens on ${server.address}`);
  if (server.bootstrapLink !== undefined) {
    console.log(`The first administrator signs in within 10 minutes at ${server.bootstrapLink}`);
  }
  return stopped;
}

function refused(sentence: string): number {
  console.error(sentence);
  // Only needed where something still holds the process: a disk that does not answer.
  systemClock.after(refused_wait_ms, endThoughItHangs);
  return 1;
}

/** Resolves to the exit code once a signal has stopped the server; a second one ends it at once. */
export function untilStopped(stop: () => Promise<void>, log: Log): Promise<number> {
  return new Promise((ended) => {
    let stopping = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info(`${signal}: stopping`);
      systemClock.after(stop_wait_ms, () => {
        log.error('stopping failed: it took too long. What was acknowledged is on disk');
        process.exit(1);
      });
      void stop().then(() => {
        log.info('stopped');
        ended(0);
        // Ends the process even if something still holds it.
        systemClock.soon(() => process.exit(0));
      });
    };
    // The terminal that it was started from is closed. Windows ends the process soon after.
    process.on('SIGHUP', (signal) => {
      if (process.platform === 'win32') onSignal(signal);
      else log.info('SIGHUP: goes on');
    });
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

/** An unexpected error: memory cannot be trusted any more, the disk can. */
export function endOnFaults(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error');
    process.exit(1);
  });
}
