import { defineConfig } from 'vite';

/**
 * Bundles the script thread with fengari into one file. The server reads it once and starts threads
 * from memory, so that a build or an upgrade under a running server does no harm.
 */
export default defineConfig({
  build: {
    ssr: 'worker.ts',
    outDir: '../../../dist/actors/shard/script',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'worker.bundle.cjs' } },
  },
  // Also what only parts of fengari need that scripts do not get: from memory it is looked up in the folder that
  // the process was started in, where it may not be.
  ssr: { noExternal: true },
  logLevel: 'warn',
});
