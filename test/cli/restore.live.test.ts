import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { followTicket } from '../../clients/core/follow.ts';
import { blobsIn, bodiesIn, fillFolder, manifestOf, putBlob } from '../support/backups.ts';
import { TestFolder } from '../support/folder.ts';
import { Game, numberIn } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { Cli, run, type Ran } from './cli.ts';

const test = suite('restore', { limit_ms: 120_000 });
let base: string;
let backup: string;
let folder: TestFolder;
const servers: LiveServer[] = [];

/** Runs a command on a data folder. */
function on(data: string, ...words: string[]): Promise<Ran> {
  return run(words, { SHARDBELL_DATA: data, SHARDBELL_PORT: '0' });
}

async function backedUp(): Promise<void> {
  const { code, err } = await on(folder.path, 'backup', backup);
  assert.is(code, 0, err);
}

test.before.each(() => {
  base = mkdtempSync(join(tmpdir(), 'shardbell-restore-'));
  backup = join(base, 'backup');
  folder = new TestFolder();
});
test.after.each(async () => {
  for (const server of servers.splice(0)) await server.kill();
  rmSync(base, { recursive: true, force: true });
  folder.remove();
});

test('[J160] a restored folder has all that was in the backup, opens to nobody who was signed in, and its numbers are above all of before', async () => {
  const server = await LiveServer.on(folder.path);
  servers.push(server);
  const password = 'kelp ford mill';
  const wish = { name: 'ada', groups: ['moderators'], password };
  await server.operate('account_add_with_password', wish);
  const game = await Game.start(server.socketAddress, await server.shardKey('moon'));
  const owen = game.logIn('s1', { id: 'owen', name: 'owen' }, { id: 'owen', name: 'Owen' });
  assert.is(numberIn(await owen.ring('A question', 'the first')), 1);
  const staff = await StaffMember.signIn(server, 'mo');
  const ticket = await staff.open('kept', []);
  await staff.reply(ticket, 'kept');
  const token = await tokenOf(server, 'ada', password);
  assert.is(await status(server, token), 200);
  const link = (await server.staffLink('bo')).split('#link=')[1]!.trim();
  await server.operate('backup', { to: backup });
  await staff.reply(ticket, 'lost');
  await staff.open('lost', []);
  const held = await seen(staff, ticket, 2);
  await server.stop();
  renameSync(folder.path, join(base, 'away'));
  const { code, out, err } = await on(folder.path, 'restore', backup);
  assert.is(code, 0, err);
  assert.match(out, /is restored into .* Everybody has to sign in again/u);
  const back = game.live();
  await server.start();
  // The key of a shard holds, and so does a password; nothing else that was handed out.
  await back;
  assert.is(await status(server, token), 401);
  assert.is(await status(server, await tokenOf(server, 'ada', password)), 200);
  assert.is((await post(server, '/web/link', { secret: link })).status, 401);
  assert.is((await post(server, '/web/socket', {}, staff.cookie)).status, 401);
  staff.close();
  // The same page, signed in again, asks with the cursor that it has.
  const again = await StaffMember.signIn(server, 'cy');
  const state = await resumedFrom(again, ticket, held);
  assert.is(state.how, 'state');
  assert.ok(state.epoch !== held.epoch);
  assert.equal(state.bodies, ['kept']);
  const next = game.logIn('s2', { id: 'pia', name: 'pia' }, { id: 'pia', name: 'Pia' });
  const number = numberIn(await next.ring('A question', 'after it'));
  assert.ok(number > 1_002 && number < 1_010, `${number}`);
  const account = Number(await again.accountOf('Pia'));
  assert.ok(account > 1_000 && account < 1_100, `${account}`);
  const audit = await on(folder.path, 'audit');
  assert.match(audit.out, `restored ${manifestOf(backup).time}`);
  again.close();
  game.shard.close();
});

