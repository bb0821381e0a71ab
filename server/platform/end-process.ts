/**
 * Ends this process even while one of its threads hangs on the disk: `process.exit` alone would
 * wait for that thread for ever. Listeners of `exit` still run.
 */
export function endThoughItHangs(): never {
  // Runs last, after the listeners that write the last log lines.
  process.on('exit', () => process.kill(process.pid, 'SIGKILL'));
  process.exit(1);
}
