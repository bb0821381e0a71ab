import { open, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../platform/clock.ts';

/** Bound on a look at the data folder. A sentence about it is there within 10 s of a start. */
const answer_wait_ms = 8_000;

/**
 * Why the data folder cannot be used, where its file system hangs: a network drive whose server is
 * gone, say. The main thread would hang with it, so this is asked in another one, before anything else.
 */
export async function silenceOf(folder: string): Promise<string | undefined> {
  let cancel = (): void => undefined;
  const silent = new Promise<'silent'>((resolve) => {
    cancel = systemClock.after(answer_wait_ms, () => {
      // A process that was stopped for long sees an answer that was there before it calls it late.
      systemClock.soon(() => resolve('silent'));
    });
  });
  const found = await Promise.race([look(folder), silent]);
  cancel();
  if (found !== 'silent') return undefined;
  return `The file system of the data folder ${folder} does not answer: look whether its disk or network drive is there.`;
}

/**
 * Reads and writes as a start does, but without a flush, which may take long on a busy disk. Errors
 * are answers too, and told by whoever opens the folder.
 */
async function look(folder: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) return;
    const path = join(folder, `look-${process.pid}`);
    const file = await open(path, 'w', 0o600);
    try {
      await file.write('x');
    } finally {
      await file.close();
      await unlink(path);
    }
  } catch {
    // Not there yet, read-only or full.
  }
}
