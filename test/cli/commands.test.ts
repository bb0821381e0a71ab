import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';
import { Cli, run } from './cli.ts';

const test = suite('command line', { limit_ms: 30_000 });
let data: string;
let environment: Record<string, string>;
const running: Cli[] = [];

test.before.each(() => {
  data = mkdtempSync(join(tmpdir(), 'shardbell-cli-'));
  environment = { SHARDBELL_DATA: data, SHARDBELL_PORT: '0' };
});
test.after.each(async () => {
  for (const cli of running.splice(0)) {
    cli.child.kill('SIGKILL');
    await cli.ended();
  }
  rmSync(data, { recursive: true, force: true });
});

function start(): Cli {
  const cli = new Cli(['start'], environment);
  running.push(cli);
  return cli;
}

const listens = /^Shardbell listens on (http:\/\/127\.0\.0\.1:\d+)\n/u;
const first = / (http:\/\/127\.0\.0\.1:\d+)\/#link=([\w-]{43})\n/u;

/** Signs in by a link, as the page of it does. */
async function spend([, origin = '', secret]: RegExpExecArray): Promise<number> {
  const { status } = await fetch(`${origin}/web/link`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  return status;
}

test('[O12] help lists every command, and help settings every setting', async () => {
  const help = await run(['help'], environment);
  assert.is(help.code, 0);
  for (const command of ['start', 'demo', 'account add', 'link', 'shard rotate', 'help settings']) {
    assert.match(help.out, `\n  ${command}`);
  }
  assert.match((await run(['help', 'settings'], environment)).out, 'SHARDBELL_PUBLIC_URL');
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  assert.is((await run(['version'], environment)).out, `${version}\n`);
  assert.equal(readdirSync(data), []);
});

test('[O13] what is not understood is one line and exit code 2', async () => {
  const cases = [
    [['serve'], 'There is no command serve: see shardbell help.\n'],
    [['constructor'], 'There is no command constructor: see shardbell help.\n'],
    [['link'], 'Usage: shardbell link NAME\n'],
    [['link', 'a', 'b'], 'Usage: shardbell link NAME\n'],
    [['link', 'a', '--group', 'x'], "Unknown option '--group'. Usage: shardbell link NAME\n"],
  ] as const;
  for (const [words, line] of cases) {
    const { code, out, err } = await run(words, environment);
    assert.equal({ code, out, err }, { code: 2, out: '', err: line });
  }
});

test('[O41] a command that does not exist names those that begin with the same word', async () => {
  const ofShards = 'shard add, shard rotate, shard remove, shard list';
  for (const words of [['shard'], ['shard', 'drop', 'x']]) {
    const { code, err } = await run(words, environment);
    const named = words.slice(0, 2).join(' ');
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

test('[O55] a command that only reads gives up on a server that does not answer', async () => {
  const server = start();
  await server.said(listens);
  server.child.kill('SIGSTOP');
  const { code, err } = await run(['account', 'list'], environment);
  server.child.kill('SIGCONT');
  assert.equal([code, err], [1, 'The running server gave no answer within 5 s.\n']);
});

test('[O14] without a server the commands work on the data folder itself, and a server finds it all', async () => {
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

  const server = start();
  await server.said(listens);
  assert.match((await run(['shard', 'list'], environment)).out, /^moon\tkey of /u);
  assert.match((await run(['account', 'list'], environment)).out, '\tmo\tmoderators\t');
});

test('[O15] a password comes from a pipe and is not asked for otherwise', async () => {
  const server = start();
  await server.said(listens);
  const added = await run(
    ['account', 'add', 'mo', '--group', 'moderators'],
    environment,
    'correct horse\nrest',
  );
  assert.equal([added.code, added.out], [0, '']);
  assert.match(added.err, 'Account mo was made, and its password is set.');
  const blank = await run(['account', 'add', 'bo', '--password-stdin'], environment);
  assert.equal([blank.code, blank.err], [1, 'The password is blank.\n']);
  const latin = await run(
    ['account', 'add', 'bo', '--password-stdin'],
    environment,
    Buffer.from('fünf schöne Wörter', 'latin1'),
  );
  assert.equal([latin.code, latin.err], [1, 'The password on standard input is no UTF-8 text.\n']);
  const link = await run(['account', 'add', 'lo'], environment);
  assert.is(await spend(first.exec(` ${link.out}`)!), 200);
  assert.not((server.err + server.out).includes('correct horse'));
});

test('[O16] start says where it listens, and how the first administrator signs in until one did', async () => {
  const server = start();
  const found = await server.said(first);
  assert.match(server.out, listens);
  assert.is(server.out.split('\n').length, 3);
  server.child.kill('SIGTERM');
  assert.is((await server.ended()).code, 0);

  const second = start();
  const link = await second.said(first);
  assert.is.not(link[2], found[2]);
  assert.is(await spend(link), 200);
  assert.is(await spend(link), 401);
  second.child.kill('SIGINT');
  assert.is((await second.ended()).code, 0);

  const third = start();
  await third.said(listens);
  third.child.kill('SIGTERM');
  const { out } = await third.ended();
  assert.is(out.split('\n').length, 2);
});

test('[O17] a start that cannot be is one sentence on standard error and exit code 1', async () => {
  const server = start();
  const [, origin = ''] = await server.said(listens);
  const inUse = await run(['start'], environment);
  assert.equal([inUse.code, inUse.out], [1, '']);
  assert.match(inUse.err, /^The data folder .* is in use by a running Shardbell.*\n$/u);

  const other = mkdtempSync(join(tmpdir(), 'shardbell-cli-'));
  try {
    const { port } = new URL(origin);
    const taken = await run(['start'], { SHARDBELL_DATA: other, SHARDBELL_PORT: port });
    assert.equal([taken.code, taken.out], [1, '']);
    assert.match(taken.err, new RegExp(`^Port ${port} of 127.0.0.1 is in use.*\n$`, 'u'));

    writeFileSync(join(other, 'shardbell.config.json'), '{ "port": -1 }');
    const corrupt = await run(['start'], { SHARDBELL_DATA: other });
    assert.equal([corrupt.code, corrupt.out], [1, '']);
    assert.match(
      corrupt.err,
      /^port in .*shardbell\.config\.json is -1, but must be a whole number.*\n$/u,
    );

    rmSync(join(other, 'shardbell.config.json'));
    writeFileSync(join(other, 'a-file'), '');
    const nowhere = join(other, 'a-file', 'data');
    const unmade = await run(['start'], { SHARDBELL_DATA: nowhere, SHARDBELL_PORT: '0' });
    assert.equal([unmade.code, unmade.out], [1, '']);
    assert.match(unmade.err, /^The data folder .* cannot be made \(ENOTDIR\).*\n$/u);
  } finally {
    rmSync(other, { recursive: true });
  }
});

test('[L154] a folder named like a script, or a script that cannot be read, does not end the start', async () => {
  mkdirSync(join(data, 'scripts', 'old.lua'), { recursive: true });
  writeFileSync(join(data, 'scripts', 'large.lua'), '-'.repeat(300_000));
  const server = start();
  await server.said(listens);
  assert.match(server.err, /the help scripts do not load: The script .*large\.lua is larger than/u);
});

test('[O18] a folder whose server was killed is served again', async () => {
  const server = start();
  await server.said(listens);
  server.child.kill('SIGKILL');
  await server.ended();
  const nobody = await run(['shard', 'list'], environment);
  assert.equal([nobody.code, nobody.err], [0, 'There is no shard yet.\n']);
  await start().said(listens);
});

test('[O19] a server behind a port that is free again after a stop takes it at once', async () => {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  environment.SHARDBELL_PORT = String(port);
  for (const _ of [1, 2]) {
    const server = start();
    await server.said(listens);
    assert.is((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
    server.child.kill('SIGTERM');
    assert.is((await server.ended()).code, 0);
  }
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
  const server = start();
  await server.said(listens);
  await done('account', 'groups', 'mo', '--group', 'helpers', '--group', 'moderators');
  await done('account', 'rights', 'MO', '--right', 'tickets.export');
  assert.equal(tabbed(await done('group', 'list'))[1], [
    'helpers',
    '-',
    'tickets.reply,tickets.assign',
  ]);
  const [admin, mo] = tabbed(await done('account', 'list'));
  assert.equal([admin![1], mo![1], mo![2]], ['admin', 'mo', 'helpers,moderators']);
  const used = await run(['group', 'remove', 'helpers'], environment);
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
  const shown = async (name: string): Promise<string | undefined> => {
    const { out } = await run(['settings', 'get'], environment);
    return tabbed(out).find(([one]) => one === name)?.[1];
  };
  assert.is((await set('auto_archive', 'false')).code, 0);
  assert.is(await shown('auto_archive'), 'false');
  assert.is((await set('auto_archive', 'true')).code, 0);
  assert.is((await set('discord_server', '123456789012345678')).code, 0);
  assert.is((await set('discord_channel_prefix', 'hilfe-')).code, 0);
  const server = start();
  await server.said(listens);
  assert.is(await shown('auto_archive'), 'true');
  assert.is(await shown('discord_server'), '"123456789012345678"');
  assert.is(await shown('discord_channel_prefix'), '"hilfe-"');
  const many = await set('body_chars_max', '9000');
  assert.equal(
    [many.code, many.out, many.err],
    [1, '', 'body_chars_max is 9000, but must be a whole number from 100 to 8000.\n'],
  );
  assert.match((await set('colour', 'red')).err, 'There is no setting colour');
  const twice = '[{"name":"Bug","retired":false},{"name":"bug","retired":false}]';
  assert.is((await set('categories', twice)).err, 'There are two categories named bug.\n');
  assert.is((await set('discord_server', 'null')).code, 0);
  assert.is(await shown('discord_server'), 'null');
});

test('[O22] the audit is printed, the latest first', async () => {
  await run(['settings', 'set', 'auto_archive', 'true'], environment);
  await run(['shard', 'add', 'moon'], environment);
  const { out } = await run(['audit'], environment);
  assert.equal(
    tabbed(out).map(([seq, , ...rest]) => [seq, ...rest.slice(0, 2)]),
    [
      ['2', 'command line', 'shard moon'],
      ['1', 'command line', 'setting auto_archive'],
    ],
  );
  const earlier = await run(['audit', '--before', '2'], environment);
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
