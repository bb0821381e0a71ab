import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The process that reads files as one file, built by `worker/vite.config.ts`. Read once: an upgrade
 * may replace it, or a build remove it, while this server runs.
 */
export const workerProgram = readFileSync(
  new URL('./worker/worker.bundle.cjs', import.meta.url),
  'utf8',
);

/**
 * Where the library that reads pictures is, found once and loaded by the process alone. Empty where
 * it is not installed. It has native parts, so that it stays a file: while the packages are being
 * replaced pictures are refused in words.
 */
export const sharpAddress = ((): string => {
  try {
    return pathToFileURL(realpathSync(fileURLToPath(import.meta.resolve('sharp')))).href;
  } catch {
    return '';
  }
})();
