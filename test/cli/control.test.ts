import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess, type Access } from '../../server/identity/access.ts';
import { Admin } from '../../server/admin/admin.ts';
import { askServer } from '../../server/cli/ask.ts';
import { tellingOf } from '../../server/cli/tell.ts';
import {
  controlPath,
  inWords,
  openControl,
  type Control,
  type ControlAnswer,
} from '../../server/admin/control.ts';
import { openDataFolder } from '../../server/data-folder.ts';
import { logTo } from '../../server/platform/log.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { newAccount } from '../../actors/roster/accounts/account.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { endlessTurns } from '../support/turns.ts';

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

async function ask(operation: string, input: unknown): Promise<ControlAnswer> {
  const asked = await askServer(folder, { operation, input }, 'reads');
  return asked.kind === 'answered' ? asked.result : { ok: false, sentence: 'nobody' };
}

async function serve(address?: string): Promise<Access> {
  const control = await open();
  const storage = openMemoryStorage();
  const access = await openAccess(storage.records, nodeSecrets);
  const admin = new Admin({
    turns: endlessTurns(),
    access,
    tables: storage.tables,
    address: () => address,
    scriptFault: () => undefined,
    data: () => ({ of: 'data', client: null, channels: [], messages: [] }),
    discord: async () => ({ of: 'discord', state: 'off', problems: [], invite: null }),
  });
  control.serve(async ({ operation, input }) => inWords(await admin.operate(operation, input)));
  return access;
}

async function keyOf(operation: 'shard_add' | 'shard_rotate'): Promise<string> {
  const made = await ask(operation, { name: 'moon' });
  if (made.ok && made.is?.of === 'shard_key') return made.is.key;
  throw new Error(JSON.stringify(made));
}

// [O5] The data folder is for its owner only (0700) and so is every file that the server keeps
// there (0600), the control socket too, however they were made before.
test('[O5] the data folder is made for its owner only, and so is the control socket', async () => {
  await open();
  assert.is(statSync(folder).mode & 0o777, 0o700);
  const socket = statSync(controlPath(folder));
  assert.ok(socket.isSocket());
  assert.is(socket.mode & 0o777, 0o600);
});

test('[O5] a folder that was there before, open to others, is closed, and what is in it too', async () => {
  const modes = (): Record<string, string> => {
    const paths = ['', ...readdirSync(folder).filter((name) => name !== 'notes.txt')];
    return Object.fromEntries(
      paths.map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]),
    );
  };
  const said: string[] = [];
  const log = logTo('warn', { write: (line: string) => void said.push(line) });
  const openFor = async (during: () => void): Promise<void> => {
    const opened = await openDataFolder(folder, { log });
    if (!opened.ok) throw new Error(opened.sentence);
    during();
    await opened.folder.close();
  };
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const kept = { '': '700', control: '600', 'data.mdb': '600', 'lock.mdb': '600' };
  await openFor(() => assert.equal({ ...modes(), ...kept }, modes()));
  // As a version left it that did not look.
  writeFileSync(join(folder, 'shardbell.config.json'), '{}');
  writeFileSync(join(folder, 'notes.txt'), 'an operator');
  for (const name of readdirSync(join(folder, 'log'))) chmodSync(join(folder, 'log', name), 0o644);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  chmodSync(folder, 0o755);
  said.length = 0;
  await openFor(() => {
    const all = modes();
    assert.equal({ ...all, ...kept, 'shardbell.config.json': '600' }, all);
    assert.equal(new Set(Object.values(all)), new Set(['700', '600']));
  });
  assert.is(statSync(join(folder, 'notes.txt')).mode & 0o777, 0o644);
  assert.match(said.join(''), 'could get at');
  assert.match(said.join(''), 'data.mdb');
  assert.match(said.join(''), /\d+\.log/u);
  said.length = 0;
  await openFor(() => {});
  assert.equal(said, []);
});

test('[O6] a folder that a server has is refused to another', async () => {
  const first = await open();
  assert.match(
    await sentence(),
    'is in use by a running Shardbell: stop that one, or set SHARDBELL_DATA',
  );
  await first.close();
  assert.not(existsSync(controlPath(folder)));
  await open();
});

