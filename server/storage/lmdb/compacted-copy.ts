import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./compact-child.js', import.meta.url));
/** Of what it writes to standard error. */
const said_chars_max = 1_000;

/**
 * Copies the used pages of a data file, and of each page what is used, into a folder that is there and
 * empty. Resolves once the copy is on the disk. Rejects, saying why not; aborted, it ends at once.
 * Nothing may be written to the data file meanwhile.
 */
export function compactedCopy(from: string, to: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = fork(program, [from, to], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
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
      if (code === 0) return resolve();
      const last = said.trim().split('\n').at(-1);
      reject(new Error(`the copy ended by ${by ?? `code ${code}`}${last ? `: ${last}` : ''}`));
    });
  });
}