test('[J161] a restore is refused in a sentence, and leaves nothing, where the backup is damaged, the folder is in use or something is in it', async () => {
  await fillFolder(folder, 1);
  const blob = putBlob(folder.path, Buffer.from('a picture'));
  await backedUp();
  const data = join(base, 'data');
  const damaged = (name: string, damage: (path: string) => void): string => {
    const copy = join(base, name);
    cpSync(backup, copy, { recursive: true });
    damage(copy);
    return copy;
  };
  const written = (path: string, file: string, change: (text: string) => string): void => {
    const text = readFileSync(join(path, file), 'latin1');
    writeFileSync(join(path, file), change(text), 'latin1');
  };
  const inTables = damaged('a', (at) => written(at, 'data.mdb', (text) => `${text.slice(0, -1)}x`));
  const inBlob = damaged('b', (at) => written(at, blob, () => 'b picture'));
  const lacking = damaged('c', (at) => rmSync(join(at, blob)));
  const lacksMost = damaged('d', (at) => rmSync(join(at, 'data.mdb')));
  const newer = damaged('e', (at) =>
    written(at, 'backup.json', (text) => text.replace('"form": 1', '"form": 2')),
  );
  const climbing = damaged('f', (at) =>
    written(at, 'backup.json', (text) => text.replace('"data.mdb"', '"../../data.mdb"')),
  );
  const cases = [
    [inTables, 'data.mdb is not as it was when it was made. Nothing was restored'],
    [inBlob, `${blob} is not as it was when it was made`],
    [lacking, `${blob} is not as it was when it was made`],
    [lacksMost, 'data.mdb is not as it was when it was made'],
    [newer, 'restore it by that one or a newer.'],
    [climbing, 'backup.json is damaged: take another backup.'],
    [base, 'is no backup: there is no backup.json in it.'],
    [join(base, 'none'), 'is no backup'],
  ] as const;
  for (const [from, why] of cases) {
    const { code, out, err } = await on(data, 'restore', from);
    assert.equal([code, out], [1, ''], from);
    assert.match(err.split('\n').at(-2)!, why);
    assert.equal(existsSync(data) ? readdirSync(data) : [], []);
  }
  const before = readdirSync(folder.path);
  const full = await on(folder.path, 'restore', backup);
  assert.match(
    full.err,
    'is not empty: set SHARDBELL_DATA to one that is not there yet, or empty.',
  );
  assert.equal(readdirSync(folder.path).toSorted(), before.toSorted());
  const server = await LiveServer.on(folder.path);
  servers.push(server);
  const inUse = await on(folder.path, 'restore', backup);
  assert.match(inUse.err, 'is in use by a running Shardbell: stop that one');
  await server.stop();
});

test('[J162] a restore that is killed half way is all or nothing: no server starts on it, and made again it is whole', async () => {
  await fillFolder(folder, 1);
  for (let i = 0; i < 80; i += 1) putBlob(folder.path, Buffer.alloc(20_000, `blob ${i}`));
  await backedUp();
  const data = join(base, 'data');
  mkdirSync(join(data, 'lost+found'), { recursive: true });
  const unfinished = join(data, 'restore.unfinished');
  const moments: Record<string, () => boolean> = {
    'as it begins': () => existsSync(unfinished),
    'while files are copied': () => existsSync(join(unfinished, 'files')),
    'while the data is renewed': () => existsSync(join(unfinished, 'lock.mdb')),
    'while it is moved to its place': () => existsSync(join(data, 'files')),
  };
  let cut = 0;
  for (const [moment, isNow] of Object.entries(moments)) {
    const cli = new Cli(['restore', backup], { SHARDBELL_DATA: data });
    while (!isNow() && cli.child.exitCode === null) await turn();
    cli.child.kill('SIGKILL');
    await cli.ended();
    if (!existsSync(unfinished)) continue;
    cut += 1;
    const { code, err } = await on(data, 'start');
    assert.is(code, 1, moment);
    assert.match(err, `A restore into ${data} was cut off: run shardbell restore again`);
  }
  assert.ok(cut >= 3, `${cut}`);
  if (existsSync(unfinished)) {
    const { code, err } = await on(data, 'restore', backup);
    assert.is(code, 0, err);
  }
  assert.is(blobsIn(data).length, 80);
  assert.is((await bodiesIn(data, 'big')).length, 1);
  assert.not.ok(existsSync(unfinished));
});

