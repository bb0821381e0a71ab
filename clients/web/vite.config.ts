import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that a proxy may serve the page below a path.
  base: './',
  plugins: [
    {
      name: 'plain-imports',
      enforce: 'pre',
      // All styles are one file loaded at the start, so parts load no styles.
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
    // dist/web is outside of this folder, where Vite empties nothing by default.
    emptyOutDir: true,
    // Inlined data: URLs would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    // Loads the initial parts in parallel; without a polyfill for old browsers.
    modulePreload: { polyfill: false },
  },
});
