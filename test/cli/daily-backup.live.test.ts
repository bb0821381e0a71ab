import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { blobsIn, fillFolder, manifestOf, putBlob, wrongFiles } from '../support/backups.ts';
import { TestFolder } from '../support/folder.ts';
import { assert, suite } from '../support/suite.ts';
import { Cli, run } from './cli.ts';

const test = suite('daily backups', { limit_ms: 120_000 });
let base: string;
let dir: string;
let folder: TestFolder;
let environment: Record<string, string>;
const running: Cli[] = [];

const daily = /^\d{4}-\d\d-\d\d-\d{6}$/u;
function made(): string[] {
  return readdirSync(dir).filter((name) => daily.test(name));
}
function unfinished(): string[] {
  return readdirSync(dir).filter((name) => name.includes('.unfinished-'));
}
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(5);
}

async function started(): Promise<{ readonly cli: Cli; readonly address: string }> {
  const cli = new Cli(['start'], environment);
  running.push(cli);
  const [, address = ''] = await cli.said(/listens on (\S+)\n/u);
  return { cli, address };
}

async function stopped(cli: Cli): Promise<void> {
  cli.child.kill('SIGTERM');
  await cli.ended();
}

/** Puts another time into a backup, as if it had been made then, under a name of that time. */
function pastOf(backup: string, days: number, change: object = {}): string {
  const time = new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
  const name = `${time.slice(0, 10)}-040000`;
  cpSync(join(dir, backup), join(dir, name), { recursive: true });
  const manifest = { ...manifestOf(join(dir, name)), time, ...change };
  writeFileSync(join(dir, name, 'backup.json'), JSON.stringify(manifest));
  return name;
}

test.before.each(() => {
  base = mkdtempSync(join(tmpdir(), 'shardbell-daily-'));
  dir = join(base, 'backups');
  mkdirSync(dir);
  folder = new TestFolder();
  environment = {
    SHARDBELL_DATA: folder.path,
    SHARDBELL_PORT: '0',
    SHARDBELL_BACKUP_DIR: dir,
    SHARDBELL_BACKUP_COUNT: '3',
  };
});
test.after.each(async () => {
  for (const cli of running.splice(0)) {
    cli.child.kill('SIGKILL');
    await cli.ended();
  }
  rmSync(base, { recursive: true, force: true });
  folder.remove();
});

test('[J154] a missed daily backup is made soon after the start, the last ones are kept, and nothing else in their folder is touched', async () => {
  await fillFolder(folder, 1);
  const picture = putBlob(folder.path, Buffer.from('a picture'));
  const first = await started();
  const before = await ready(first.address);
  assert.equal([before.ready, before.checks.backup], [true, `No backup is known in ${dir} yet.`]);
  await until(() => made().length === 1);
  await until(() => first.cli.err.includes('the daily backup was made'));
  assert.is((await ready(first.address)).checks.backup, 'ok');
  await stopped(first.cli);
  const [newest = ''] = made();
  assert.equal(wrongFiles(join(dir, newest)), []);
  // As if the server had been off for a while.
  const old = [2, 3, 4, 5].map((days) => pastOf(newest, days));
  const others = [
    pastOf(newest, 6, { origin: 'other data' }),
    pastOf(newest, 7, { daily: false }),
    '2020-01-01-040000',
    'mine',
  ];
  for (const name of others.slice(2)) mkdirSync(join(dir, name));
  rmSync(join(dir, newest), { recursive: true });
  const second = await started();
  await until(() => second.cli.err.includes('daily backups of before were removed'));
  const kept = made().filter((name) => !others.includes(name));
  assert.equal([kept.length, kept[0], kept[1]], [3, old[1], old[0]]);
  for (const name of others) assert.ok(readdirSync(dir).includes(name), name);
  assert.equal(unfinished(), []);
  // What never changes is there once.
  const inode = (name: string): number => statSync(join(dir, name, picture)).ino;
  assert.is(inode(kept[2]!), inode(kept[1]!));
  const metrics = await (await fetch(`${second.address}/metrics`)).text();
  assert.match(metrics, /^shardbell_backup_last_success_seconds \d+$/mu);
  await stopped(second.cli);
  // It is known after a start, and today's is made.
  const third = await started();
  for (;;) {
    const text = await (await fetch(`${third.address}/metrics`)).text();
    if (/^shardbell_backup_last_success_seconds/mu.test(text)) break;
    await wait(50);
  }
  assert.is(made().length, 3 + 3);
});

test('[J155] a server killed half way through a daily backup makes it up after its next start, and what was begun is gone', async () => {
  await fillFolder(folder, 1);
  for (let i = 0; i < 80; i += 1) putBlob(folder.path, Buffer.alloc(20_000, `blob ${i}`));
  // Of another server, as far as can be told: it stays.
  const foreign = join(dir, '2026-01-01-040000.unfinished-abcdef');
  mkdirSync(foreign);
  const first = await started();
  await until(() => unfinished().some((name) => blobsBegun(join(dir, name)) > 0));
  first.cli.child.kill('SIGKILL');
  await first.cli.ended();
  assert.equal([made().length, unfinished().length], [0, 2]);
  const second = await started();
  await until(() => second.cli.err.includes('the daily backup was made'));
  const [name = ''] = made();
  assert.equal([made().length, unfinished()], [1, ['2026-01-01-040000.unfinished-abcdef']]);
  assert.equal([wrongFiles(join(dir, name)), blobsIn(join(dir, name)).length], [[], 80]);
  await stopped(second.cli);
});

test('[J156] a backup has all files of messages that are whole, each verified by its name, and names those that are damaged', async () => {
  await fillFolder(folder, 1);
  const whole = putBlob(folder.path, Buffer.from('a picture'));
  const damaged = putBlob(folder.path, Buffer.from('another one'));
  appendFileSync(join(folder.path, damaged), '!');
  folder.write('files/ab/unfinished', 'not whole yet');
  folder.write('files/incoming/upload', 'not whole yet');
  const target = join(base, 'by-hand');
  const { code, err } = await run(['backup', target], environment);
  assert.is(code, 0);
  assert.match(
    err,
    /^Damaged in the data folder, and so not in the backup: 1 of the files of messages, /mu,
  );
  assert.match(err, damaged.slice(-64));
  assert.equal(blobsIn(target), [whole]);
  const list = readFileSync(join(target, 'files.sha256'), 'utf8');
  assert.is(list, `${whole.slice(-64)}  ${whole}\n`);
  assert.equal(wrongFiles(target), []);
  // Who made it, and where it is.
  const audit = await run(['audit'], environment);
  assert.match(audit.out, `backup ${target}`);
});

async function ready(
  address: string,
): Promise<{ readonly ready: boolean; readonly checks: Record<string, string> }> {
  const reply = await fetch(`${address}/ready`);
  assert.is(reply.status, 200);
  return (await reply.json()) as { ready: boolean; checks: Record<string, string> };
}

function blobsBegun(backup: string): number {
  try {
    return blobsIn(backup).length;
  } catch {
    return 0;
  }
}