test('[J163] whoever was erased after the backup stands in the list of the restored folder, by the lists in the backup, beside it and by hand', async () => {
  await fillFolder(folder, 1);
  const { origin } = await originOf();
  const line = (account: string, of = origin): string =>
    `${JSON.stringify({ account, at: '2026-11-30T04:00:00.000Z', origin: of })}\n`;
  folder.write('erasures.jsonl', line('1'));
  await backedUp();
  // The server copies it beside the backup.
  assert.is(readFileSync(join(base, 'erasures.jsonl'), 'utf8'), line('1'));
  writeFileSync(join(base, 'erasures.jsonl'), line('1') + line('2') + line('9', 'other data'));
  writeFileSync(join(base, 'by-hand'), line('3').trim());
  const data = join(base, 'data');
  const missing = await on(data, 'restore', backup, '--erasures', join(base, 'missing'));
  assert.match(
    missing.err,
    `The list of erasures ${join(base, 'missing')} cannot be read (ENOENT).`,
  );
  writeFileSync(join(base, 'damaged'), 'erased: 3\n');
  const damaged = await on(data, 'restore', backup, '--erasures', join(base, 'damaged'));
  assert.match(damaged.err, `Line 1 of ${join(base, 'damaged')} is none of a list of erasures.`);
  const { code, out, err } = await on(data, 'restore', backup, '--erasures', join(base, 'by-hand'));
  assert.is(code, 0, err);
  assert.match(out, 'The next start erases 3 accounts again that were erased.');
  const list = readFileSync(join(data, 'erasures.jsonl'), 'utf8');
  assert.is(list, line('1') + line('2') + line('3'));
});

async function originOf(): Promise<{ readonly origin: string }> {
  const storage = await folder.open();
  const { origin } = storage;
  await storage.close();
  return { origin };
}

async function tokenOf(server: LiveServer, username: string, password: string): Promise<string> {
  const reply = await post(server, '/auth/login', { username, password });
  return ((await reply.json()) as { accessToken: string }).accessToken;
}

async function status(server: LiveServer, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${server.address}/api/help-tickets?page=1`, { headers })).status;
}

function post(server: LiveServer, path: string, body: object, cookie = ''): Promise<Response> {
  const headers = { origin: server.address, 'content-type': 'application/json', cookie };
  return fetch(server.address + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

/** The cursor of a page that shows so many messages. */
function seen({ connection }: StaffMember, ticket: string, messages: number): Promise<Cursor> {
  return new Promise((resolve) => {
    followTicket(connection, ticket, 'support', (followed) => {
      if (followed.kind !== 'here') return;
      const { epoch, head, entries } = followed.is;
      const shown = entries.filter(({ what }) => what.kind === 'message');
      if (shown.length === messages) resolve({ epoch, seq: head.seq });
    });
  });
}

/** What a page gets that asks for a ticket with a cursor. */
function resumedFrom(
  { connection }: StaffMember,
  ticket: string,
  resume: Cursor,
): Promise<{ how: string; epoch: string; bodies: string[] }> {
  return new Promise((resolve, reject) => {
    connection.watch({
      what: () => ({ on: 'ticket', ticket, as: 'support', resume }),
      state(is, epoch) {
        if (is.on !== 'ticket') return reject(new Error(is.on));
        const bodies = is.entries.flatMap(({ what }) =>
          what.kind === 'message' ? [what.body] : [],
        );
        resolve({ how: 'state', epoch, bodies });
      },
      resumed: () => resolve({ how: 'resumed', epoch: '', bodies: [] }),
      event() {},
      signal() {},
      gone: (code) => reject(new Error(code)),
    });
  });
}
