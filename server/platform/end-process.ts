/**
 * Ends this process with what there is to say, also while a thread of it hangs in the disk: on its own
 * `process.exit` waits for that thread, and so for ever.
 */
export function endThoughItHangs(): never {
  // Comes last: those before it write their last words.
  process.on('exit', () => process.kill(process.pid, 'SIGKILL'));
  process.exit(1);
}
