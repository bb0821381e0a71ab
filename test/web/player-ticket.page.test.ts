import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite("a player's ticket on a phone", { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let pia: Visitor;
let iris: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  browser = await launchBrowser();
  pia = await Visitor.come(browser, { width: 320, height: 640, isTouch: true });
  iris = await Visitor.come(browser);
  await pia.signIn(await server.staffLink('pia', 'players'));
  await iris.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  await browser?.close();
  await server?.end();
});

/** What all players may do from now on, beside seeing their tickets. */
async function allow(...rights: string[]): Promise<void> {
  const words = ['view', ...rights].flatMap((right) => ['--right', `tickets.${right}`]);
  await server.run('group', 'set', 'players', ...words, '--default');
}

const buttons = () => pia.page.locator('.ticket-top').getByRole('button').allInnerTexts();

test('[U280] a player is offered closing, archiving, reopening, replying and editing the subject each only with its right', async () => {
  await pia.page.getByRole('link', { name: 'New ticket' }).tap();
  await pia.page.getByLabel('What happened?').fill('The lamp is out');
  await pia.button('Send ticket').tap();
  await pia.thread().waitFor();
  await pia.button('Close').waitFor();
  assert.equal(await buttons(), ['Edit subject', 'Close']);

  await allow('send_message');
  await pia.button('Close').waitFor({ state: 'detached' });
  assert.equal(await buttons(), ['Edit subject']);
  await allow('close');
  await pia.button('Close').waitFor();
  await pia.button('Edit subject').waitFor({ state: 'detached' });
  assert.equal(await buttons(), ['Close']);
  assert.is(await pia.composer().count(), 0);
  await pia.page.getByText('You can read this ticket, but not write to it.').waitFor();

  await pia.button('Close').tap();
  await pia.page.getByText('This ticket is closed.').waitFor();
  assert.equal(await buttons(), []);
  await allow('archive');
  await pia.button('Archive').waitFor();
  assert.equal(await buttons(), ['Archive']);
  // While closing archives, players archive nothing by themselves.
  await server.run('settings', 'set', 'auto_archive', 'true');
  await pia.button('Archive').waitFor({ state: 'detached' });
  await server.run('settings', 'set', 'auto_archive', 'false');
  await pia.button('Archive').tap();
  await pia.page.getByText('This ticket is archived.').waitFor();
  await allow('send_message');
  await pia.button('Reopen').tap();
  await pia.composer().waitFor();
  assert.equal(await buttons(), ['Edit subject']);
});

// [U281] On a phone 320 pixels wide all that is pressed in a ticket is 44 pixels high, and the
// field to write in is at the thumb.
test('[U281] on a phone everything that is pressed is big enough for a thumb, and nothing is wider than the screen', async () => {
  await allow('send_message', 'close', 'archive', 'create');
  await pia.button('Close').waitFor();
  const small = `[...document.querySelectorAll('.ticket :is(button, summary, .back, .switch label)')]
    .map((node) => [node.textContent, node.getBoundingClientRect()])
    .filter(([, { height }]) => height > 0 && height < 44)
    .map(([text, { height }]) => text + ' ' + height)`;
  assert.equal(await pia.page.evaluate(small), []);
  assert.is(await pia.page.evaluate('document.documentElement.scrollWidth'), 320);
  // The field to write in and its button are where the thumb is.
  const send = await pia.button('Send reply').boundingBox();
  assert.ok(send!.y > 400 && send!.y + send!.height <= 640, JSON.stringify(send));
});

test('[U281] a player writes, sees that it was seen, and reads the answer, all by thumb', async () => {
  await pia.composer().tap();
  await pia.page.keyboard.type('It is dark here');
  await pia.button('Send reply').tap();
  await pia.thread().getByText('It is dark here').waitFor();
  await iris.openTicket('The lamp is out');
  await pia.page.getByText('Seen by support').waitFor();
  await iris.composer().fill('A lamp is on its way.');
  await iris.button('Send reply').click();
  await pia.thread().getByText('A lamp is on its way.').waitFor();
  for (const visitor of [pia, iris]) assert.equal(visitor.complaints, []);
});
