import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
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

/** Resolves to the link that it prints. One that ran before is ended first. */
async function startDemo(): Promise<string> {
  if (child !== undefined) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  const demo = spawn(process.execPath, [cli, 'demo'], {
    env: { ...process.env, SHARDBELL_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = demo;
  let said = '';
  for (;;) {
    said += String((await once(demo.stdout, 'data'))[0]);
    const [link] = /http:\S+#link=\S+/u.exec(said) ?? [];
    if (link !== undefined) return link;
  }
}

test.after(async () => {
  await desk?.close();
  child?.kill('SIGKILL');
});

test('[U360] from the printed link of the demo, an answer takes four clicks or keys and the text', async () => {
  const link = await startDemo();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    let acts = 0;
    const click = async (target: Locator): Promise<void> => {
      acts += 1;
      await target.click();
    };
    const press = async (key: string): Promise<void> => {
      acts += 1;
      await page.keyboard.press(key);
    };
    // The one click on the link itself.
    await page.goto(link);
    await click(page.getByRole('button', { name: 'Sign in', exact: true }));
    await click(page.getByRole('row').getByRole('link').first());
    await page.getByRole('textbox', { name: 'Reply' }).waitFor();
    await press('r');
    await page.keyboard.type('On my way.');
    await press('Control+Enter');
    const answer = page.getByRole('log').getByRole('listitem').filter({ hasText: 'On my way.' });
    // Stored, no longer on its way.
    await answer.filter({ has: page.locator('time') }).waitFor();
    assert.ok(acts <= 4, `${acts}`);
  } finally {
    await browser.close();
  }
});

test('[E15] the demo shows a live queue behind its printed link, and answers are answered', async () => {
  desk = await DeskPage.signIn(await startDemo());
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
