import { defineConfig } from 'vite';

/** What only support loads. */
const support = /\/web\/(screens\/(queue|new-support)|parts\/(queue-|more-filters|pager))/u;
/** What is loaded only when it is asked for, each language and screen for itself. */
const on_demand = /\/web\/(texts\/|admin\/|screens\/admin|use-asked|overlay\/(?!open|overlays))/u;

export default defineConfig({
  // Relative, so that the page works behind a proxy that puts it below a path.
  base: './',
  plugins: [
    {
      // The page has words of its own for what the server's tables say to programs.
      name: 'without-sentences',
      // While they are written as in the source.
      enforce: 'pre',
      transform: (code: string, id: string) =>
        /\/protocol\/(refusals|close)\.ts$/u.test(id)
          ? code.replaceAll(/sentence:\s*'[^']*'/gu, "sentence: ''")
          : undefined,
    },
  ],
  resolve: { alias: { msgpackr: `${import.meta.dirname}/msgpack.ts` } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/web',
    // dist/web lies outside this folder, where Vite empties nothing unless told to.
    emptyOutDir: true,
    // An inlined data: URL would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What all load is one part: together they pack better.
            { name: 'page', test: (id: string) => !on_demand.test(id) && !support.test(id) },
            { name: 'support', test: support },
          ],
        },
      },
    },
  },
});