test('[O7] a control socket that a killed server left behind is replaced', async () => {
  await (await open()).close();
  controls.length = 0;
  // Bound, and nobody listens: what SIGKILL leaves.
  const left = createServer();
  await new Promise<void>((listening) => left.listen(join(base, 'left'), listening));
  renameSync(join(base, 'left'), controlPath(folder));
  await new Promise((closed) => left.close(closed));
  assert.ok(existsSync(controlPath(folder)));
  const asked = await askServer(folder, { operation: 'shard_list', input: {} }, 'reads');
  assert.equal(asked, { kind: 'nobody' });
  await open();
  assert.match(JSON.stringify(await ask('shard_list', {})), 'just starting');
});

test('[O53] on Windows the control socket is a named pipe, made from the path of the data folder', () => {
  const pipe = (of: string): string => controlPath(of, 'win32');
  assert.match(pipe('data'), /^\\\\\.\\pipe\\shardbell-[0-9a-f]{32}$/u);
  assert.is(pipe('data'), pipe('./DATA/'));
  assert.is.not(pipe('data'), pipe('data2'));
  assert.is(controlPath('/srv/data', 'linux'), '/srv/data/control');
});

// [O8] A folder that cannot serve (not writable, path too long) is refused in one sentence.
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
  assert.ok(added.ok && added.is?.of === 'link');
  const { account, name, address } = added.is;
  assert.equal([account, name], ['1', 'mo']);
  assert.match(address, /^http:\/\/127\.0\.0\.1:4600\/#link=[\w-]{43}$/u);
  const spent = await access.links.spend(address.split('=')[1]!);
  assert.is(spent.kind === 'spent' && spent.grant.account, '1');

  const shard = await keyOf('shard_add');
  assert.is(access.shardKeys.shardOfKey(shard), 'moon');
  const rotated = await keyOf('shard_rotate');
  assert.is(access.shardKeys.shardOfKey(shard), undefined);
  assert.is(access.shardKeys.shardOfKey(rotated), 'moon');
  assert.match(JSON.stringify(await ask('shard_list', {})), '"name":"moon"');
  assert.match(
    JSON.stringify(await ask('account_list', { staff: true })),
    '"groups":["moderators"]',
  );
  for (const wanted of ['MO', '1']) assert.ok((await ask('link', { account: wanted })).ok);
});

test('[O10] a new password signs the account out everywhere, and voids its links, codes and socket tickets', async () => {
  const access = await serve();
  const wish = { name: 'mo', groups: [], password: 'first words' };
  assert.equal(await ask('account_add_with_password', wish), { ok: true, is: null });
  const made = async (from: 'webSessions' | 'links' | 'discordCodes'): Promise<string> => {
    const opened = await access[from].make('1', false);
    if (!opened.ok) throw new Error(opened.refusal.code);
    return opened.value;
  };
  const [session, link, code] = [
    await made('webSessions'),
    await made('links'),
    await made('discordCodes'),
  ];
  const ticket = access.socketTickets.make(access.webSessions.find(session)!)!;
  assert.ok((await ask('account_password', { account: 'mo', password: 'other words' })).ok);
  assert.is(access.webSessions.find(session), undefined);
  assert.is(access.socketTickets.spend(ticket), undefined);
  assert.is((await access.links.spend(link)).kind, 'unknown');
  assert.is((await access.discordCodes.spend(code)).kind, 'unknown');
  const kept = access.roster.account('1')!.passwordHash;
  assert.is(await access.passwords.verify('other words', kept), 'right');
});

test('[G48] a number given to an operation is the number of an account, whatever names look like it', async () => {
  const access = await serve('http://127.0.0.1:4600');
  // As a version made it that took such names.
  const mo = newAccount({ id: '1', shard: null, shardAccount: null, name: 'mo', created: 1 });
  await access.roster.accounts.profiles.edit('access', '1', () => ({ ...mo, userName: '２' }));
  await ask('account_add', { name: 'bo', groups: [] });
  assert.ok((await ask('account_groups', { account: '2', groups: ['administrators'] })).ok);
  const groupsOf = (id: string) => access.roster.account(id)!.groups;
  assert.equal([groupsOf('1'), groupsOf('2')], [[], ['administrators']]);
  assert.ok((await ask('account_groups', { account: '２', groups: ['moderators'] })).ok);
  assert.equal(groupsOf('1'), ['moderators']);
  const nobody = await ask('link', { account: '47' });
  assert.is(!nobody.ok && nobody.sentence, 'There is no account with the number 47.');
});

