import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('size');
const web = join(packageRoot, 'dist/web');
const packed_bytes_max = 64 * 1024;

function built(): { readonly name: string; readonly content: Buffer }[] {
  if (!existsSync(web)) throw new Error('dist/web is missing: run npm run build:web');
  return readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/u.test(name))
    .map((name) => ({ name, content: readFileSync(join(web, name)) }));
}

/** The screens that each kind of visitor opens, by the names of their files; all begin with `index`. */
const visitors: Readonly<Record<string, readonly string[]>> = {
  player: ['mine'],
  moderator: ['queue', 'mine', 'new-support-ticket', 'canned'],
  administrator: ['admin', 'admin-LANGUAGE'],
};

test('[U40] all script and style that any visitor loads, in any language, fit 64 KiB, packed', () => {
  const files = built().filter(({ name }) => /\.(js|css)$/u.test(name));
  const named = (part: string): string => {
    const found = files.filter(({ name }) => stemOf(name) === part && name.endsWith('.js'));
    assert.is(found.length, 1, `${part} is one part`);
    return found[0]!.name;
  };
  const style = files.filter(({ name }) => name.endsWith('.css')).map(({ name }) => name);
  for (const [who, screens] of Object.entries(visitors)) {
    for (const spoken of ['de', 'en']) {
      const parts = ['index', spoken, ...screens].map((one) => one.replace('LANGUAGE', spoken));
      const loaded = new Set(style);
      for (const part of parts) load(named(part), loaded);
      const bytes = files
        .filter(({ name }) => loaded.has(name))
        // As the server packs them.
        .reduce((sum, { content }) => sum + gzipSync(content, { level: 9 }).length, 0);
      console.log(`${who}, ${spoken}: ${bytes} bytes`);
      assert.ok(loaded.size > parts.length);
      assert.ok(bytes <= packed_bytes_max, `${who}, ${spoken}: ${bytes} bytes`);
    }
  }

  /** With what it cannot be without. */
  function load(name: string, into: Set<string>): void {
    if (into.has(name)) return;
    into.add(name);
    const script = files.find((file) => file.name === name)!.content.toString();
    for (const [, other] of script.matchAll(/(?:from|import)\s*[`"']\.\/([^`"']+)[`"']/gu)) {
      load(`assets/${other}`, into);
    }
  }
});

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
