import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageRoot } from '../../platform/package-root.ts';

/** Read once: an upgrade may replace it, or a build remove it, while this server runs. */
const program = readFileSync(new URL('./compact-child.bundle.cjs', import.meta.url), 'utf8');
/** Of what it writes to standard error. */
const said_chars_max = 1_000;

/**
 * Copies the used pages of a data file, and of each page what is used, into a folder that is there and
 * empty. Resolves once the copy is on the disk. Rejects, saying why not; aborted, it ends at once.
 * Nothing may be written to the data file meanwhile.
 */
export function compactedCopy(from: string, to: string, signal: AbortSignal): Promise<void> {
  return new Promise((done, reject) => {
    signal.throwIfAborted();
    const child = spawn(process.execPath, ['-', resolve(from), resolve(to)], {
      // Where the package `lmdb` is found.
      cwd: packageRoot,
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    });
    // Where it has ended, its own events tell.
    child.stdin!.on('error', () => {}).end(program);
    let fault: string | undefined;
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-said_chars_max);
    });
    child.on('message', (message) => (fault = message as string));
    const end = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('close', (code, by) => {
      signal.removeEventListener('abort', end);
      if (signal.aborted) return reject(signal.reason as Error);
      if (fault !== undefined) return reject(new Error(fault));
      if (code === 0) return done();
      const last = said.trim().split('\n').at(-1);
      reject(new Error(`the copy ended by ${by ?? `code ${code}`}${last ? `: ${last}` : ''}`));
    });
  });
}
