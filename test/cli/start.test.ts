import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { assert, suite } from '../support/suite.ts';
import { CliFolder, first, listens, run, spend } from './cli.ts';

const test = suite('start and stop by the command line', { limit_ms: 60_000 });
let folder: CliFolder;
let data: string;
let environment: Record<string, string>;

test.before.each(() => {
  folder = new CliFolder();
  ({ data, environment } = folder);
});
test.after.each(() => folder.remove());

test('[O16] start says where it listens, and at each start how the first administrator signs in, until one did', async () => {
  const server = folder.start();
  const found = await server.said(first);
  assert.match(server.out, listens);
  assert.is(server.out.split('\n').length, 3);
  server.child.kill('SIGTERM');
  assert.is((await server.ended()).code, 0);

  const second = folder.start();
  const link = await second.said(first);
  assert.is.not(link[2], found[2]);
  assert.is(await spend(link), 200);
  assert.is(await spend(link), 401);
  second.child.kill('SIGINT');
  assert.is((await second.ended()).code, 0);

  const third = folder.start();
  await third.said(listens);
  third.child.kill('SIGTERM');
  const { out } = await third.ended();
  assert.is(out.split('\n').length, 2);
});

// [L154] What is no file, or whose name begins with a dot, is no script; a script that cannot be
// read does not end the start.
test('[L154] a folder named like a script, or a script that cannot be read, does not end the start', async () => {
  mkdirSync(join(data, 'scripts', 'old.lua'), { recursive: true });
  writeFileSync(join(data, 'scripts', 'large.lua'), '-'.repeat(300_000));
  const server = folder.start();
  await server.said(listens);
  assert.match(server.err, /the help scripts do not load: The script .*large\.lua is larger than/u);
});

test('[O129] a server that is started in another folder than that of its package has its help scripts', async () => {
  // `start` is run in another folder than that of the package.
  const server = folder.start();
  const [, address = ''] = await server.said(listens);
  const ready = await fetch(`${address}/ready`);
  assert.is(ready.status, 200, await ready.text());
  assert.not(server.err.includes('scripts'), server.err);
});

test('[O18] a folder whose server was killed is served again', async () => {
  const server = folder.start();
  await server.said(listens);
  server.child.kill('SIGKILL');
  await server.ended();
  const nobody = await run(['shard', 'list'], environment);
  assert.equal([nobody.code, nobody.err], [0, 'There is no shard yet.\n']);
  await folder.start().said(listens);
});

test('[O19] a stopped server exits with 0 and frees its port at once', async () => {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  environment.SHARDBELL_PORT = String(port);
  for (const _ of [1, 2]) {
    const server = folder.start();
    await server.said(listens);
    assert.is((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
    server.child.kill('SIGTERM');
    assert.is((await server.ended()).code, 0);
  }
});
