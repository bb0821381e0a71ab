import { readFileSync } from 'node:fs';

/**
 * The script thread as one file, built by `actors/shard/script/vite.config.ts`. Read once: an
 * upgrade may replace it, or a build remove it, while this server runs.
 */
export const scriptProgram = readFileSync(
  new URL('../../actors/shard/script/worker.bundle.cjs', import.meta.url),
  'utf8',
);
