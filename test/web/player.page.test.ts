import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('players in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let pia: Visitor;
let iris: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  browser = await launchBrowser();
  pia = await Visitor.come(browser, { width: 320, height: 640 });
  iris = await Visitor.come(browser);
  await pia.signIn(await server.staffLink('pia', 'players'));
  await iris.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  await browser?.close();
  await server?.end();
});

test('[U20] a player sees no queue, and opens a ticket', async () => {
  assert.is(await pia.page.getByRole('link', { name: 'Queue' }).count(), 0);
  await pia.page.getByText('You have no active ticket.').waitFor();
  await pia.page.getByRole('link', { name: 'New ticket' }).click();
  await pia.page.getByLabel('What is it about?').selectOption('Verbal harassment');
  await pia.page.getByLabel('What happened?').fill('Somebody shouts\nat the bank');
  await pia.button('Send ticket').click();
  await pia.page.getByRole('heading', { name: 'Somebody shouts' }).waitFor();
  await pia.thread().getByText('Somebody shouts\nat the bank').waitFor();
  await iris.row('Somebody shouts').waitFor();
});

test('[U21] a player reads the reply live, and never hears of notes', async () => {
  await iris.openTicket('Somebody shouts');
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').fill('Known troublemaker');
  await iris.button('Add note').click();
  await iris.thread().getByText('Known troublemaker').waitFor();
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('r');
  await iris.composer().fill('We are watching the bank.');
  await iris.button('Send reply').click();
  await pia.thread().getByText('We are watching the bank.').waitFor();
  const page = await pia.page.locator('body').innerText();
  assert.not.match(page, /note|troublemaker/iu);
  assert.is(await pia.page.getByText('Internal note').count(), 0);
});

test('[U22] a player replies, closes and reopens', async () => {
  await pia.composer().fill('Thank you!');
  await pia.button('Send reply').click();
  await iris.thread().getByText('Thank you!').waitFor();
  await pia.button('Close').click();
  await pia.page.getByText('This ticket is closed. Reopen it to write.').waitFor();
  assert.is(await pia.composer().count(), 0);
  await pia.button('Reopen').click();
  await pia.composer().waitFor();
  await iris.thread().getByText('pia reopened the ticket').waitFor();
});

test('[U446] a player is told who waits for whom: a ticket of theirs waits for support or for them', async () => {
  await pia.page.getByRole('link', { name: 'My tickets' }).first().click();
  const card = pia.page.getByRole('listitem').filter({ hasText: 'Somebody shouts' });
  await card.getByText('Waiting for support').waitFor();
  await iris.composer().fill('Anything else?');
  await iris.button('Send reply').click();
  await card.getByText('Waiting for you').waitFor();
});

test('[U23] the list of own tickets is live, active and closed apart', async () => {
  const card = pia.page.getByRole('listitem').filter({ hasText: 'Somebody shouts' });
  await iris.button('Close').click();
  await card.waitFor({ state: 'detached' });
  await pia.page.getByRole('link', { name: 'Closed' }).click();
  await card.getByText('Closed', { exact: true }).waitFor();
});

test('[U24] a new ticket is not lost with the line, nor opened twice', async () => {
  await pia.page.goto(`${server.address}/#/new`);
  await pia.page.getByLabel('What happened?').fill('Sent into nowhere');
  await pia.cutLine();
  await pia.bar().waitFor();
  await pia.button('Send ticket').click();
  await pia.page.getByText('Your ticket is sent as soon as it is back').waitFor();
  await pia.restoreLine();
  await pia.page.getByRole('heading', { name: 'Sent into nowhere' }).waitFor();
  await pia.page.getByRole('link', { name: 'My tickets' }).first().click();
  await pia.page.getByRole('link', { name: 'Sent into nowhere' }).waitFor();
  assert.is(await pia.page.getByRole('link', { name: 'Sent into nowhere' }).count(), 1);
});

test('[U25] a ticket of somebody else does not exist', async () => {
  await pia.page.goto(`${server.address}/#/mine/no-such-ticket`);
  await pia.page.getByText('This ticket does not exist, or is not yours to see.').waitFor();
});

test('[U26] text is text: markup, other scripts and long words stay what they are', async () => {
  const body = `<img src=x onerror=alert(1)> <b>bold</b>\n  שלום\n${'long'.repeat(200)}`;
  await pia.page.goto(`${server.address}/#/new`);
  await pia.page.getByLabel('What happened?').fill(body);
  await pia.button('Send ticket').click();
  await pia.thread().waitFor();
  const text = pia.thread().locator('.entry > .text');
  assert.is(await text.textContent(), body);
  assert.is(await text.getAttribute('dir'), 'auto');
  assert.is(await pia.page.locator('.entry img, .entry b').count(), 0);
});

test('[U27] nothing is wider than a screen of 320 pixels', async () => {
  const wide = `'' + (document.documentElement.scrollWidth - innerWidth)`;
  for (const hash of ['#/mine', '#/mine?list=closed', '#/new']) {
    await pia.page.goto(`${server.address}/${hash}`);
    await pia.page.getByRole('heading', { level: 1 }).waitFor();
    assert.is(await pia.page.evaluate(wide), '0', hash);
  }
  await pia.page.goto(`${server.address}/#/mine`);
  await pia.page.getByRole('link', { name: /^<img/u }).click();
  await pia.thread().waitFor();
  assert.is(await pia.page.evaluate(wide), '0', 'a ticket');
  const narrow = await Visitor.come(browser, { width: 320, height: 640 });
  await narrow.signIn(await server.staffLink('ivo'));
  await narrow.row('<img').waitFor();
  assert.is(await narrow.page.evaluate(wide), '0', 'the queue');
  await narrow.leave();
});

test('[U28] the pages keep to their policy, ask nobody else, and never failed', () => {
  assert.equal([...pia.complaints, ...iris.complaints], []);
});
