import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('who is beside a ticket, in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let pia: Visitor;
let iris: Visitor;
let ben: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  browser = await launchBrowser();
  pia = await Visitor.come(browser, { width: 320, height: 640 });
  iris = await Visitor.come(browser);
  ben = await Visitor.come(browser);
  await pia.signIn(await server.staffLink('pia', 'players'));
  await iris.signIn(await server.staffLink('iris'));
  await ben.signIn(await server.staffLink('ben'));
});

test.after(async () => {
  await browser?.close();
  await server?.end();
});

const gate = 'The gate is stuck';

test('[U130] a ticket with something new is marked unread, until the account has seen it', async () => {
  await pia.page.getByRole('link', { name: 'New ticket' }).click();
  await pia.page.getByLabel('What happened?').fill(gate);
  await pia.button('Send ticket').click();
  await pia.thread().waitFor();
  const unread = iris.row(gate).getByRole('img', { name: 'Unread' });
  await unread.waitFor();
  await iris.openTicket(gate);
  await iris.page.keyboard.press('Escape');
  await iris.row(gate).waitFor();
  await unread.waitFor({ state: 'detached' });
  await ben.row(gate).getByRole('img', { name: 'Unread' }).waitFor();
  await pia.composer().fill('It opened a little');
  await pia.button('Send reply').click();
  await unread.waitFor();
});

test('[U131] a player sees which message support has seen', async () => {
  const seen = pia.page.getByText('Seen by support');
  const messages = pia.thread().getByRole('listitem');
  await messages.filter({ hasText: gate }).filter({ has: seen }).waitFor();
  await iris.openTicket(gate);
  await messages.filter({ hasText: 'It opened a little' }).filter({ has: seen }).waitFor();
  assert.is(await seen.count(), 1);
});

test('[U132] the queue shows who else looks at a ticket and who writes in it', async () => {
  await ben.row(gate).getByText('iris is looking', { exact: true }).waitFor();
  await pia.composer().pressSequentially('And');
  await ben.row(gate).getByText('pia is writing… · iris is looking').waitFor();
  await iris.page.getByText('pia is writing…').waitFor();
  await pia.composer().fill('');
  await ben.row(gate).getByText('iris is looking', { exact: true }).waitFor();
});

test('[U133] support sees who else looks and writes; players see it of replies, never of notes', async () => {
  await ben.openTicket(gate);
  await iris.page.getByText('ben is looking').waitFor();
  await ben.page.getByText('iris is looking').waitFor();
  // The live region for screen readers keeps what it announced last.
  const told = pia.page.locator('.presence').getByText('Support is writing…');
  // Counts how often the player's page says it, however shortly.
  await pia.page.evaluate(`
    globalThis.told = 0;
    const line = document.querySelector('.presence');
    new MutationObserver(() => (globalThis.told += line.textContent === '' ? 0 : 1))
      .observe(line, { childList: true, characterData: true, subtree: true });
  `);
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').pressSequentially('Seen that before');
  await ben.page.getByText('iris is writing…').waitFor();
  await iris.button('Add note').click();
  await ben.page.getByText('iris is looking').waitFor();
  // What is told comes in order: had the note been told, it would be there before this.
  await ben.button('Assign to me').click();
  await pia.page.getByText('ben took the ticket').waitFor();
  assert.is(await pia.page.evaluate('globalThis.told'), 0);
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('r');
  await iris.composer().pressSequentially('We are on it');
  await ben.page.getByText('iris is writing…').waitFor();
  await told.waitFor();
  assert.is(await pia.page.evaluate('globalThis.told'), 1);
  await iris.button('Send reply').click();
  await told.waitFor({ state: 'detached' });
});

test('[U134] none of it makes the page wider than the screen or breaks its policy', async () => {
  for (const visitor of [pia, iris, ben]) {
    const over = await visitor.page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.is(over, 0);
    assert.equal(visitor.complaints, []);
  }
});
