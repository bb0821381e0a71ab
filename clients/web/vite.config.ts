import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that the page works behind a proxy that puts it below a path.
  base: './',
  plugins: [
    {
      name: 'plain-imports',
      enforce: 'pre',
      // All style is one file that is there from the start, so nothing is to be loaded beside a part.
      load: (id: string) =>
        id === '\0vite/preload-helper.js'
          ? 'export const __vitePreload = (load) => load();'
          : undefined,
    },
  ],
  resolve: {
    alias: {
      msgpackr: `${import.meta.dirname}/lib/msgpack.ts`,
      '@preact/signals': `${import.meta.dirname}/lib/signals.ts`,
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/web',
    // dist/web lies outside this folder, where Vite empties nothing unless told to.
    emptyOutDir: true,
    // An inlined data: URL would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
    // The parts of the start at once, not one after the other; without a script of its own for old browsers.
    modulePreload: { polyfill: false },
  },
});
