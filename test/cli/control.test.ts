import {
  chmodSync,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess, type Access } from '../../server/access.ts';
import { runAdmin, type AdminResult } from '../../server/admin.ts';
import { askServer } from '../../server/cli/ask.ts';
import { controlPath, openControl, type Control } from '../../server/control.ts';
import { nodeSecrets } from '../../server/secrets.ts';
import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('control');
let base: string;
let folder: string;
const controls: Control[] = [];

test.before.each(() => {
  base = mkdtempSync(join(tmpdir(), 'shardbell-control-'));
  folder = join(base, 'data');
});
test.after.each(async () => {
  for (const control of controls.splice(0)) await control.close();
  rmSync(base, { recursive: true, force: true });
});

async function open(): Promise<Control> {
  const opened = await openControl(folder);
  if (!opened.ok) throw new Error(opened.sentence);
  controls.push(opened.control);
  return opened.control;
}

async function sentence(): Promise<string> {
  const opened = await openControl(folder);
  return opened.ok ? 'opened' : opened.sentence;
}

async function ask(operation: string, input: unknown): Promise<AdminResult> {
  const asked = await askServer(folder, { operation, input });
  return asked.kind === 'answered' ? asked.result : { ok: false, sentence: 'nobody' };
}

async function serve(address?: string): Promise<Access> {
  const control = await open();
  const access = await openAccess(openMemoryJournal(), nodeSecrets);
  control.serve((asked) =>
    runAdmin({ access, address: () => address }, asked.operation, asked.input),
  );
  return access;
}

test('[O5] the data folder is made for its owner only, and so is the control socket', async () => {
  await open();
  assert.is(statSync(folder).mode & 0o777, 0o700);
  const socket = statSync(controlPath(folder));
  assert.ok(socket.isSocket());
  assert.is(socket.mode & 0o777, 0o600);
});

test('[O6] a folder that a server has is refused to another, until the first is gone', async () => {
  const first = await open();
  assert.match(
    await sentence(),
    'is in use by a running Shardbell: stop that one, or set SHARDBELL_DATA',
  );
  await first.close();
  assert.not(existsSync(controlPath(folder)));
  await open();
});

test('[O7] a socket that a killed server left behind is replaced', async () => {
  await (await open()).close();
  controls.length = 0;
  // Bound, and nobody listens: what SIGKILL leaves.
  const left = createServer();
  await new Promise<void>((listening) => left.listen(join(base, 'left'), listening));
  renameSync(join(base, 'left'), controlPath(folder));
  await new Promise((closed) => left.close(closed));
  assert.ok(existsSync(controlPath(folder)));
  assert.equal(await askServer(folder, { operation: 'shard_list', input: {} }), { kind: 'nobody' });
  await open();
  assert.match(JSON.stringify(await ask('shard_list', {})), 'just starting');
});

test('[O8] a folder that cannot serve is refused in one sentence', async () => {
  writeFileSync(join(base, 'file'), '');
  folder = join(base, 'file', 'data');
  assert.match(await sentence(), `The data folder ${folder} cannot be made (ENOTDIR)`);
  folder = join(base, 'x'.repeat(120));
  assert.match(
    await sentence(),
    /bytes longer than a socket's may be: use a shorter data folder\.$/u,
  );
  assert.not(existsSync(folder));
});

if (process.getuid?.() === 0) {
  test.skip('[O8] a folder without the right to write is refused', 'root may write anywhere');
} else {
  test('[O8] a folder without the right to write is refused', async () => {
    chmodSync(base, 0o500);
    assert.match(await sentence(), 'EACCES');
    chmodSync(base, 0o700);
  });
}

test('[O9] what an operator asks for is done by the running server', async () => {
  const access = await serve('http://127.0.0.1:4600');
  const added = await ask('account_add', { name: 'mo', groups: ['moderators'] });
  assert.ok(added.ok);
  if (!added.ok) return;
  assert.is(
    added.note,
    'Account mo, number 1, was made in moderators. This link signs in as mo, once, within 10 minutes:',
  );
  const [link = ''] = added.lines;
  assert.match(link, /^http:\/\/127\.0\.0\.1:4600\/#link=[\w-]{43}$/u);
  const spent = await access.links.spend(link.split('=')[1]!);
  assert.is(spent.kind === 'spent' && spent.grant.account, '1');

  const shard = await ask('shard_add', { name: 'moon' });
  assert.is(shard.ok && access.shardKeys.shardOfKey(shard.lines[0]!), 'moon');
  const rotated = await ask('shard_rotate', { name: 'moon' });
  assert.is(shard.ok && access.shardKeys.shardOfKey(shard.lines[0]!), undefined);
  assert.is(rotated.ok && access.shardKeys.shardOfKey(rotated.lines[0]!), 'moon');
  assert.match(JSON.stringify(await ask('shard_list', {})), 'moon\\tkey of 2');
  assert.match(
    JSON.stringify(await ask('account_list', {})),
    '1\\tmo\\tmoderators\\tnever signed in',
  );
  for (const name of ['MO', '1']) assert.ok((await ask('link', { name })).ok);
});

test('[O10] a new password signs the account out everywhere', async () => {
  const access = await serve();
  const added = await ask('account_add', { name: 'mo', groups: [], password: 'first words' });
  assert.equal(added, {
    ok: true,
    lines: [],
    note: 'Account mo, number 1, was made. The password of mo is set.',
  });
  const session = await access.webSessions.make('1', false);
  assert.ok((await ask('account_password', { name: 'mo', password: 'other words' })).ok);
  assert.is(session.ok && access.webSessions.find(session.value), undefined);
  const kept = access.roster.account('1')!.passwordHash;
  assert.is(await access.passwords.verify('other words', kept), 'right');
});

test('[O11] what cannot be done is one sentence, and does nothing', async () => {
  const access = await serve();
  const said = async (operation: string, input: unknown): Promise<string> => {
    const result = await ask(operation, input);
    return result.ok ? 'done' : result.sentence;
  };
  assert.is(
    await said('link', { name: 'nobody' }),
    'There is no account named nobody: see shardbell account list.',
  );
  assert.match(
    await said('account_add', { name: 'mo', groups: [] }),
    'the port is picked when the server starts',
  );
  assert.match(
    await said('account_add', { name: 'mo', groups: [], password: 'short' }),
    'shorter than 8 characters',
  );
  assert.match(
    await said('account_add', { name: 'mo', groups: ['kings'], password: 'long enough' }),
    'kings',
  );
  assert.match(await said('constructor', {}), 'does not know "constructor"');
  assert.match(await said('shard_add', { name: 7 }), 'malformed');
  assert.is([...access.roster.accounts.values()].length, 0);
});
