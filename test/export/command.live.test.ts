import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { unzipped } from './unzip.ts';

const test = suite('account export', { limit_ms: 60_000 });

let server: LiveServer;
let folder: string;

test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardbell-export-'));
  server = await LiveServer.start();
});

test.after(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('[V72] the command line exports an account into a new file of its owner, by the running server or without one, and both are in the audit', async () => {
  for (const [name, notes] of [
    ['running.zip', []],
    ['alone.zip', ['--notes']],
  ] as const) {
    if (name === 'alone.zip') await server.stop();
    const path = join(folder, name);
    const said = await server.run('account', 'export', 'admin', path, ...notes);
    assert.match(said, notes.length > 0 ? 'not for the person' : 'the copy for the person');
    assert.is(statSync(path).mode & 0o777, 0o600);
    const files = await unzipped(readFileSync(path));
    assert.match(files.get('account.json')!, '"user_name": "admin"');
    assert.match(files.get('index.html')!, /<\/html>\n$/u);
  }
  const told = await server.run('audit');
  assert.is(told.match(/export of admin \(1\)/gu)?.length, 2);
});

test('[V73] an export overwrites no file, and leaves nothing where it fails', async () => {
  const path = join(folder, 'running.zip');
  const before = readFileSync(path);
  const refused = async (...words: string[]): Promise<string> =>
    server.run('account', 'export', ...words).then(
      () => 'it was made',
      (error: Error) => error.message,
    );
  assert.match(await refused('admin', path), 'is there already');
  assert.equal(readFileSync(path), before);
  assert.match(
    await refused('nobody', join(folder, 'nobody.zip')),
    'There is no account named nobody',
  );
  assert.match(await refused('admin', join(folder, 'missing', 'x.zip')), 'ENOENT');
  assert.equal(readdirSync(folder).toSorted(), ['alone.zip', 'running.zip']);
  assert.not.ok(existsSync(join(folder, 'missing')));
});
