import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { photo, png } from '../files/pictures.ts';
import { Visitor } from './visitor.ts';

const test = suite('files in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let pia: Visitor;
let iris: Visitor;
let folder: string;

test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardbell-shots-'));
  server = await LiveServer.start();
  browser = await launchBrowser();
  pia = await Visitor.come(browser, { width: 390, height: 800 });
  iris = await Visitor.come(browser);
  await pia.signIn(await server.staffLink('pia', 'players'));
  await iris.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  await browser?.close();
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

const subject = 'My house is gone';

/** What a person chooses in the dialog of their system. */
function choose(page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) {
  return page.locator('input[type=file]').setInputFiles(files);
}

/** Pastes or drops a picture that the page gets as a browser gives it. */
async function give(page: Page, how: 'paste' | 'drop', bytes: Buffer): Promise<void> {
  const hand = `async ([how, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(bytes)], 'image.png', { type: 'image/png' }));
    const event = how === 'paste'
      ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
    document.querySelector('form.composer textarea').dispatchEvent(event);
  }`;
  await page.evaluate(`(${hand})(${JSON.stringify([how, [...bytes]])})`);
}

test('[F40] a player rings with a picture, and support sees it in the thread and opens it', async () => {
  const { page } = pia;
  await page.getByRole('link', { name: 'New ticket' }).click();
  await page.getByLabel('What happened?').fill(subject);
  const buffer = await photo(1_600, 900);
  await choose(page, { name: 'the plot.jpg', mimeType: 'image/jpeg', buffer });
  const attached = page.getByRole('list', { name: 'Files to send' });
  await attached.getByText('the plot.jpg').waitFor();
  await page.screenshot({ path: shot('new') });
  await pia.button('Send ticket').click();
  await pia.thread().waitFor();
  await iris.openTicket(subject);
  const picture = iris.thread().getByRole('img', { name: 'the plot.jpg' });
  await picture.waitFor();
  const size = await iris.page.evaluate(`(async () => {
    const image = document.querySelector('.files img');
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  })()`);
  assert.equal(size, [640, 360]);
  const [opened] = await Promise.all([iris.context.waitForEvent('page'), picture.click()]);
  await opened.waitForLoadState();
  assert.is(await opened.evaluate('document.images[0].naturalWidth'), 1_600);
  await opened.close();
});

test('[F41] what is pasted or dropped into a composer is attached, and a file alone is a message', async () => {
  const { page } = iris;
  const attached = page.getByRole('list', { name: 'Files to send' });
  await give(page, 'paste', await png(30, 20));
  await give(page, 'drop', await png(20, 30));
  await attached.getByRole('listitem').nth(1).waitFor();
  await page.screenshot({ path: shot('composer') });
  await iris.button('Send reply').click();
  await attached.waitFor({ state: 'detached' });
  await pia.thread().getByRole('img', { name: 'image.png' }).nth(1).waitFor();
  await page.screenshot({ path: shot('thread') });
});

test('[F42] what is too large, empty, too many or of another kind is refused in words beside it, and the text stays', async () => {
  const { page } = pia;
  const attached = page.getByRole('list', { name: 'Files to send' });
  await pia.composer().fill('Look at these');
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'text/plain', buffer });
  await choose(
    page,
    file('page.html', Buffer.from('<script>alert(1)</script>')),
    file('empty.txt', Buffer.alloc(0)),
    file('large.txt', Buffer.alloc(8 * 1024 * 1024 + 1, 97)),
    file('log.txt', Buffer.from('all is well')),
    file('one more.txt', Buffer.from('fifth')),
  );
  const row = (name: string) => attached.getByRole('listitem').filter({ hasText: name });
  await row('page.html').getByText('Files of this kind are not taken.').waitFor();
  await row('empty.txt').getByText('The file is empty.').waitFor();
  await row('large.txt').getByText('Too large: a file may have 8 MB.').waitFor();
  await page.getByText('A message may have 4 files.').waitFor();
  await page.screenshot({ path: shot('refused') });
  assert.is(await pia.button('Try again').count(), 0);
  assert.ok(await pia.button('Send reply').isDisabled());
  for (const name of ['page.html', 'empty.txt', 'large.txt']) {
    await page.getByRole('button', { name: `Remove ${name}` }).click();
  }
  assert.is(await pia.composer().inputValue(), 'Look at these');
  await pia.button('Send reply').click();
  const download = pia.thread().getByRole('link', { name: 'log.txt' });
  const [saved] = await Promise.all([page.waitForEvent('download'), download.click()]);
  assert.is(saved.suggestedFilename(), 'log.txt');
});

test('[F43] a file that does not reach the server says so and is sent again at a press; one under way can be stopped', async () => {
  const { page } = iris;
  const attached = page.getByRole('list', { name: 'Files to send' });
  await page.route('**/files?*', (route) => route.abort());
  await iris.composer().fill('With proof');
  const bytes = await png();
  await choose(page, { name: 'proof.png', mimeType: 'image/png', buffer: bytes });
  await attached.getByText('It did not reach the server.').waitFor();
  await page.unroute('**/files?*');
  await iris.button('Try again').click();
  await attached.getByRole('button', { name: 'Remove proof.png' }).waitFor();
  // Held up on its way, so that there is something to stop.
  await page.route('**/files?*', () => {});
  await choose(page, { name: 'second.png', mimeType: 'image/png', buffer: bytes });
  await page.screenshot({ path: shot('sending') });
  await page.getByRole('button', { name: 'Stop sending second.png' }).click();
  await attached.getByText('second.png').waitFor({ state: 'detached' });
  await page.unroute('**/files?*');
  assert.is(await iris.composer().inputValue(), 'With proof');
  await iris.button('Send reply').click();
  await pia.thread().getByRole('img', { name: 'proof.png' }).waitFor();
  assert.equal([...pia.complaints, ...iris.complaints], []);
});

function shot(name: string): string {
  return join(process.env.SHARDBELL_SHOTS ?? folder, `${name}.png`);
}
