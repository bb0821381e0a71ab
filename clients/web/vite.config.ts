import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that the page works behind a proxy that puts it below a path.
  base: './',
  resolve: { alias: { msgpackr: `${import.meta.dirname}/msgpack.ts` } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/web',
    // dist/web lies outside this folder, where Vite empties nothing unless told to.
    emptyOutDir: true,
    // An inlined data: URL would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
