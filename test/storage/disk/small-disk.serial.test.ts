import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CommandBody } from '../../../protocol/command-body.ts';
import { DiskWatch } from '../../../server/storage/disk/disk-watch.ts';
import { LiveServer } from '../../support/live-server.ts';
import { SmallDisk } from '../../support/small-disk.ts';
import { StaffMember } from '../../support/staff-member.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a small disk', { limit_ms: 240_000 });
const disk_bytes = 72 * 1024 * 1024;
const fault = SmallDisk.fault();

interface Ready {
  readonly status: number;
  readonly storage: string;
}

async function ready(server: LiveServer): Promise<Ready> {
  const reply = await fetch(`${server.address}/ready`);
  const { checks } = (await reply.json()) as { checks: { journal: string } };
  return { status: reply.status, storage: checks.journal };
}

/** Waits until `/ready` says something that matches. */
async function readyWhen(server: LiveServer, storage: RegExp): Promise<Ready> {
  for (;;) {
    const now = await ready(server);
    if (storage.test(now.storage)) return now;
    await wait(50);
  }
}

/** Waits until the server that was just started is ready, its help scripts too. */
async function readyAll(server: LiveServer): Promise<Ready> {
  for (;;) {
    const now = await ready(server);
    if (now.status === 200) return now;
    await wait(50);
  }
}

/** Waits until all that was acknowledged is in data.mdb. */
async function settled(server: LiveServer): Promise<void> {
  while ((await figure(server, 'shardbell_tables_behind_positions')) > 0) await wait(50);
}

/** The lines of the log that match; fails if any line is no JSON. */
function logged(server: LiveServer, words: RegExp): string[] {
  const lines = server.log.split('\n').filter((line) => line !== '');
  return lines
    .map((line) => (JSON.parse(line) as { msg: string }).msg)
    .filter((msg) => words.test(msg));
}

async function figure(server: LiveServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.address}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1));
}

/** All commands of staff on one ticket at once, with their outcomes. */
async function writeAll(staff: StaffMember, ticket: string): Promise<string[]> {
  const commands: CommandBody[] = [
    { kind: 'post_message', body: 'x'.repeat(4_000) },
    { kind: 'post_note', body: 'y'.repeat(4_000) },
    { kind: 'edit_subject', subject: 'anew' },
    { kind: 'close' },
    { kind: 'reopen' },
  ];
  const asked = commands.map((command) =>
    staff.connection.command(command, { ticket, as: 'support' }),
  );
  const opened = staff.connection.command(
    { kind: 'open', category: 'Question', subject: 'on a full disk', participants: [] },
    { as: 'support' },
  );
  const ended = await Promise.all([...asked, opened]);
  return ended.map((outcome) => (outcome.t === 'refused' ? outcome.code : outcome.t));
}

const full =
  '[J53] on a full disk the server lives and can be read, refuses writes in words, and goes on with space';
const fullBody = async (): Promise<void> => {
  const disk = SmallDisk.make(disk_bytes);
  const server = await LiveServer.on(disk.folder('data'));
  let staff: StaffMember | undefined;
  try {
    staff = await StaffMember.signIn(server, 'ada');
    const ticket = await staff.open('before', []);
    await staff.reply(ticket, 'stored before');
    assert.equal(await readyAll(server), { status: 200, storage: 'ok' });
    assert.ok((await figure(server, 'shardbell_disk_free_bytes')) > 0);
    assert.ok((await figure(server, 'shardbell_data_bytes')) > 0);
    assert.ok((await figure(server, 'shardbell_commits_total{outcome="written"}')) > 0);

    disk.fill();
    // What was begun at this moment can still be stored, in the reserve.
    await writeAll(staff, ticket);
    const { status, storage } = await readyWhen(server, /is full/u);
    assert.is(status, 503);
    assert.match(storage, /What is stored can be read/u);
    for (let i = 0; i < 20; i++) {
      const ends = await writeAll(staff, ticket);
      assert.ok(ends.includes('storage_unavailable'));
      assert.not(ends.includes('done'));
    }
    assert.ok(server.isRunning);
    assert.ok((await figure(server, 'shardbell_commits_total{outcome="rejected"}')) > 0);
    const refused = await server.run('account', 'add', 'eve').then(() => '', String);
    assert.match(refused, /could not be stored/u);
    assert.match(await server.run('account', 'list'), /ada/u);

    // Whoever supervises it starts it anew: it reads on, without a word of a new one.
    await server.stop();
    await server.start();
    assert.is(server.bootstrapLink, undefined);
    assert.is((await readyWhen(server, /is full/u)).status, 503);
    assert.is(logged(server, /cannot be written: .*is full/u).length, 2);

    disk.makeSpace();
    await readyWhen(server, /^ok$/u);
    assert.is(logged(server, /can be written again/u).length, 1);
    await staff.reply(ticket, 'stored after');
    assert.match(await server.run('account', 'list'), /ada/u);
  } finally {
    staff?.close();
    await server.kill();
    disk.remove();
  }
};

