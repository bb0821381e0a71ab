import { connect } from 'node:net';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Figure } from '../../server/platform/figure.ts';
import { assert, suite } from '../support/suite.ts';
import { sitesOf } from './sites.ts';

const test = suite('site');
const open = sitesOf(test);
const folders: string[] = [];

function builtClient(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shardbell-web-'));
  folders.push(folder);
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>ActorTicketService</title>');
  writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'assets/index-a1b2c3.js'), 'console.log(1);\n'.repeat(200));
  return folder;
}

test.after.each(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test('[H13] /health answers ok, and /api/health the same', async () => {
  const site = await open();
  for (const path of ['/health', '/api/health']) {
    const { status, text, headers } = await site.ask('GET', path);
    assert.equal([status, text], [200, 'ok']);
    assert.match(headers['content-type']!, /^text\/plain/u);
  }
});

test('[H14] /ready names each check, and is a 503 while one fails', async () => {
  let fault: string | undefined;
  const site = await open({
    checks: [
      { name: 'journal', fault: () => fault },
      { name: 'shards', fault: () => undefined },
    ],
  });
  const ready = await site.ask('GET', '/ready');
  assert.is(ready.status, 200);
  assert.equal(ready.json(), { ready: true, checks: { journal: 'ok', shards: 'ok' } });
  fault = 'no space left';
  const unready = await site.ask('GET', '/ready');
  assert.is(unready.status, 503);
  assert.equal(unready.json(), {
    ready: false,
    checks: { journal: 'no space left', shards: 'ok' },
  });
});

test('[H15] /metrics tells of the process, of sign-ins and of what the server counts', async () => {
  let frames = 3;
  const site = await open({
    figures: (): Figure[] => [
      {
        name: 'shardbell_frames_total',
        help: 'Frames.',
        kind: 'counter',
        labels: { way: 'in' },
        value: frames,
      },
      {
        name: 'shardbell_frames_total',
        help: 'Frames.',
        kind: 'counter',
        labels: { way: 'out' },
        value: 1,
      },
      { name: 'shardbell_sockets', help: 'Open sockets.', kind: 'gauge', labels: {}, value: 2 },
    ],
  });
  await site.post('/web/link', { secret: 'unknown' });
  await site.ask('GET', '/metrics');
  frames = 5;
  const { text, headers } = await site.ask('GET', '/metrics');
  assert.match(headers['content-type']!, 'text/plain');
  for (const line of [
    'shardbell_frames_total{way="in"} 5',
    'shardbell_frames_total{way="out"} 1',
    'shardbell_sockets 2',
    'shardbell_sign_ins_total{way="link",outcome="refused"} 1',
  ]) {
    assert.ok(text.includes(`${line}\n`), line);
  }
  assert.match(text, 'process_cpu_seconds_total');
});

test('[H16] a request that calls the server by a name that is not its own is refused (421), except for probes', async () => {
  const site = await open({ settings: { publicUrl: 'https://help.example.org' } });
  const { port } = site;
  const foreign = [
    `evil.example.org:${port}`,
    'evil.example.org',
    '127.0.0.1',
    `127.0.0.2:${port}`,
  ];
  for (const host of foreign) {
    for (const path of ['/', '/web/socket', '/api/version', '/nothing']) {
      const { status } = await site.ask('GET', path, { host });
      assert.is(status, 421, `${host}${path}`);
    }
  }
  for (const host of [`127.0.0.1:${port}`, `LocalHost:${port}`, 'help.example.org']) {
    assert.is((await site.ask('GET', '/api/version', { host })).status, 200);
  }
});

test('[H160] with an https public address browsers are told to come by https alone', async () => {
  const plain = await open();
  assert.is((await plain.ask('GET', '/')).headers['strict-transport-security'], undefined);
  const secure = await open({ settings: { publicUrl: 'https://help.example.org' } });
  for (const path of ['/', '/health', '/nothing']) {
    const { headers } = await secure.ask('GET', path, { host: 'help.example.org' });
    assert.is(headers['strict-transport-security'], 'max-age=15552000');
  }
});

test('[H161] /metrics does not tell the version of the runtime', async () => {
  const site = await open();
  const { text } = await site.ask('GET', '/metrics');
  assert.match(text, 'process_cpu_seconds_total');
  assert.not.match(text, process.versions.node);
});

// [H145] /health and /ready answer whatever the Host is, and /metrics too, unless a browser asks.
test('[H145] /health, /ready and /metrics answer a probe by whatever address it asks', async () => {
  const site = await open();
  const { port } = site;
  for (const host of [`10.1.2.3:${port}`, `[2001:db8::7]:${port}`, 'help_desk:4600', 'pod.local']) {
    for (const path of ['/health', '/ready', '/metrics']) {
      assert.is((await site.ask('GET', path, { host })).status, 200, `${host}${path}`);
    }
    const other = await site.ask('GET', '/', { host });
    assert.is(other.status, 421);
    assert.match(other.text, /^This server is not called by that name: .* you came by\.\n$/u);
  }
  assert.is((await site.ask('GET', '/api/version', { host: `[::1]:${port}` })).status, 200);
  // The probes of older balancers name no host at all.
  const old = connect(port, '127.0.0.1');
  old.end('GET /ready HTTP/1.0\r\n\r\n');
  assert.match((await old.toArray()).join(''), /^HTTP\/1\.1 200 /u);
});

test('[H145] a page under a name that was made to point here reads no /metrics', async () => {
  const site = await open();
  const host = `evil.example.org:${site.port}`;
  const marks: Array<Record<string, string>> = [
    { origin: `http://${host}` },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-mode': 'navigate' },
    // What a page without https, which asks its own host, cannot take away in Chromium, and in others.
    { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' },
    { 'accept-language': 'en-US' },
    { 'accept-language': '' },
  ];
  for (const mark of marks) {
    const { status, text } = await site.ask('GET', '/metrics', { host, ...mark });
    assert.is(status, 421, JSON.stringify(mark));
    assert.not.match(text, 'process_cpu');
    const own = await site.ask('GET', '/metrics', { host: `localhost:${site.port}`, ...mark });
    assert.is(own.status, 200);
  }
});

test('[H146] whoever is turned away by Host or Origin is counted, and told in the log once a minute and network, with how many more there were', async () => {
  const site = await open();
  const host = 'desk.example.org:4600';
  const lines = () =>
    site.logged
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ kind }) => kind);
  for (let i = 0; i < 3; i++) await site.ask('GET', '/', { host });
  await site.post('/web/login', {}, { origin: 'http://evil.example.org' });
  assert.equal(
    lines().map(({ kind, network, value, level }) => [kind, network, value, level]),
    [
      ['host_unknown', '127.0.0.1', host, 'warn'],
      ['origin_foreign', '127.0.0.1', 'http://evil.example.org', 'warn'],
    ],
  );
  site.security.gather();
  assert.equal(
    lines()
      .slice(2)
      .map(({ kind, more }) => [kind, more]),
    [['host_unknown', 2]],
  );
  const [figure] = site.security.figures();
  assert.equal([figure!.labels, figure!.value], [{ reason: 'host_unknown' }, 3]);
});

