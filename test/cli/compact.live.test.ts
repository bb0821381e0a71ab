import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fillFolder, readBackup } from '../support/backups.ts';
import { TestFolder } from '../support/folder.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Cli, run } from './cli.ts';

const test = suite('compact', { limit_ms: 120_000 });
let folder: TestFolder;
let environment: Record<string, string>;
const servers: LiveServer[] = [];

test.before.each(() => {
  folder = new TestFolder();
  environment = { SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' };
});
test.after.each(async () => {
  for (const server of servers.splice(0)) await server.kill();
  folder.remove();
});

test('[J194] a server killed half way through a compaction has the data file as it was, and the next start removes the rest', async () => {
  await fillFolder(folder, 300);
  const server = await LiveServer.on(folder.path);
  servers.push(server);
  await server.shardKey('moon');
  const { ino } = statSync(join(folder.path, 'data.mdb'));
  const cli = new Cli(['compact'], environment);
  const copy = join(folder.path, 'compacting', 'data.mdb');
  while (!((statSync(copy, { throwIfNoEntry: false })?.size ?? 0) > 0)) await turn();
  await server.kill();
  assert.is((await cli.ended()).code, 1);
  assert.is(statSync(join(folder.path, 'data.mdb')).ino, ino);
  const { out } = await run(['shard', 'list'], environment);
  assert.match(out, /^moon\t/u);
  assert.not(existsSync(join(folder.path, 'compacting')));
});

test('[O110] shardbell compact says what it freed, with a server and without one, and everything is there', async () => {
  await fillFolder(folder, 20);
  const alone = await run(['compact'], environment);
  assert.is(alone.code, 0, alone.err);
  assert.match(alone.out, /^The data file has \d+(\.\d+)? [kM]B now: .* were freed\.\n$/u);
  const server = await LiveServer.on(folder.path);
  servers.push(server);
  const asked = await run(['compact'], environment);
  assert.is(asked.code, 0, asked.err);
  await server.shardKey('moon');
  await server.stop();
  assert.match(server.log, /The data file was compacted\./u);
  assert.is((await readBackup(folder.path, 'big')).bodies.length, 20);
  const nothing = await run(['compact'], { SHARDBELL_DATA: join(folder.path, 'none') });
  assert.is(nothing.code, 1);
  assert.match(nothing.err, /^There is no Shardbell in the data folder/u);
});
