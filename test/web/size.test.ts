import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('size');
const web = join(packageRoot, 'dist/web');
/** DESIGN's bound: what staff and players load until their first list is painted. */
const first_bytes_max = 64 * 1024;
/** What a screen that is opened later loads beside that. */
const screen_bytes_max = 32 * 1024;

function built(): { readonly name: string; readonly content: Buffer }[] {
  if (!existsSync(web)) throw new Error('dist/web is missing: run npm run build:web');
  return readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/u.test(name))
    .map((name) => ({ name, content: readFileSync(join(web, name)) }));
}

const files = built().filter(({ name }) => /\.(js|css)$/u.test(name));
const styles = files.filter(({ name }) => name.endsWith('.css')).map(({ name }) => name);

/** The screens by the names of their files: the first, which shows a list, and those that open later. */
const lists = ['mine', 'queue'];
const screens: readonly (readonly string[])[] = [
  ['ticket'],
  ['new-ticket'],
  ['new-support-ticket'],
  ['canned'],
  ['admin', 'admin-LANGUAGE', 'webhooks', 'erase', 'retention-count'],
  ['first-steps', 'admin-LANGUAGE'],
  ['own-password'],
];

for (const spoken of ['de', 'en']) {
  test(`[U40] until a list is shown all script and style fit 64 KiB, packed, and each screen after it 32 KiB: ${spoken}`, () => {
    const begun = ['index', spoken];
    for (const list of lists) {
      const first = loadedBy([...begun, list]);
      const bytes = packed(first);
      console.log(`${list}: ${bytes} bytes`);
      assert.ok(first.size > begun.length + 1);
      assert.ok(bytes <= first_bytes_max, `${list}, ${spoken}: ${bytes} bytes`);
    }
    const here = loadedBy([...begun, ...lists]);
    for (const screen of screens) {
      const parts = screen.map((one) => one.replace('LANGUAGE', spoken));
      const later = new Set([...loadedBy([...begun, ...parts])].filter((name) => !here.has(name)));
      const bytes = packed(later);
      console.log(`${parts[0]}: ${bytes} bytes`);
      assert.ok(bytes > 0 && bytes <= screen_bytes_max, `${parts[0]}, ${spoken}: ${bytes} bytes`);
    }
  });
}

test('[U510] no script is without a screen that it is measured with', () => {
  const measured = new Set<string>();
  for (const spoken of ['de', 'en']) {
    const parts = ['index', spoken, ...lists, ...screens.flat()];
    for (const name of loadedBy(parts.map((one) => one.replace('LANGUAGE', spoken)))) {
      measured.add(name);
    }
  }
  const scripts = files.filter(({ name }) => name.endsWith('.js')).map(({ name }) => name);
  assert.equal(
    scripts.filter((name) => !measured.has(name)),
    [],
  );
});

/** What a page loads that shows these parts: them, all that they cannot be without, and the style. */
function loadedBy(parts: readonly string[]): ReadonlySet<string> {
  const loaded = new Set(styles);
  const load = (name: string): void => {
    if (loaded.has(name)) return;
    loaded.add(name);
    const script = files.find((file) => file.name === name)!.content.toString();
    for (const [, other] of script.matchAll(/(?:from|import)\s*[`"']\.\/([^`"']+)[`"']/gu)) {
      load(`assets/${other}`);
    }
  };
  for (const part of parts) {
    const found = files.filter(({ name }) => stemOf(name) === part && name.endsWith('.js'));
    assert.is(found.length, 1, `${part} is one part`);
    load(found[0]!.name);
  }
  return loaded;
}

/** Bytes as the server packs them. */
function packed(names: ReadonlySet<string>): number {
  return files
    .filter(({ name }) => names.has(name))
    .reduce((sum, { content }) => sum + gzipSync(content, { level: 9 }).length, 0);
}

/** Parts are named by their files: `admin-etB4AWef.js`, `admin-de-B0Bid8x5.js`, `de-Dy-qTFgr.js`. */
function stemOf(name: string): string | undefined {
  return /([^/]+)-[\w-]{8}\.\w+$/u.exec(name)?.[1];
}

test('[U41] the page has no script or style of its own, and all it asks for is named by its content', () => {
  const page = built()
    .find(({ name }) => name === 'index.html')!
    .content.toString();
  assert.not.match(page, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/u);
  const asked = [...page.matchAll(/(?:src|href)="([^"]+)"/gu)].map((match) => match[1]!);
  assert.ok(asked.length >= 3);
  for (const address of asked) assert.match(address, /^\.\/assets\/[\w-]+-[\w-]{8}\.\w+$/u);
});
