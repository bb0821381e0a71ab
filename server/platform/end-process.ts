/**
 * From now on an end of this process does not wait for a thread that hangs on a disk, as
 * `process.exit` alone would, for ever.
 */
export function waitForNoThread(): void {
  // Runs last, after the listeners that write the last log lines.
  process.on('exit', () => process.kill(process.pid, 'SIGKILL'));
}

/** Ends this process even while one of its threads hangs. Listeners of `exit` still run. */
export function endThoughItHangs(): never {
  waitForNoThread();
  process.exit(1);
}
