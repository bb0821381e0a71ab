import type { Browser } from 'playwright-core';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { TestFolder } from '../support/folder.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('signing in', { limit_ms: 60_000 });
const password = 'correct horse battery';

let folder: TestFolder;
let server: RunningServer;
let browser: Browser;

test.before(async () => {
  folder = new TestFolder();
  const loaded = loadSettings({ SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' });
  assert.ok(loaded.ok);
  const started = await startServer({ settings: loaded.settings, log: createLog('silent') });
  assert.ok(started.ok);
  server = started.server;
  const added = await server.admin.operate('account_add_with_password', {
    name: 'iris',
    groups: ['moderators'],
    password,
  });
  assert.ok(added.ok);
  browser = await launchBrowser();
});

test.after(async () => {
  await browser?.close();
  await server?.stop();
  folder?.remove();
});

async function link(): Promise<string> {
  const made = await server.admin.operate('link', { account: 'iris' });
  assert.ok(made.ok && made.is?.of === 'link');
  return made.is.address;
}

test('[U30] a link leaves the address at once, is spent by the button, and works once', async () => {
  const visitor = await Visitor.come(browser);
  const address = await link();
  await visitor.page.goto(address);
  await visitor.button('Sign in').waitFor();
  assert.is(visitor.page.url(), `${server.address}/`);
  await visitor.button('Sign in').click();
  await visitor.page.getByRole('heading', { name: 'Queue' }).waitFor();
  await visitor.leave();

  const late = await Visitor.come(browser);
  await late.page.goto(address);
  await late.button('Sign in').click();
  await late.page.getByRole('alert').filter({ hasText: 'expired or was used already' }).waitFor();
  await late.button('Sign in with name and password').click();
  await late.page.getByLabel('Name').waitFor();
  await late.leave();
});

test('[U31] name and password sign in; a wrong one and too many are said in words', async () => {
  const visitor = await Visitor.come(browser);
  await visitor.page.goto(server.address);
  await visitor.page.getByLabel('Name').fill('iris');
  await visitor.page.getByLabel('Password').fill(password);
  await visitor.page.getByLabel('Password').press('Enter');
  await visitor.page.getByRole('heading', { name: 'Queue' }).waitFor();
  await visitor.signOut();
  await visitor.page.getByLabel('Name').fill('iris');
  const alert = visitor.page.getByRole('alert');
  for (let tries = 0; (await alert.filter({ hasText: 'Too many tries' }).count()) === 0; tries++) {
    assert.ok(tries < 30, 'never too many');
    await visitor.page.getByLabel('Password').fill('wrong');
    const answer = visitor.page.waitForResponse('**/web/login');
    await visitor.button('Sign in').click();
    await answer;
    await visitor.button('Sign in').waitFor();
    await alert.filter({ hasText: /do not match|Too many tries/u }).waitFor();
  }
  await visitor.leave();
});

test('[U32] signing out in one tab signs out the others, and keeps what is typed there', async () => {
  const visitor = await Visitor.come(browser);
  await visitor.signIn(await link());
  const other = await visitor.context.newPage();
  await other.goto(`${server.address}/#/new`);
  await other.getByLabel('What happened?').fill('half typed');
  await visitor.signOut();
  await visitor.page.getByLabel('Name').waitFor();
  await other.getByText('You were signed out.').waitFor();
  await other.goto(await link());
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await other.getByRole('heading', { name: 'Queue' }).waitFor();
  await other.goto(`${server.address}/#/new`);
  assert.is(await other.getByLabel('What happened?').inputValue(), 'half typed');
  await visitor.leave();
});
