import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';
import { CliFolder, first, listens, run, spend } from './cli.ts';

const test = suite('command line', { limit_ms: 60_000 });
let folder: CliFolder;
let data: string;
let environment: Record<string, string>;

test.before.each(() => {
  folder = new CliFolder();
  ({ data, environment } = folder);
});
test.after.each(() => folder.remove());

test('[O12] Help lists every command, help settings every setting', async () => {
  const [help, settings, told] = await Promise.all([
    run(['help'], environment),
    run(['help', 'settings'], environment),
    run(['version'], environment),
  ]);
  assert.is(help.code, 0);
  for (const command of ['start', 'demo', 'account add', 'link', 'shard rotate', 'help settings']) {
    assert.match(help.out, `\n  ${command}`);
  }
  assert.match(settings.out, 'SHARDBELL_PUBLIC_URL');
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  assert.is(told.out, `${version}\n`);
  assert.equal(readdirSync(data), []);
});

test('[O13] a command line that is not understood is one line and exit code 2', async () => {
  const cases = [
    [['serve'], 'There is no command serve: see shardbell help.\n'],
    [['constructor'], 'There is no command constructor: see shardbell help.\n'],
    [['link'], 'Usage: shardbell link NAME\n'],
    [['link', 'a', 'b'], 'Usage: shardbell link NAME\n'],
    [['link', 'a', '--group', 'x'], "Unknown option '--group'. Usage: shardbell link NAME\n"],
  ] as const;
  const ran = await Promise.all(cases.map(([words]) => run(words, environment)));
  for (const [i, { code, out, err }] of ran.entries()) {
    assert.equal({ code, out, err }, { code: 2, out: '', err: cases[i]![1] });
  }
});

test('[O41] a command that does not exist names those that begin with the same word', async () => {
  const ofShards = 'shard add, shard rotate, shard remove, shard forget, shard list';
  const cases = [['shard'], ['shard', 'drop', 'x']];
  const ran = await Promise.all(cases.map((words) => run(words, environment)));
  for (const [i, { code, err }] of ran.entries()) {
    const named = cases[i]!.slice(0, 2).join(' ');
    assert.equal([code, err], [2, `There is no command ${named}: there is ${ofShards}.\n`]);
  }
});

test('[O54] a command that only reads makes no data folder, and says that there is none', async () => {
  const missing = join(data, 'none');
  const reading = [
    ['account', 'list'],
    ['group', 'list'],
    ['shard', 'list'],
    ['settings', 'get'],
    ['audit'],
    ['discord', 'invite'],
  ];
  const elsewhere = { ...environment, SHARDBELL_DATA: missing };
  for (const { code, out, err } of await Promise.all(reading.map((one) => run(one, elsewhere)))) {
    assert.equal([code, out], [1, '']);
    assert.match(err, `There is no Shardbell in the data folder ${missing}`);
  }
  assert.equal(readdirSync(data), []);
});

// [O57] Sign-ins right and wrong, one-time links, changes by administrators and ended sessions are
// lines of the log, with `area` security and no secret.
test('[O57] what is changed by command line is a line of the log of the server that runs', async () => {
  const server = folder.start();
  await server.said(listens);
  const { code } = await run(['shard', 'add', 'moon'], environment);
  assert.is(code, 0);
  server.child.kill('SIGTERM');
  await server.ended();
  const lines = server.err.split('\n').filter((line) => line.includes('"area":"security"'));
  assert.match(lines.join('\n'), /"kind":"changed".*"value":"[^"]*moon/u);
});

test('[O55] a command that only reads gives up after 5 s on a server that does not answer', async () => {
  const server = folder.start();
  await server.said(listens);
  server.child.kill('SIGSTOP');
  const { code, err } = await run(['account', 'list'], environment);
  server.child.kill('SIGCONT');
  assert.equal([code, err], [1, 'The running server gave no answer within 5 s.\n']);
});

