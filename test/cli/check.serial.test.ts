import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillFolder } from '../support/backups.ts';
import { TestFolder } from '../support/folder.ts';
import { LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';
import { run } from './cli.ts';

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
