import { DeskPage } from '../support/desk-page.ts';
import { LiveServer } from '../support/live-server.ts';
import { screenOf } from '../support/screen.ts';
import { assert, suite } from '../support/suite.ts';
import { WorldProcess, type WorldOptions } from '../support/world-process.ts';

const test = suite('terminal', { limit_ms: 120_000 });

let server: LiveServer;
let desk: DeskPage;
let key: string;
let world: WorldProcess;
const worlds: WorldProcess[] = [];

test.before(async () => {
  server = await LiveServer.start();
  key = await server.shardKey('world');
  desk = await DeskPage.signIn(await server.staffLink('iris'));
});
test.after(async () => {
  await Promise.all(worlds.map((one) => one.kill()));
  await desk?.close();
  await server?.end();
});

function enterWorld(options: WorldOptions = {}): WorldProcess {
  const made = new WorldProcess({
    env: { SHARDBELL_SHARD_KEY: key, SHARDBELL_SERVER: server.address },
    ...options,
  });
  worlds.push(made);
  return made;
}

test('[E20] from a terminal a player walks, rings, fills the form and talks with support in the browser', async () => {
  world = enterWorld({ args: ['--name', 'Ana'] });
  await world.says(/You are Ana[^]*at the moongate\.[^]*Connected\./u);
  world.enter('north');
  await world.says(/You walk north/u);
  world.enter('help');
  await world.says(/What is it about\?[^]*2 {2}My character is stuck/u);
  world.enter('2');
  await world.says(/A line with only a dot ends it/u);
  world.enter('The wall ate me,', 'and it is dark.', '.');
  await world.says(/1 {2}Send/u);
  world.enter('1');
  const number = Number(/\d+/u.exec(await world.says(/#\d+/u))![0]);
  world.enter('0');

  await desk.open(number);
  assert.equal(await desk.messages(), ['The wall ate me,\nand it is dark.']);
  await desk.page.getByText('1409, 1604').first().waitFor();
  await desk.reply('Which wall?\nThe one at the bank?');
  await world.says(/#1 {2}iris answers[^]* {2}Which wall\?\n {2}The one at the bank\?/u);
  world.enter('reply The one by the water.');
  await world.says(/Your answer on #1 was sent/u);
  await desk.seesMessage('The one by the water.');
});

test('[S87] from a terminal a player asks for a link and is signed in on the web by it', async () => {
  world.enter('web');
  const said = await world.says(/Open this in a browser, once, until \d\d:\d\d:\n {2}http:\S+/u);
  const secret = /#link=(\S+)/u.exec(said)![1];
  const reply = await fetch(`${server.address}/web/link`, {
    method: 'POST',
    headers: { origin: server.address, 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  assert.is(reply.status, 200);
  assert.is(((await reply.json()) as { name: string }).name, 'ana');
});

test('[E21] the conversation goes on over a killed server, and what was answered while the player was away is there at the next login', async () => {
  await server.kill();
  await world.says(/The server is away/u);
  world.enter('reply Are you still there?');
  await world.says(/This waits for the server/u);
  await server.start();
  await world.says(/The server is there again/u);
  await world.says(/Your answer on #1 was sent/u);
  await desk.connected();
  await desk.seesMessage('Are you still there?');

  world.enter('quit');
  assert.is(await world.exited(), 0);
  await desk.reply('I am. You are out of the wall now.');
  await desk.seesMessage('I am. You are out of the wall now.');
  await desk.reply('Anything else?');
  await desk.seesMessage('Anything else?');
  world = enterWorld({ args: ['--name', 'Ana'] });
  await world.says(/You are out of the wall now\.[^]*Anything else\?/u);
  world.enter('reply', 'No,', 'thank you!', '.');
  await world.says(/Your answer on #1 was sent/u);
  await desk.seesMessage('No,\nthank you!');
  assert.equal(desk.complaints, []);
});

test('[E22] on a terminal an answer is printed above the line that is being typed, which is kept; what support writes moves no cursor', async () => {
  await world.kill();
  world = enterWorld({ args: ['--name', 'Ana'], columns: 40 });
  await world.says(/Connected\.[^]*Ana> /u);
  const typed = `reply ${'I am typing a longer line, '.repeat(3)}and am hal`;
  world.type(typed);
  await world.says(/and am\s+hal/u);
  await desk.reply('Are you sure?\nReally? \u{1b}[2J');
  await world.says(/Really\?[^]*"reply" answers[^]*Ana> reply[^]*and am\s*hal/u);
  // What support writes moves no cursor.
  assert.not(world.raw.includes('\u{1b}[2J'));
  const rows = screenOf(world.raw, 40).filter((row) => row !== '');
  const at = rows.findIndex((row) => row.startsWith('#1  iris answers'));
  assert.equal(rows.slice(at + 1, at + 4), ['  Are you sure?', '  Really?', '"reply" answers.']);
  const bare = (text: string): string => text.replaceAll(' ', '');
  assert.is(bare(rows.slice(at + 4).join('')), bare(`Ana> ${typed}`));
  world.type('f sure\r');
  await world.says(/Your answer on #1 was sent/u);
  await desk.seesMessage(`${typed.slice('reply '.length)}f sure`);
  world.type('quit\r');
  assert.is(await world.exited(), 0);
});

test('[E24] in the game a player reads that support has seen it, answers, closes and opens again by the forms of the help button', async () => {
  world = enterWorld({ args: ['--name', 'Ana'] });
  await world.says(/Connected\./u);
  world.enter('help');
  await world.says(/My tickets/u);
  // It is seen once the page has told so, a moment after it was there.
  for (let seen = ''; seen === '';) {
    world.enter('my tickets');
    await world.says(/#1 {2}The wall ate me/u);
    world.enter('#1');
    seen = await world.says(/Seen by our staff|(?=Ticket #1[^]*half sure[^]*0 {2}Close)/u);
  }
  await world.says(/half sure[^]*Reply[^]*0 {2}Close/u);
  world.enter('reply');
  await world.says(/A line with only a dot/u);
  world.enter('By the form.', '.', 'send');
  await world.says(/Your reply was sent[^]*By the form\.[^]*0 {2}Close/u);
  await desk.seesMessage('By the form.');
  world.enter('it is solved');
  await world.says(/The ticket is closed[^]*Open it again[^]*0 {2}Close/u);
  await desk.page.getByText('This ticket is closed').waitFor();
  world.enter('open it');
  await world.says(/The ticket is open again/u);
  await desk.page.getByRole('textbox', { name: 'Reply' }).waitFor();
  world.enter('/quit');
  assert.is(await world.exited(), 0);
});

test('[E25] once the operator wants it, by the command line too, the player in the game reads an alias, and the name of support nowhere', async () => {
  await server.run('settings', 'set', 'support_shown_as', 'alias');
  await server.run('account', 'alias', 'iris', '--alias', 'The Warden');
  world = enterWorld({ args: ['--name', 'Ana'] });
  await world.says(/Connected\./u);
  await desk.reply('Under another name.');
  await world.says(/#1 {2}The Warden answers[^]*Under another name\./u);
  world.enter('help');
  await world.says(/My tickets/u);
  world.enter('my tickets');
  await world.says(/#1 {2}The wall ate me/u);
  world.enter('#1');
  await world.says(/The Warden[^]*Under another name\.[^]*0 {2}Close/u);
  assert.not(world.said.includes('iris'));
  assert.equal(desk.complaints, []);
});

// [E23] What the example shard misses, or was told wrong, it says in one sentence.
test('[E23] what is missing or wrong is said in one sentence', async () => {
  const tried = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const one = enterWorld({ args, env });
    const code = await one.exited();
    return { code, lines: (one.errors || one.said).trim().split('\n') };
  };
  const missing = await tried([]);
  assert.equal([missing.code, missing.lines.length], [2, 1]);
  assert.match(missing.lines[0]!, /key of a shard is missing.*--key or as SHARDBELL_SHARD_KEY/u);
  const address = await tried(['--key', 'k', '--server', 'here']);
  assert.equal([address.code, address.lines.length], [2, 1]);
  const option = await tried(['--port', '1']);
  assert.equal([option.code, option.lines.length], [2, 1]);
  const refused = await tried(['--key', 'wrong', '--server', server.address]);
  assert.is(refused.code, 1);
  assert.match(refused.lines.join('\n'), /turned the shard away: The key or ticket is not/u);
});
