import type { Browser, Page } from 'playwright-core';
import type { RunningServer } from '../../server/server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';
import { WrittenStage } from './written-stage.ts';

const test = suite('what the browser keeps of what is written', { limit_ms: 60_000 });

const stage = new WrittenStage();
let server: RunningServer;
let browser: Browser;
let pia: Visitor;

test.before(async () => {
  await stage.start();
  ({ server, browser, pia } = stage);
});
test.after(() => stage.end());

/** In another tab of the same browser. */
async function signInBeside({ context }: Visitor, account: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(await stage.link(account));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
  return page;
}

/** The account that the page is shown to. */
function isShownTo(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name: `Preferences of ${name}` }).waitFor();
}

test("[U391] what an account wrote is sent for that account alone: welcomed as another, the page is the other's from the start, says so, and keeps what was written for whom it was written by", async () => {
  await stage.opened('Two at one desk');
  const iris = await Visitor.come(browser);
  await iris.signIn(await stage.link('iris'));
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

  await ben.goto(await stage.link('iris'));
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

/** Opens the ticket in another tab of the same browser. */
async function beside({ context, page }: Visitor): Promise<Page> {
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole('log', { name: 'Conversation' }).waitFor();
  return other;
}

const reply = (page: Page) => page.getByRole('textbox', { name: 'Reply' });

/** Resolves when a field of the page holds just this. */
async function holds(page: Page, text: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const fields = [...document.querySelectorAll('textarea')];
      if (fields.some(({ value }) => value === ${JSON.stringify(text)})) resolve();
      else setTimeout(look, 20);
    };
    look();
  })`);
}

test('[U394] what is typed outlives the tab, and is seen in every other one', async () => {
  await stage.opened('Written in two tabs');
  const iris = await Visitor.come(browser);
  await iris.signIn(await stage.link('iris'));
  await iris.openTicket('Written in two tabs');
  await iris.composer().fill('begun in the first');
  const second = await beside(iris);
  assert.is(await reply(second).inputValue(), 'begun in the first');
  await reply(second).fill('begun in the first, gone on in the second');
  await holds(iris.page, 'begun in the first, gone on in the second');
  const address = iris.page.url();
  await second.goto(`${server.address}/#/new`);
  await second.getByLabel('What happened?').fill('a ticket of my own');
  await second.close();
  await iris.page.close();
  const third = await iris.context.newPage();
  await third.goto(address);
  await holds(third, 'begun in the first, gone on in the second');
  await third.goto(`${server.address}/#/new`);
  await holds(third, 'a ticket of my own');
  await third.goto(address);
  const fourth = await iris.context.newPage();
  await fourth.goto(address);
  await holds(fourth, 'begun in the first, gone on in the second');
  await third.getByRole('button', { name: 'Send reply' }).click();
  await holds(fourth, '');
  await pia.thread().getByText('gone on in the second').waitFor();
  assert.is(await pia.thread().getByText('gone on in the second').count(), 1);
  await iris.leave();
});

test('[U395] a browser that keeps nothing says so until what is written is sent', async () => {
  await stage.opened('A full browser');
  const iris = await Visitor.come(browser);
  await iris.signIn(await stage.link('iris'));
  await iris.openTicket('A full browser');
  await iris.page.evaluate(`Storage.prototype.setItem = () => { throw new Error('full') }`);
  await iris.composer().fill('kept nowhere');
  const told = iris.page.getByRole('status').filter({ hasText: 'This browser cannot keep' });
  await told.waitFor();
  await iris.button('Send reply').click();
  await told.waitFor({ state: 'detached' });
  await pia.thread().getByText('kept nowhere').waitFor();
  await iris.leave();
});

test('[U392] what was begun as a note goes with the right to write notes', async () => {
  await stage.opened('A note too late');
  const iris = await Visitor.come(browser);
  await iris.signIn(await stage.link('iris'));
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
