import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('size');
const web = join(packageRoot, 'dist/web');
const packed_bytes_max = 50 * 1024;

function built(): { readonly name: string; readonly content: Buffer }[] {
  if (!existsSync(web)) throw new Error('dist/web is missing: run npm run build:web');
  return readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/u.test(name))
    .map((name) => ({ name, content: readFileSync(join(web, name)) }));
}

test('[U40] all script and style of the web client fit 50 KiB, packed', () => {
  const files = built().filter(({ name }) => /\.(js|css)$/u.test(name));
  assert.ok(files.length >= 2, files.map(({ name }) => name).join(', '));
  const bytes = files.reduce((sum, { content }) => sum + gzipSync(content).length, 0);
  assert.ok(bytes <= packed_bytes_max, `${bytes} bytes`);
});

test('[U41] the page has no script or style of its own, and all it asks for is named by its content', () => {
  const page = built()
    .find(({ name }) => name === 'index.html')!
    .content.toString();
  assert.not.match(page, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/u);
  const asked = [...page.matchAll(/(?:src|href)="([^"]+)"/gu)].map((match) => match[1]!);
  assert.ok(asked.length >= 3);
  for (const address of asked) assert.match(address, /^\.\/assets\/[\w-]+-[\w-]{8}\.\w+$/u);
});