test('[O14] without a server the commands work on the data folder itself', async () => {
  environment.SHARDBELL_PUBLIC_URL = 'http://127.0.0.1:4600';
  const shard = await run(['shard', 'add', 'moon'], environment);
  assert.is(shard.code, 0, shard.err);
  assert.match(shard.out, /^[\w-]{43}\n$/u);
  assert.match(shard.err, 'The key of shard moon, which is shown only now:');
  const again = await run(['shard', 'add', 'moon'], environment);
  assert.equal([again.code, again.out], [1, '']);
  assert.match(again.err, /^There is a shard named moon already.*\n$/u);
  const added = await run(['account', 'add', 'mo', '--group', 'moderators'], environment);
  assert.match(added.out, /^http:\/\/127\.0\.0\.1:4600\/#link=[\w-]{43}\n$/u);

  const server = folder.start();
  await server.said(listens);
  const [shards, accounts] = await Promise.all([
    run(['shard', 'list'], environment),
    run(['account', 'list'], environment),
  ]);
  assert.match(shards.out, /^moon\tkey of /u);
  assert.match(accounts.out, '\tmo\tmoderators\t');
});

test('[O15] a password comes from a pipe, and is never waited for otherwise', async () => {
  const server = folder.start();
  await server.said(listens);
  const withPassword = ['account', 'add', 'bo', '--password-stdin'];
  const [added, blank, latin, link] = await Promise.all([
    run(['account', 'add', 'mo', '--group', 'moderators'], environment, 'correct horse\nrest'),
    run(withPassword, environment),
    run(withPassword, environment, Buffer.from('fünf schöne Wörter', 'latin1')),
    run(['account', 'add', 'lo'], environment),
  ]);
  assert.equal([added.code, added.out], [0, '']);
  assert.match(added.err, 'Account mo was made, and its password is set.');
  assert.equal([blank.code, blank.err], [1, 'The password is blank.\n']);
  assert.equal([latin.code, latin.err], [1, 'The password on standard input is no UTF-8 text.\n']);
  assert.is(await spend(first.exec(` ${link.out}`)!), 200);
  assert.not((server.err + server.out).includes('correct horse'));
});

const tabbed = (out: string): string[][] =>
  out
    .trim()
    .split('\n')
    .map((row) => row.split('\t'));

test('[O20] groups and rights are changed from the command line, with a server as without one', async () => {
  environment.SHARDBELL_PUBLIC_URL = 'http://127.0.0.1:4600';
  const done = async (...words: string[]): Promise<string> => {
    const { code, out, err } = await run(words, environment);
    assert.is(code, 0, err);
    return out;
  };
  await done('account', 'add', 'mo');
  await done('group', 'set', 'helpers', '--right', 'tickets.reply', '--right', 'tickets.assign');
  const server = folder.start();
  await server.said(listens);
  await done('account', 'groups', 'mo', '--group', 'helpers', '--group', 'moderators');
  await done('account', 'rights', 'MO', '--right', 'tickets.export');
  const [groups, accounts, used] = await Promise.all([
    done('group', 'list'),
    done('account', 'list'),
    run(['group', 'remove', 'helpers'], environment),
  ]);
  assert.equal(tabbed(groups)[1], ['helpers', '-', 'tickets.reply,tickets.assign']);
  const [admin, mo] = tabbed(accounts);
  assert.equal([admin![1], mo![1], mo![2]], ['admin', 'mo', 'helpers,moderators']);
  assert.equal([used.code, used.out], [1, '']);
  assert.is(used.err, 'mo is in helpers: take everybody out of it first.\n');
  await done('account', 'groups', 'mo');
  await done('group', 'remove', 'helpers');
  const last = await run(['account', 'groups', 'admin'], environment);
  assert.equal(
    [last.code, last.err],
    [1, 'This is the last administrator: make another one first.\n'],
  );
  assert.equal(
    tabbed(await done('account', 'list', '--words', 'mo')).map(([, name]) => name),
    ['mo'],
  );
});

test('[O21] settings are changed from the command line, and what does not fit is one sentence', async () => {
  const set = (name: string, value: string) => run(['settings', 'set', name, value], environment);
  const allShown = async () => {
    const { out } = await run(['settings', 'get'], environment);
    return new Map(tabbed(out).map(([name, value]) => [name!, value]));
  };
  const shown = async (name: string) => (await allShown()).get(name);
  assert.is((await set('auto_archive', 'false')).code, 0);
  assert.is(await shown('auto_archive'), 'false');
  assert.is((await set('auto_archive', 'true')).code, 0);
  assert.is((await set('discord_server', '123456789012345678')).code, 0);
  assert.is((await set('discord_channel_prefix', 'hilfe-')).code, 0);
  const server = folder.start();
  await server.said(listens);
  const now = await allShown();
  assert.is(now.get('auto_archive'), 'true');
  assert.is(now.get('discord_server'), '"123456789012345678"');
  assert.is(now.get('discord_channel_prefix'), '"hilfe-"');
  const [many, unknown, twice] = await Promise.all([
    set('body_chars_max', '9000'),
    set('colour', 'red'),
    set('categories', '[{"name":"Bug","retired":false},{"name":"bug","retired":false}]'),
  ]);
  assert.equal(
    [many.code, many.out, many.err],
    [1, '', 'body_chars_max is 9000, but must be a whole number from 100 to 8000.\n'],
  );
  assert.match(unknown.err, 'There is no setting colour');
  assert.is(twice.err, 'There are two categories named bug.\n');
  assert.is((await set('discord_server', 'null')).code, 0);
  assert.is(await shown('discord_server'), 'null');
});

test('[O22] the audit is printed, the latest first', async () => {
  await run(['settings', 'set', 'auto_archive', 'true'], environment);
  await run(['shard', 'add', 'moon'], environment);
  const { out } = await run(['audit'], environment);
  const shown = tabbed(out);
  assert.equal(
    shown.map(([, , ...rest]) => rest.slice(0, 2)),
    [
      ['command line', 'shard moon'],
      ['command line', 'setting auto_archive'],
    ],
  );
  // Numbers rise, with gaps.
  const [[last], [earliest]] = shown as [string[], string[]];
  assert.ok(Number(last) > Number(earliest));
  const earlier = await run(['audit', '--before', last!], environment);
  assert.equal(tabbed(earlier.out).length, 1);
  const wrong = await run(['audit', '--before', 'yesterday'], environment);
  assert.equal([wrong.code, wrong.out], [1, '']);
  assert.match(wrong.err, /^The request is malformed: before: .*\n$/u);
});

test('[O23] a shard is removed from the command line', async () => {
  await run(['shard', 'add', 'moon'], environment);
  const removed = await run(['shard', 'remove', 'moon'], environment);
  assert.equal([removed.code, removed.err], [0, 'Shard moon is removed.\n']);
  assert.is((await run(['shard', 'list'], environment)).err, 'There is no shard yet.\n');
  const again = await run(['shard', 'remove', 'moon'], environment);
  assert.equal([again.code, again.err], [1, 'There is no shard named moon.\n']);
});
