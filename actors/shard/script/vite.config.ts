import { defineConfig } from 'vite';

/**
 * The script thread as one file, fengari included: the server reads it once and starts threads from
 * memory, so that a build or an upgrade under a running server takes nothing from it.
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
  // The two are asked for by parts of fengari that no script gets.
  ssr: { noExternal: true, external: ['readline-sync', 'tmp'] },
  logLevel: 'warn',
});
