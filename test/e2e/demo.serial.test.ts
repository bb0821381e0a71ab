import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DeskPage } from '../support/desk-page.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('demo', { limit_ms: 60_000 });
const cli = fileURLToPath(new URL('../../server/cli/main.js', import.meta.url));

/** Data folders of demos, this one's and others'. */
const demoFolders = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('shardbell-demo-'));
const before = demoFolders();

let child: ChildProcess | undefined;
let desk: DeskPage | undefined;

test.after(async () => {
  await desk?.close();
  child?.kill('SIGKILL');
});

test('[E15] the demo shows a live queue behind its printed link, and answers are answered', async () => {
  const demo = spawn(process.execPath, [cli, 'demo'], {
    env: { ...process.env, SHARDBELL_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = demo;
  let said = '';
  let link: string | undefined;
  while (link === undefined) {
    said += String((await once(demo.stdout, 'data'))[0]);
    link = /http:\S+#link=\S+/u.exec(said)?.[0];
  }
  desk = await DeskPage.signIn(link);
  await desk.row(1).waitFor();
  // They ring one after another: rows come by themselves.
  await desk.row(4).waitFor();
  await desk.open(1);
  const [first] = await desk.messages();
  await desk.reply('On my way.');
  await desk.seesMessage('On my way.');
  await desk.page.getByText('Needs attention').first().waitFor();
  const messages = await desk.messages();
  assert.equal(messages.slice(0, 2), [first, 'On my way.']);
  assert.equal(desk.complaints, []);
});

test('[E16] the demo ends at a signal and leaves nothing behind', async () => {
  const exited = once(child!, 'exit');
  child!.kill('SIGTERM');
  assert.equal(await exited, [0, null]);
  assert.equal(demoFolders(), before);
});
