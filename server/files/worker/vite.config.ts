import { defineConfig } from 'vite';

/**
 * Bundles the process that reads files into one file, which the server reads once and starts from
 * memory, so that a build or an upgrade under a running server takes no files away from it.
 */
export default defineConfig({
  build: {
    ssr: 'main.ts',
    outDir: '../../../dist/server/files/worker',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'worker.bundle.cjs' } },
  },
  logLevel: 'warn',
});
