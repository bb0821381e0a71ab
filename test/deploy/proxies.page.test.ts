import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { packageRoot } from '../support/package-root.ts';
import { freePort } from '../support/free-port.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('behind a proxy', { limit_ms: 60_000 });

/** A program of Debian that serves by the file that ships. */
interface Program {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  /** Its command line, on a folder with the certificate, for this file as it was changed. */
  start(folder: string, content: string, at: Ports): readonly string[];
  /** What has to be changed for a test: a port of its own, and a certificate of its own. */
  changes(folder: string, at: Ports): ReadonlyArray<readonly [string, string]>;
}

interface Ports {
  readonly https: number;
  readonly http: number;
  readonly server: number;
}

const programs: readonly Program[] = [
  {
    id: 'O122',
    name: 'nginx',
    file: 'deploy/nginx.conf',
    changes: (folder, { https, http, server }) => [
      ['listen 80;', `listen 127.0.0.1:${http};`],
      ['    listen [::]:80;\n', ''],
      ['listen 443 ssl http2;', `listen 127.0.0.1:${https} ssl http2;`],
      ['    listen [::]:443 ssl http2;\n', ''],
      ['/etc/ssl/certs/localhost.pem', join(folder, 'cert.pem')],
      ['/etc/ssl/private/localhost.key', join(folder, 'key.pem')],
      ['127.0.0.1:4600', `127.0.0.1:${server}`],
    ],
    start(folder, content) {
      const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (what) => `${what}_temp_path ${join(folder, what)};`,
      );
      const file = join(folder, 'nginx.conf');
      writeFileSync(
        file,
        `daemon off;\npid ${join(folder, 'nginx.pid')};\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${places.join('\n')}\n${content}\n}\n`,
      );
      return ['-e', 'stderr', '-p', folder, '-c', file];
    },
  },
  {
    id: 'O123',
    name: 'caddy',
    file: 'deploy/Caddyfile',
    changes: (folder, { https, server }) => [
      [
        'localhost {\n',
        `https://localhost:${https} {\n\ttls ${join(folder, 'cert.pem')} ${join(folder, 'key.pem')}\n`,
      ],
      ['127.0.0.1:4600', `127.0.0.1:${server}`],
    ],
    start(folder, content, { http }) {
      const file = join(folder, 'Caddyfile');
      writeFileSync(
        file,
        `{\n\tadmin off\n\tauto_https disable_redirects\n\thttp_port ${http}\n\tstorage file_system ${join(folder, 'caddy')}\n}\n${content}`,
      );
      return ['run', '--adapter', 'caddyfile', '--config', file];
    },
  },
];

let browser: Browser | undefined;
let server: LiveServer | undefined;
let proxy: ChildProcess | undefined;
let folder: string | undefined;

test.after.each(async () => {
  // Not SIGKILL, which would leave the workers of nginx behind.
  if (proxy?.kill('SIGTERM')) await once(proxy, 'close');
  await server?.end();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});
test.after(() => browser?.close());

for (const program of programs) {
  const title = `[${program.id}] behind ${program.name} by the file that ships people sign in over TLS and their page is live, the server knows their addresses, and /metrics is closed`;
  const isThere =
    spawnSync(program.name, [program.name === 'nginx' ? '-v' : 'version']).status === 0;
  if (isThere) test(title, () => behind(program));
  else test.skip(title, `${program.name} is not installed`, () => behind(program));
}

async function behind(program: Program): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'shardbell-proxy-'));
  certificate(folder);
  const [https, http] = [await freePort(), await freePort()];
  const publicUrl = `https://localhost:${https}`;
  server = await LiveServer.start('plain', undefined, {
    SHARDBELL_PUBLIC_URL: publicUrl,
    SHARDBELL_TRUST_PROXY: 'true',
  });
  const at = { https, http, server: server.port };
  let content = readFileSync(join(packageRoot, program.file), 'utf8').replaceAll(
    'help.example.org',
    'localhost',
  );
  for (const [from, to] of program.changes(folder, at)) {
    assert.ok(content.includes(from), `${program.file} has ${from}`);
    content = content.replaceAll(from, to);
  }
  await starting(program, folder, content, at);

  browser ??= await launchBrowser();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const link = await server.staffLink('iris');
  assert.ok(link.startsWith(`${publicUrl}/`), link);
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  // Told over the socket, and live: the next one comes without a reload.
  await page.getByText('Nothing here').waitFor();
  const [cookie] = await context.cookies();
  assert.is(cookie?.secure, true);
  await context.close();

  assert.is((await asked(https, 'GET', '/metrics')).status, 404);
  assert.is((await fetch(`${server.address}/metrics`)).status, 200);

  // Whoever says of themselves to be somewhere else is not believed.
  const wrong = JSON.stringify({ username: 'iris', password: 'wrong-and-wrong' });
  const told = await asked(https, 'POST', '/auth/login', wrong);
  assert.ok(told.status >= 400 && told.status < 500, String(told.status));
  assert.match(server.log, /127\.0\.0\.3/u);
  assert.not.match(server.log, /203\.0\.113\.9/u);

  // As large as a file may be: it is the server that answers.
  const large = await asked(https, 'POST', '/auth/login', 'x'.repeat(8 * 1024 * 1024));
  assert.not.match(large.text, /nginx|caddy/iu);
  assert.ok(large.status >= 400 && large.status < 500, String(large.status));
}

/** Resolves once it takes connections. */
async function starting(program: Program, in_: string, content: string, at: Ports): Promise<void> {
  for (const name of ['logs', 'caddy']) mkdirSync(join(in_, name));
  const env = { ...process.env, HOME: in_, XDG_CONFIG_HOME: in_, XDG_DATA_HOME: in_ };
  const words = program.start(in_, content, at);
  const child = spawn(program.name, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  proxy = child;
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (;;) {
    assert.is(child.exitCode, null, said);
    try {
      await asked(at.https, 'GET', '/health');
      return;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** From an address of its own, with an untrue one in the header that proxies set. */
async function asked(port: number, method: string, path: string, body = ''): Promise<Reply> {
  const sent = request({
    host: '127.0.0.1',
    servername: 'localhost',
    port,
    path,
    method,
    localAddress: '127.0.0.3',
    ca: readFileSync(join(folder!, 'cert.pem')),
    headers: {
      host: `localhost:${port}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-forwarded-for': '203.0.113.9',
    },
  });
  sent.end(body);
  const [reply] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of reply) text += String(chunk);
  return { status: reply.statusCode ?? 0, text };
}

function certificate(into: string): void {
  const made = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'],
      ...['-keyout', join(into, 'key.pem'), '-out', join(into, 'cert.pem')],
    ],
    { encoding: 'utf8' },
  );
  assert.is(made.status, 0, made.stderr);
}

test('[O124] nginx cuts no quiet socket: it waits for longer than a few pings of the server', () => {
  const content = readFileSync(join(packageRoot, 'deploy/nginx.conf'), 'utf8');
  for (const name of ['proxy_read_timeout', 'proxy_send_timeout']) {
    const seconds = Number(new RegExp(`${name} (\\d+)s;`, 'u').exec(content)?.[1]);
    assert.ok(seconds * 1000 >= 4 * netLimits.ping_after_ms, `${name} is ${seconds} s`);
  }
});