// [G47] A group, category or alias that looks like a name that there is is taken; what is stored
// already stays.
test('[G47] a group or alias that looks like a name that there is is taken, and no program reads it otherwise', async () => {
  const access = await serve('http://127.0.0.1:4600');
  const said = async (operation: string, input: object): Promise<string> => {
    const result = await ask(operation, input);
    return result.ok ? 'done' : result.sentence;
  };
  const group = (name: string) => said('group_set', { name, rights: [], default: false });
  for (const name of ['Administrators', 'ａdministrators', 'аdministrators']) {
    assert.is(await group(name), 'There is a group named administrators, which looks the same.');
  }
  assert.is(access.roster.entitlements.groups().length, 3);
  assert.match(await group('__proto__'), /name/u);
  assert.is(await group('constructor'), 'done');
  await ask('account_add', { name: 'mo', groups: ['constructor'] });
  await ask('account_add', { name: 'bo', groups: [] });
  const alias = (account: string, name: string | null) =>
    said('account_alias', { account, alias: name });
  assert.is(await alias('bo', 'МO'), 'There is somebody named mo, which looks the same.');
  assert.is(await alias('bo', 'Suррort'), 'There is somebody named Support, which looks the same.');
  assert.is(await alias('bo', 'Bo'), 'done');
  assert.is(await alias('mo', 'b0'), 'There is somebody named bo, which looks the same.');
});

test('[G49] a right that opens nothing yet is offered nowhere, and stays where it is stored', async () => {
  const access = await serve('http://127.0.0.1:4600');
  const listed = await ask('group_list', {});
  const lines = listed.ok && listed.is !== null ? tellingOf(listed.is).lines.join('\n') : '';
  assert.match(lines, 'administrators');
  assert.not.match(lines, /export|erase/u);
  const unknown = await ask('group_set', { name: 'clerks', rights: ['x'], default: false });
  assert.match(unknown.ok ? '' : unknown.sentence, 'There is no right x; there are tickets.view,');
  assert.not.match(unknown.ok ? '' : unknown.sentence, /export|erase/u);
  const stored = access.roster.entitlements.group('administrators')!.rights;
  assert.ok(stored.includes('tickets.export') && stored.includes('tickets.erase'));
});

test('[O43] a password is set only for an account that has a name to sign in with', async () => {
  const access = await serve();
  await access.roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' });
  const told = await ask('account_password', { account: '1', password: 'kelp ford mill' });
  assert.is(
    !told.ok && told.sentence,
    'Ann (1) has no name to sign in with, so a password would open nothing: shardbell link 1 makes a link.',
  );
  assert.is(access.roster.account('1')!.passwordHash, null);
});

// [H155] A password that anybody would try first, or that is a name of its account, is refused
// wherever one is set.
test('[H155] an easy password is refused for a new account and for one that there is', async () => {
  const access = await serve();
  const wish = { name: 'ironmonger', groups: [], password: 'Ironmonger1' };
  const added = await ask('account_add_with_password', wish);
  assert.match(added.ok ? '' : added.sentence, 'anybody would try');
  assert.is(access.roster.accounts.size, 0);
  await ask('account_add_with_password', { ...wish, password: 'kelp ford mill' });
  const kept = access.roster.account('1')!.passwordHash;
  for (const password of ['12345678', 'ironmonger']) {
    const set = await ask('account_password', { account: '1', password });
    assert.match(set.ok ? '' : set.sentence, 'anybody would try');
  }
  assert.is(access.roster.account('1')!.passwordHash, kept);
});

test('[O11] what cannot be done is one sentence, and does nothing', async () => {
  const access = await serve();
  const said = async (operation: string, input: unknown): Promise<string> => {
    const result = await ask(operation, input);
    return result.ok ? 'done' : result.sentence;
  };
  assert.is(await said('link', { account: 'nobody' }), 'There is no account named nobody.');
  assert.match(
    await said('account_add', { name: 'mo', groups: [] }),
    'the port is picked when the server starts',
  );
  assert.match(
    await said('account_add_with_password', { name: 'mo', groups: [], password: 'short' }),
    'shorter than 8 characters',
  );
  assert.match(
    await said('account_add_with_password', {
      name: 'mo',
      groups: ['kings'],
      password: 'long enough',
    }),
    'kings',
  );
  assert.match(await said('constructor', {}), 'does not know "constructor"');
  assert.match(await said('shard_add', { name: 7 }), 'malformed');
  assert.is([...access.roster.accounts.values()].length, 0);
});
