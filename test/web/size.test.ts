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

/** What each kind of visitor loads: every part but those of others. */
const visitors: Readonly<Record<string, readonly string[]>> = {
  player: ['support', 'admin'],
  moderator: ['admin'],
  administrator: ['support', 'lists'],
};

test('[U40] all script and style that any visitor loads, in any language, fit 64 KiB, packed', () => {
  const files = built()
    .map(({ name, content }) => ({
      // As the server packs them.
      bytes: gzipSync(content, { level: 9 }).length,
      ...partIn(name),
    }))
    .filter(({ kind }) => kind === 'js' || kind === 'css');
  const languages = new Set(files.flatMap(({ language }) => language ?? []));
  assert.equal([...languages].toSorted(), ['de', 'en']);
  for (const [who, without] of Object.entries(visitors)) {
    for (const spoken of languages) {
      const bytes = files
        .filter(({ part, language }) => !without.includes(part) && (language ?? spoken) === spoken)
        .reduce((sum, file) => sum + file.bytes, 0);
      console.log(`${who}, ${spoken}: ${bytes} bytes`);
      assert.ok(bytes <= packed_bytes_max, `${who}, ${spoken}: ${bytes} bytes`);
    }
  }
  for (const part of Object.values(visitors).flat()) {
    assert.ok(
      files.some((file) => file.part === part),
      `${part} is no part`,
    );
  }
});

/** Parts are named by their files: `admin-etB4AWef.js`, `admin-de-B0Bid8x5.js`, `de-Dy-qTFgr.js`. */
function partIn(name: string): { part: string; language: string | undefined; kind: string } {
  const [, stem = '', kind = ''] = /([^/]+)-[\w-]{8}\.(\w+)$/u.exec(name) ?? [];
  const [, part = '', language] = /^(.*?)-?(?:\b(de|en))?$/u.exec(stem) ?? [];
  return { part, language, kind };
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
