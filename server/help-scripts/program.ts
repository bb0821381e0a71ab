import { readFileSync } from 'node:fs';

/**
 * The script thread as one file, as `actors/shard/script/vite.config.ts` builds it. Read once: an upgrade
 * may put another version in its place, or a build take it away, while this one runs.
 */
export const scriptProgram = readFileSync(
  new URL('../../actors/shard/script/worker.bundle.cjs', import.meta.url),
  'utf8',
);
