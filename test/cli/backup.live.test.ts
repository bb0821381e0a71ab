import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import {
  begun,
  fillFolder,
  manifestOf,
  readBackup,
  unfinishedOf,
  wrongFiles,
} from '../support/backups.ts';
import { folder_schema } from '../../server/storage/folder/folder-schema.ts';
import { TestFolder } from '../support/folder.ts';
import { LiveServer } from '../support/live-server.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { Cli, run } from './cli.ts';

const test = suite('backup', { limit_ms: 120_000 });
let base: string;
let target: string;
let folder: TestFolder;
let environment: Record<string, string>;
const servers: LiveServer[] = [];

/** A server on the folder, which ends with the test at the latest. */
async function started(): Promise<LiveServer> {
  const server = await LiveServer.on(folder.path);
  servers.push(server);
  return server;
}

test.before.each(() => {
  base = mkdtempSync(join(tmpdir(), 'shardbell-backup-'));
  target = join(base, 'backup');
  folder = new TestFolder();
  environment = { SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' };
});
test.after.each(async () => {
  for (const server of servers.splice(0)) await server.kill();
  rmSync(base, { recursive: true, force: true });
  folder.remove();
});

test('[J140] a backup made while replies are written all the time holds all that was acknowledged before it', async () => {
  await fillFolder(folder, 200);
  const server = await started();
  const staff = await StaffMember.signIn(server, 'mo');
  const ticket = await staff.open('all the time', []);
  const writer = { acknowledged: 0, isOver: false };
  const writing = (async () => {
    while (!writer.isOver) {
      const isTaken = await staff.reply(ticket, `reply ${writer.acknowledged}`).then(
        () => true,
        (error: Error) => {
          // Faster than anybody may be: it is sent again.
          if (!error.message.includes('rate_limited')) throw error;
          return false;
        },
      );
      if (isTaken) writer.acknowledged += 1;
      else await turn();
    }
  })();
  while (writer.acknowledged < 50) await turn();
  const before = writer.acknowledged;
  // As the command asks for it, but at this very moment.
  await server.operate('backup', { to: target });
  writer.isOver = true;
  await writing;
  staff.close();
  await server.stop();
  const { position, bodies } = await readBackup(target, ticket);
  assert.is(position, manifestOf(target).position);
  assert.equal(
    bodies,
    bodies.map((_, i) => `reply ${i}`),
  );
  assert.ok(bodies.length >= before && bodies.length <= writer.acknowledged, `${bodies.length}`);
  assert.is((await readBackup(target, 'big')).bodies.length, 200);
});

test('[J141] a server killed half way through a backup leaves no folder of its name, and loses nothing', async () => {
  await fillFolder(folder, 500);
  const server = await started();
  await server.shardKey('moon');
  const cli = new Cli(['backup', target], environment);
  await begun(target);
  await server.kill();
  const { code, err } = await cli.ended();
  assert.is(code, 1);
  const lines = err.trim().split('\n');
  assert.match(
    lines.at(-1)!,
    /^The server went away in the middle of the backup, .* make it again/u,
  );
  assert.is(unfinishedOf(target).length, 1);
  assert.equal(readdirSync(base), unfinishedOf(target));
  const { out } = await run(['shard', 'list'], environment);
  assert.match(out, /^moon\t/u);
  const again = await run(['backup', target], environment);
  assert.is(again.code, 0, again.err);
  assert.is((await readBackup(target, 'big')).bodies.length, 500);
});

const fullName =
  '[J142] a backup for which there is no space on its disk ends with a sentence, leaves nothing, and the server goes on';
const fullBody = async (): Promise<void> => {
  const disk = SmallDisk.make(16 * 1024 * 1024);
  try {
    await fillFolder(folder, 300);
    const server = await started();
    const there = join(disk.path, 'backup');
    const { code, err } = await run(['backup', there], environment);
    assert.is(code, 1);
    assert.match(
      err,
      `The backup ${there} was not made: there is not enough space on the disk for it.\n`,
    );
    assert.equal(readdirSync(disk.path), ['lost+found']);
    await server.shardKey('moon');
    const metrics = await (await fetch(`${server.address}/metrics`)).text();
    assert.match(metrics, /^shardbell_backup_last_failed 1$/mu);
    assert.not.match(metrics, /^shardbell_backup_last_success_seconds/mu);
    await server.stop();
  } finally {
    disk.remove();
  }
};
const fault = SmallDisk.fault();
if (fault === undefined) test(fullName, fullBody);
else test.skip(fullName, fault, fullBody);

test('[J143] a server that is stopped during a backup ends it at once, and itself as ever', async () => {
  await fillFolder(folder, 500);
  const server = new Cli(['start'], environment);
  await server.said(/listens/u);
  const cli = new Cli(['backup', target], environment);
  await begun(target);
  server.child.kill('SIGTERM');
  const [stopped, { code, err }] = await Promise.all([server.ended(), cli.ended()]);
  assert.equal([stopped.code, code], [0, 1]);
  assert.match(err, `The backup ${target} was not made: the server was stopped meanwhile.\n`);
  assert.equal(readdirSync(base), []);
});

test('[O70] a backup holds data, configuration and help scripts, with a server and without one, and says where they are', async () => {
  await fillFolder(folder, 1);
  folder.write('shardbell.config.json', '{}');
  folder.write('scripts/help/own.lua', '-- mine');
  folder.write('scripts/notes.txt', 'not a script');
  const alone = await run(['backup', target], { ...environment, SHARDBELL_DISCORD_TOKEN: 'no' });
  assert.is(alone.code, 0, alone.err);
  assert.match(
    alone.out,
    /^The backup is in \S+: \d+ kB, up to position \d+, made in \d+\.\d s\.\n$/u,
  );
  assert.match(alone.out, target);
  const server = await started();
  const second = join(base, 'second');
  // An empty folder may be there.
  mkdirSync(second);
  const asked = await run(['backup', second], environment);
  assert.is(asked.code, 0, asked.err);
  const metrics = await (await fetch(`${server.address}/metrics`)).text();
  assert.match(metrics, /^shardbell_backup_last_failed 0$/mu);
  const at = Number(/^shardbell_backup_last_success_seconds (\d+)$/mu.exec(metrics)?.[1]);
  assert.ok(Math.abs(at - Date.now() / 1_000) < 120, `${at}`);
  await server.stop();
  assert.match(server.log, new RegExp(`"kind":"changed","value":"backup ${second}"`, 'u'));
  const names = ['data.mdb', 'files.sha256', 'shardbell.config.json', 'scripts/help/own.lua'];
  for (const made of [target, second]) {
    const { form, schema, files, epoch, position } = manifestOf(made);
    assert.equal([form, schema, files.map(({ name }) => name)], [1, folder_schema, names]);
    assert.ok(epoch.length > 0 && position > 0);
    assert.equal(wrongFiles(made), []);
    const all = readdirSync(made, { recursive: true, encoding: 'utf8' });
    const folders = ['scripts', join('scripts', 'help')];
    assert.equal(all.toSorted(), [...names, 'backup.json', ...folders].toSorted());
    for (const name of ['', ...all]) assert.is(statSync(join(made, name)).mode & 0o077, 0, name);
  }
});

test('[O71] a backup is refused in a sentence where its folder is in use, in the data folder or nowhere, or where nothing is stored', async () => {
  await fillFolder(folder, 1);
  mkdirSync(join(base, 'full/below'), { recursive: true });
  writeFileSync(join(base, 'file'), '');
  const cases = [
    [join(base, 'full'), 'is not empty: name a folder that is not there yet.'],
    [join(base, 'file'), 'is there and is no folder: name a folder that is not there yet.'],
    [join(folder.path, 'in/it'), 'is not there: make it first, or name another.'],
    [join(folder.path, 'in'), 'would be in the data folder: name a folder elsewhere.'],
    [folder.path, 'would be in the data folder: name a folder elsewhere.'],
    [join(base, 'none/backup'), 'is not there: make it first, or name another.'],
  ] as const;
  const server = await started();
  for (const [wanted, why] of cases) {
    const { code, out, err } = await run(['backup', wanted], environment);
    assert.equal([code, out], [1, '']);
    assert.match(err, why);
    assert.is(err.split('\n').length, 2, err);
  }
  await server.stop();
  const missing = join(base, 'missing');
  const { code, err } = await run(['backup', target], { SHARDBELL_DATA: missing });
  assert.equal([code, readdirSync(base).toSorted()], [1, ['file', 'full']]);
  assert.match(err, `There is no Shardbell in the data folder ${missing}`);
});

test('[O72] one backup at a time: the second is refused with the name of the first, which ends when its command is ended', async () => {
  await fillFolder(folder, 500);
  const server = await started();
  const first = new Cli(['backup', target], environment);
  await begun(target);
  first.child.kill('SIGSTOP');
  const asked = await server.operate('backup', { to: join(base, 'second') }).then(
    () => 'made',
    (error: Error) => error.message,
  );
  assert.match(asked, `Another backup is under way, ${target}: try again when it is done.`);
  first.child.kill('SIGKILL');
  await first.ended();
  while (unfinishedOf(target).length > 0) await turn();
  assert.equal(readdirSync(base), []);
  await server.stop();
});
