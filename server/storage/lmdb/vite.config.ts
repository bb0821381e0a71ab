import { defineConfig } from 'vite';

/**
 * Bundles the process that copies a data file into one file, which the server reads once and starts
 * from memory, so that a build or an upgrade under a running server takes it from nobody. `lmdb` has
 * native parts and stays a package.
 */
export default defineConfig({
  build: {
    ssr: 'compact-child.ts',
    outDir: '../../../dist/server/storage/lmdb',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'compact-child.bundle.cjs' } },
  },
  ssr: { noExternal: true, external: ['lmdb'] },
  logLevel: 'warn',
});
