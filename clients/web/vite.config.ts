import { defineConfig } from 'vite';
import { limits } from '../../protocol/limits.ts';

/** What only support loads. */
const support =
  /\/web\/(screens\/(queue|new-support|canned)|parts\/(queue-|more-filters|filter-field|present|waiting|canned)|use-canned|canned\.ts)|\/core\/(follow|replica)-canned/u;
/** What lists of tickets take, and only they. */
const lists =
  /\/web\/(screens\/mine|parts\/(list-|window-list|row-keys|use-reading)|(shown-rows|use-list|list-window)\.)/u;
/** What is loaded only when it is asked for, each language and screen for itself. */
const on_demand = /\/web\/(texts\/|admin\/(?!sure)|screens\/admin|use-asked)/u;

/** Bounds as the numbers that they are, for most of the table is of no use to a page. */
function withBounds(code: string): string {
  return code.replaceAll(/(?<![/\w])limits\.(\w+)/gu, (name, key: string) =>
    String((limits as Readonly<Record<string, number>>)[key] ?? name),
  );
}

/** The page has words of its own for what the server's tables say, and asks only which may be tried again. */
function withoutSentences(code: string): string {
  return code
    .replaceAll(/,?\s*sentence:\s*'[^']*'/gu, '')
    .replaceAll(/\w+: \{\s*retry: false[^}]*\},/gu, '');
}

export default defineConfig({
  // Relative, so that the page works behind a proxy that puts it below a path.
  base: './',
  plugins: [
    {
      name: 'only-what-a-page-needs',
      // While it is written as in the source.
      enforce: 'pre',
      transform(code: string, id: string) {
        if (/\/protocol\/(refusals|close)\.ts$/u.test(id)) return withoutSentences(code);
        return /\/(clients|protocol)\//u.test(id) ? withBounds(code) : undefined;
      },
    },
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
      msgpackr: `${import.meta.dirname}/msgpack.ts`,
      '@preact/signals': `${import.meta.dirname}/signals.ts`,
    },
  },
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
            {
              name: 'page',
              test: (id: string) => ![on_demand, support, lists].some((part) => part.test(id)),
            },
            { name: 'lists', test: lists },
            { name: 'support', test: support },
          ],
        },
      },
    },
  },
});
