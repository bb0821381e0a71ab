import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono, type Context } from 'hono';
import type { HttpEnv } from './guard.ts';

interface WebFile {
  readonly type: string;
  readonly cache: string;
  readonly plain: Representation;
  /** Undefined where compression would save nothing. */
  readonly gzip: Representation | undefined;
}

interface Representation {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const already_packed = new Set(['.ico', '.png', '.woff2']);

const missing_page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Shardbell</title>
<h1>Shardbell is running, but its web client was not built</h1>
<p>Run <code>npm run build</code> in the folder of Shardbell, then start it again.</p>
</html>
`;

/**
 * The files of the web client, read once at start and served from memory. A missing folder counts
 * as empty.
 */
export function webFiles(folder: string): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  const files = readFiles(folder);
  const index = files.get('/index.html');
  files.delete('/index.html');
  routes.get('/', (c) => {
    if (index !== undefined) return serve(c, index);
    return c.html(missing_page, 503);
  });
  for (const [path, file] of files) routes.get(path, (c) => serve(c, file));
  return routes;
}

function readFiles(folder: string): Map<string, WebFile> {
  const files = new Map<string, WebFile>();
  for (const path of filesBelow(folder)) {
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    const extension = extname(path).toLowerCase();
    const type = types[extension];
    if (type === undefined) continue;
    const plain = represent(readFileSync(path));
    const packed = already_packed.has(extension)
      ? undefined
      : represent(gzipSync(plain.bytes, { level: 9 }));
    const saves = packed !== undefined && packed.bytes.length < plain.bytes.length;
    files.set(address, { type, cache: cacheOf(address), plain, gzip: saves ? packed : undefined });
  }
  return files;
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function cacheOf(address: string): string {
  // The build puts a hash of the content into the names below assets/.
  if (address.startsWith('/assets/')) return 'public, max-age=31536000, immutable';
  return address === '/index.html' ? 'no-store' : 'no-cache';
}

function represent(content: Buffer): Representation {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  return { bytes: new Uint8Array(content), etag };
}

function serve(c: Context<HttpEnv>, file: WebFile): Response {
  const packed = acceptsGzip(c.req.header('accept-encoding')) ? file.gzip : undefined;
  const { bytes, etag } = packed ?? file.plain;
  c.header('cache-control', file.cache);
  c.header('etag', etag);
  if (file.gzip !== undefined) c.header('vary', 'accept-encoding');
  const known = c.req
    .header('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//u, ''));
  if (known?.includes(etag)) return c.body(null, 304);
  c.header('content-type', file.type);
  if (packed !== undefined) c.header('content-encoding', 'gzip');
  return c.body(bytes);
}

function acceptsGzip(header: string | undefined): boolean {
  const gzip = header
    ?.split(',')
    .map((item) => item.trim().toLowerCase())
    .find((item) => /^gzip(;|$)/u.test(item));
  return gzip !== undefined && !/;\s*q=0(\.0*)?$/u.test(gzip);
}