test('[H17] every answer, errors too, carries the strict policy; nothing is shared across origins', async () => {
  const site = await open({ webFolder: builtClient() });
  const host = `localhost:${site.port}`;
  for (const path of ['/', '/health', '/nothing', '/assets/index-a1b2c3.js']) {
    const { headers } = await site.ask('GET', path, { host });
    assert.is(
      headers['content-security-policy'],
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self' ws://${host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    assert.is(headers['x-content-type-options'], 'nosniff');
    assert.is(headers['referrer-policy'], 'no-referrer');
    assert.is(headers['cross-origin-opener-policy'], 'same-origin');
    assert.is(headers['access-control-allow-origin'], undefined);
  }
  const { headers } = await site.ask('GET', '/', { host: `x'; script-src *` });
  assert.not(String(headers['content-security-policy']).includes('script-src *'));
});

// [H18] The page is never cached, its hashed files for ever; what gets smaller is sent packed.
test('[H18] the page is never kept by a cache, its hashed files for ever', async () => {
  const site = await open({ webFolder: builtClient() });
  const page = await site.ask('GET', '/');
  assert.match(page.text, '<title>ActorTicketService</title>');
  assert.is(page.headers['cache-control'], 'no-store');
  assert.is(page.headers['content-type'], 'text/html; charset=utf-8');
  const script = await site.ask('GET', '/assets/index-a1b2c3.js');
  assert.is(script.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.is(script.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.is(script.text.length, 3_200);
  const icon = await site.ask('GET', '/favicon.svg');
  assert.is(icon.headers['cache-control'], 'no-cache');
  const again = await site.ask('GET', '/favicon.svg', {
    'if-none-match': String(icon.headers.etag),
  });
  assert.equal([again.status, again.text], [304, '']);
});

test('[H18] what gets smaller is sent packed to whoever takes it', async () => {
  const site = await open({ webFolder: builtClient() });
  const path = '/assets/index-a1b2c3.js';
  const packed = await site.ask('GET', path, { 'accept-encoding': 'br, gzip' });
  assert.is(packed.headers['content-encoding'], 'gzip');
  assert.is(packed.headers.vary, 'accept-encoding');
  assert.is(gunzipSync(Buffer.from(packed.text, 'latin1')).length, 3_200);
  const plain = await site.ask('GET', path, { 'accept-encoding': 'gzip;q=0' });
  assert.is(plain.headers['content-encoding'], undefined);
  assert.is.not(plain.headers.etag, packed.headers.etag);
});

test('[H19] any other path is a plain 404, and so is one that climbs out of the folder', async () => {
  const site = await open({ webFolder: builtClient() });
  for (const path of [
    '/index.html',
    '/tickets/1',
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/',
  ]) {
    const { status, text } = await site.ask('GET', path);
    assert.equal([status, text], [404, 'Not found\n'], path);
  }
});

test('[H20] without a built web client there is one page that says what to do', async () => {
  const site = await open();
  const { status, text } = await site.ask('GET', '/');
  assert.is(status, 503);
  assert.match(text, '<code>npm run build</code>');
});

test('[H21] a fault is told to nobody but the log', async () => {
  const site = await open({
    checks: [
      {
        name: 'journal',
        fault: () => {
          throw new Error('a secret of the house');
        },
      },
    ],
  });
  const { status, text, headers } = await site.ask('GET', '/ready');
  assert.equal([status, text], [500, 'The request failed: the log of the server says why.\n']);
  assert.ok(headers['content-security-policy']);
  assert.match(site.logged.join(''), 'a secret of the house');
});
