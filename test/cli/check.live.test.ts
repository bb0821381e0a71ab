import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fillFolder, readBackup } from '../support/backups.ts';
import { TestFolder } from '../support/folder.ts';
import { LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';
import { Cli, run } from './cli.ts';

const test = suite('check', { limit_ms: 120_000 });
let folder: TestFolder;
let base: string;
let environment: Record<string, string>;

test.before.each(() => {
  folder = new TestFolder();
  base = mkdtempSync(join(tmpdir(), 'shardbell-check-'));
  environment = { SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' };
});
test.after.each(() => {
  rmSync(base, { recursive: true, force: true });
  folder.remove();
});

/** With the number of its ticket given. */
async function fill(messages: number): Promise<void> {
  await fillFolder(folder, messages);
  const storage = await folder.open();
  await ticketNumbers(storage).next();
  await storage.close();
}

test('[O111] shardbell check finds nothing under a server that is written to all the time', async () => {
  await fill(30);
  const server = await LiveServer.on(folder.path);
  const staff = await StaffMember.signIn(server, 'mo');
  const ticket = await staff.open('all the time', []);
  const state = { isOver: false, written: 0 };
  const writing = (async () => {
    while (!state.isOver) {
      await staff.reply(ticket, `reply ${state.written}`).catch(() => {});
      state.written += 1;
    }
  })();
  const { code, out, err } = await run(['check'], environment);
  state.isOver = true;
  await writing;
  staff.close();
  assert.is(code, 0, out + err);
  assert.match(
    out,
    /^Nothing is wrong in \S+: 2 tickets and \d+ rows were checked in \d+\.\d s, up to position \d+\.\n$/u,
  );
  await server.kill();
  const after = await run(['check'], environment);
  assert.is(after.code, 0, after.out + after.err);
});

test('[O112] shardbell check BACKUP_DIR checks a backup, says what is wrong, exits with 1 and changes nothing', async () => {
  await fill(3);
  const backup = join(base, 'backup');
  assert.is((await run(['backup', backup], environment)).code, 0);
  const before = readdirSync(backup);
  const whole = await run(['check', backup], environment);
  assert.is(whole.code, 0, whole.out + whole.err);
  const path = join(backup, 'data.mdb');
  const bytes = readFileSync(path);
  bytes.fill(7, bytes.length - 100);
  writeFileSync(path, bytes);
  const wrong = await run(['check', backup], environment);
  assert.is(wrong.code, 1);
  assert.match(wrong.out, /^data\.mdb is not as it was written: it has other bytes\.$/mu);
  assert.match(wrong.err, /things? (is|are) wrong in /u);
  assert.equal(readdirSync(backup), before);
  const none = await run(['check', base], environment);
  assert.is(none.code, 1);
  assert.match(none.err, /^There is no Shardbell in/u);
  const many = await run(['check', 'a', 'b'], environment);
  assert.is(many.code, 2);
});

test('[J204] a rebuild killed half way leaves the data as it was, and the next start removes the rest', async () => {
  await fill(300);
  const path = join(folder.path, 'data.mdb');
  const before = statSync(path);
  const cli = new Cli(['check', '--rebuild', '--yes'], environment);
  const made = join(folder.path, 'rebuilding', 'data.mdb');
  while (!((statSync(made, { throwIfNoEntry: false })?.size ?? 0) > 0)) await turn();
  cli.child.kill('SIGKILL');
  await cli.ended();
  const after = statSync(path);
  assert.equal([after.ino, after.mtimeMs, after.size], [before.ino, before.mtimeMs, before.size]);
  assert.is((await run(['shard', 'list'], environment)).code, 0);
  assert.not(existsSync(join(folder.path, 'rebuilding')));
  assert.is((await run(['check'], environment)).code, 0);
});

test('[O113] a rebuild asks first, is refused where a server runs, and says where the data of before is', async () => {
  await fill(3);
  const unasked = await run(['check', '--rebuild'], environment);
  assert.equal(
    [unasked.code, unasked.err],
    [1, 'Nobody can be asked here: add --yes to make the data file anew.\n'],
  );
  const server = await LiveServer.on(folder.path);
  const busy = await run(['check', '--rebuild', '--yes'], environment);
  assert.is(busy.code, 1);
  assert.match(busy.err, /is in use by a running Shardbell/u);
  await server.stop();
  const { code, out, err } = await run(['check', '--rebuild', '--yes'], environment);
  assert.is(code, 0, out + err);
  const kept =
    /^The data file was made anew, with 1 tickets\. As it was before it is in (\S+)\.$/mu.exec(
      out,
    )?.[1];
  assert.ok(kept !== undefined && existsSync(join(kept, 'data.mdb')));
  rmSync(kept, { recursive: true });
  assert.is((await run(['check'], environment)).code, 0);
  assert.is((await readBackup(folder.path, 'big')).bodies.length, 3);
});