const broken =
  '[J54] a file system that turns read-only under the server refuses writes, and is read, also at the next start';
const brokenBody = async (): Promise<void> => {
  const disk = SmallDisk.make(disk_bytes);
  const server = await LiveServer.on(disk.folder('data'));
  let staff: StaffMember | undefined;
  try {
    staff = await StaffMember.signIn(server, 'ada');
    const ticket = await staff.open('before', []);
    // A write of LMDB that is under way at that very moment fails, and lmdb then ends the process.
    await settled(server);
    disk.breakDown();
    for (let i = 0; i < 20; i++) {
      for (const end of await writeAll(staff, ticket)) assert.is(end, 'storage_unavailable');
    }
    assert.is((await readyWhen(server, /is read-only/u)).status, 503);
    await server.stop();

    await server.start();
    assert.is((await readyWhen(server, /is read-only/u)).status, 503);
    assert.is(logged(server, /is read-only/u).length, 2);
    await server.stop();

    // Mounted read-only by hand, and given back while the server runs.
    disk.unmount();
    disk.mount();
    disk.remount('ro');
    await server.start();
    await readyWhen(server, /is read-only/u);
    disk.remount('rw');
    await readyWhen(server, /^ok$/u);
    assert.match(await server.run('account', 'list'), /ada/u);
    assert.match(await server.run('account', 'add', 'eve'), /#link=/u);
  } finally {
    staff?.close();
    await server.kill();
    disk.remove();
  }
};

const explained =
  '[J190] a disk on which LMDB failed without a reason is told by its reason once it is tried again';
const explainedBody = async (): Promise<void> => {
  const disk = SmallDisk.make(disk_bytes);
  const watch = await DiskWatch.open(disk.folder('data'));
  try {
    disk.breakDown();
    watch.failed();
    assert.is(watch.trouble?.why, 'failed');
    await new Promise<void>((told) => watch.onChanged(() => told()));
    assert.is(watch.trouble?.why, 'read_only');
    assert.match(watch.trouble!.sentence, /its file system is read-only/u);
  } finally {
    watch.close();
    disk.remove();
  }
};

for (const [name, body] of [
  [full, fullBody],
  [broken, brokenBody],
  [explained, explainedBody],
] as const) {
  if (fault === undefined) test(name, body);
  else test.skip(name, fault, body);
}

const leftName =
  '[X4] a file system of a test whose process was killed is unmounted and removed by the next test that wants one';
const leftBody = (): void => {
  const module = new URL('../../support/small-disk.js', import.meta.url).href;
  const { stdout, signal } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { SmallDisk } from '${module}';
      console.log(SmallDisk.make(8 * 1024 * 1024).path);
      process.kill(process.pid, 'SIGKILL');`,
    ],
    { encoding: 'utf8' },
  );
  assert.is(signal, 'SIGKILL');
  const path = stdout.trim();
  const isMounted = (): boolean => readFileSync('/proc/mounts', 'utf8').includes(` ${path} `);
  assert.ok(isMounted());
  const own = SmallDisk.make(8 * 1024 * 1024);
  try {
    SmallDisk.removeLeftovers();
    assert.not(isMounted());
    assert.not(existsSync(dirname(path)));
    assert.ok(existsSync(own.path), 'one whose process lives stays');
  } finally {
    own.remove();
  }
};
if (fault === undefined) test(leftName, leftBody);
else test.skip(leftName, fault, leftBody);
