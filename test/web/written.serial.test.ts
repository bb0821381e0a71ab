import type { Browser, Page } from 'playwright-core';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { TestFolder } from '../support/folder.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('what is written in the browser', { limit_ms: 60_000 });

let folder: TestFolder;
let server: RunningServer;
let browser: Browser;
let pia: Visitor;

test.before(async () => {
  folder = new TestFolder();
  const loaded = loadSettings({ SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' });
  assert.ok(loaded.ok);
  const started = await startServer({ settings: loaded.settings, log: createLog('silent') });
  assert.ok(started.ok);
  server = started.server;
  for (const name of ['iris', 'ben']) {
    await server.admin.operate('account_add', { name, groups: ['moderators'] });
  }
  await server.admin.operate('account_add', { name: 'pia', groups: ['players'] });
  browser = await launchBrowser();
  pia = await Visitor.come(browser);
  await pia.signIn(await link('pia'));
});

test.after(async () => {
  await browser?.close();
  await server?.stop();
  folder?.remove();
});

async function link(account: string): Promise<string> {
  const made = await server.admin.operate('link', { account });
  assert.ok(made.ok && made.is?.of === 'link');
  return made.is.address;
}

/** Pia opens a ticket. */
async function opened(subject: string): Promise<void> {
  await pia.page.goto(`${server.address}/#/new`);
  await pia.page.getByLabel('What happened?').fill(subject);
  await pia.button('Send ticket').click();
  await pia.thread().waitFor();
}

/** In another tab of the same browser. */
async function signInBeside({ context }: Visitor, account: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(await link(account));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
  return page;
}

/** The account that the page is shown to. */
function isShownTo(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name: `Preferences of ${name}` }).waitFor();
}

test('[U391] what an account wrote is sent for it alone, whoever signs in beside it', async () => {
  await opened('Two at one desk');
  const iris = await Visitor.come(browser);
  await iris.signIn(await link('iris'));
  await iris.openTicket('Two at one desk');
  const note = iris.page.getByRole('radio', { name: 'Internal note' });
  await note.check({ force: true });
  await iris.composer('Internal note').fill('iris wonders about Pia');
  await iris.page.getByRole('radio', { name: 'Reply' }).check({ force: true });
  await iris.cutLine();
  await iris.bar().waitFor();
  await iris.composer().fill('signed, Iris');
  await iris.button('Send reply').click();
  await iris.thread().getByText('Waits for the connection').waitFor();
  await iris.composer().fill('half a word of Iris');
  const ben = await signInBeside(iris, 'ben');
  await iris.restoreLine();

  await isShownTo(iris.page, 'ben');
  const told = iris.page.getByRole('status').filter({ hasText: 'What iris wrote is kept' });
  assert.match(await told.innerText(), /^ben signed in with this browser/u);
  await told.getByRole('button', { name: 'Close' }).click();
  await told.waitFor({ state: 'detached' });
  await iris.openTicket('Two at one desk');
  assert.is(await iris.thread().getByText('signed, Iris').count(), 0);
  assert.is(await iris.composer().inputValue(), '');
  await note.check({ force: true });
  assert.is(await iris.composer('Internal note').inputValue(), '');
  await iris.composer('Internal note').fill('ben was here');
  await iris.button('Add note').click();
  await iris.thread().locator('.entry:not(.pending)', { hasText: 'ben was here' }).waitFor();

  await ben.goto(await link('iris'));
  await ben.getByRole('button', { name: 'Sign in', exact: true }).click();
  await isShownTo(ben, 'iris');
  await isShownTo(iris.page, 'iris');
  await iris.openTicket('Two at one desk');
  const sent = iris.thread().locator('.entry:not(.pending)', { hasText: 'signed, Iris' });
  await sent.waitFor();
  assert.match(await sent.innerText(), /^You/u);
  assert.is(await sent.count(), 1);
  assert.is(await iris.composer().inputValue(), 'half a word of Iris');
  await pia.thread().getByText('signed, Iris').waitFor();
  assert.is(await pia.thread().getByText('signed, Iris').count(), 1);
  assert.equal(iris.complaints, []);
  await iris.leave();
});

test('[U392] what was begun as a note goes with the right to write notes', async () => {
  await opened('A note too late');
  const iris = await Visitor.come(browser);
  await iris.signIn(await link('iris'));
  await iris.openTicket('A note too late');
  await iris.composer().fill('a reply that stays');
  await iris.page.getByRole('radio', { name: 'Internal note' }).check({ force: true });
  await iris.composer('Internal note').fill('what only support may know');
  const may = async (isNoting: boolean): Promise<void> => {
    const rights = isNoting ? ['tickets.internal_message'] : [];
    const group = { name: 'moderators', rights: ['tickets.reply', ...rights], default: false };
    assert.ok((await server.admin.operate('group_set', group)).ok);
  };
  await may(false);
  await iris.page.getByRole('radio').first().waitFor({ state: 'detached' });
  await iris.composer().waitFor();
  assert.is(await iris.composer().inputValue(), 'a reply that stays');
  const stored = 'JSON.stringify({ ...sessionStorage, ...localStorage })';
  assert.not.match(String(await iris.page.evaluate(stored)), /what only support may know/u);
  await may(true);
  await iris.page.getByRole('radio', { name: 'Internal note' }).check({ force: true });
  assert.is(await iris.composer('Internal note').inputValue(), '');
  await iris.leave();
});
