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
  // Required by parts of fengari that scripts do not get.
  ssr: { noExternal: true, external: ['readline-sync', 'tmp'] },
  logLevel: 'warn',
});
