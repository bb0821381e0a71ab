import type { Browser } from 'playwright-core';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
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

// [U401] What a password manager fills in counts, what was typed stays after a refusal, and a link
// is not spent in a browser that keeps no cookies, or it says so.
test('[U401] what is filled in without a word counts, and a refusal empties nothing', async () => {
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  await page.route('**/web/login', (route) =>
    route.fulfill({ status: 401, json: { sentence: 'No.' } }),
  );
  await page.goto(server.address);
  await page.getByLabel('Name').waitFor();
  await page.evaluate(`{
    document.querySelector('[autocomplete=username]').value = 'iris';
    document.querySelector('[type=password]').value = 'not hers';
  }`);
  const asked = page.waitForRequest('**/web/login');
  await visitor.button('Sign in').click();
  assert.equal((await asked).postDataJSON(), { username: 'iris', password: 'not hers' });
  await page.getByRole('alert').filter({ hasText: 'do not match' }).waitFor();
  assert.is(await page.getByLabel('Name').inputValue(), 'iris');
  assert.is(await page.getByLabel('Password').inputValue(), 'not hers');
  await visitor.leave();
});

test('[U401] a link is not spent where cookies are off, and a cookie that is lost is told', async () => {
  const address = await link();
  const off = await Visitor.come(browser);
  await off.page.addInitScript(
    `Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false })`,
  );
  await off.page.goto(address);
  await off.button('Sign in').click();
  await off.page.getByRole('alert').filter({ hasText: 'keeps no cookies' }).waitFor();
  await off.leave();

  const lost = await Visitor.come(browser);
  await lost.page.route('**/web/link', async (route) => {
    const response = await route.fetch();
    assert.is(response.status(), 200, 'it was not spent before');
    await route.fulfill({ status: 200, json: await response.json() });
  });
  // As the server sees it when no cookie comes.
  await lost.page.route('**/web/socket', (route) =>
    route.fulfill({ status: 401, json: { sentence: 'No.' } }),
  );
  await lost.page.goto(address);
  await lost.button('Sign in').click();
  await lost.page.getByRole('alert').filter({ hasText: 'keeps no cookies' }).waitFor();
  await lost.page.getByLabel('Name').waitFor();
  await lost.leave();
});

test('[U32] signing out in one tab signs out the others, and keeps what is typed there but for notes', async () => {
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
