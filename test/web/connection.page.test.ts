import type { Browser } from 'playwright-core';
import { limits } from '../../protocol/limits.ts';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { TestFolder } from '../support/folder.ts';
import { Proxy } from '../support/proxy.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('a line that breaks', { limit_ms: 60_000 });
const subject = 'The well is dry';

let folder: TestFolder;
/** Iris's line, and one that nothing happens to. */
let proxy: Proxy;
let whole: Proxy;
let server: RunningServer;
let browser: Browser;
let pia: Visitor;
let iris: Visitor;

test.before(async () => {
  folder = new TestFolder();
  proxy = await Proxy.start();
  whole = await Proxy.start();
  const loaded = loadSettings({
    SHARDBELL_DATA: folder.path,
    SHARDBELL_PORT: '0',
    SHARDBELL_ORIGINS: `${proxy.address},${whole.address}`,
  });
  assert.ok(loaded.ok);
  const started = await startServer({ settings: loaded.settings, log: createLog('silent') });
  assert.ok(started.ok);
  server = started.server;
  for (const line of [proxy, whole]) line.leadTo(Number(new URL(server.address).port));
  browser = await launchBrowser();
  pia = await Visitor.come(browser);
  iris = await Visitor.come(browser);
  await iris.page.clock.install();
  await signIn(pia, 'pia', 'players', whole.address);
  await signIn(iris, 'iris', 'moderators', proxy.address);
  await pia.page.goto(`${whole.address}/#/new`);
  await pia.page.getByLabel('What happened?').fill(subject);
  await pia.button('Send ticket').click();
  await pia.thread().waitFor();
  await iris.openTicket(subject);
});

test.after(async () => {
  await browser?.close();
  await server?.stop();
  await proxy?.stop();
  await whole?.stop();
  folder?.remove();
});

async function signIn(visitor: Visitor, name: string, group: string, at: string): Promise<void> {
  await server.admin.operate('account_add', { name, groups: [group] });
  const made = await server.admin.operate('link', { account: name });
  assert.ok(made.ok && made.is?.of === 'link');
  await visitor.signIn(at + new URL(made.is.address).pathname + new URL(made.is.address).hash);
}

async function write(text: string): Promise<void> {
  await pia.composer().fill(text);
  await pia.button('Send reply').click();
  await pia.thread().getByText(text).waitFor();
}

/** The page is live again and shows what came meanwhile, without a reload. */
async function isRight(text: string, draft: string): Promise<void> {
  await iris.thread().getByText(text).waitFor();
  await iris.bar().waitFor({ state: 'detached' });
  assert.is(await iris.composer().inputValue(), draft);
  assert.is(await iris.page.evaluate('globalThis.isSamePage'), true);
}

test('[U342] a line that is cut is told at once, keeps what is typed, and comes back by itself, right without a reload', async () => {
  await iris.page.evaluate('globalThis.isSamePage = true');
  await iris.composer().fill('half of an');
  proxy.cut();
  await iris.bar().waitFor();
  assert.match(await iris.bar().innerText(), /What you write is kept/u);
  await iris.composer().press('End');
  await iris.composer().pressSequentially(' answer');
  await write('Came while it was cut');
  proxy.restore();
  await iris.page.clock.runFor(20_000);
  await isRight('Came while it was cut', 'half of an answer');
});

test('[U343] a line that falls silent is told within 20 seconds, and what is sent then arrives once', async () => {
  proxy.silence();
  await write('Came while it was silent');
  await iris.button('Send reply').click();
  await iris.thread().getByText('Sending…').waitFor();
  await iris.page.clock.runFor(limits.silence_ms_max);
  await iris.bar().waitFor();
  proxy.restore();
  await iris.page.clock.runFor(20_000);
  await isRight('Came while it was silent', '');
  await pia.thread().getByText('half of an answer').waitFor();
  assert.is(await pia.thread().getByText('half of an answer').count(), 1);
});

test('[U344] a browser that goes offline says so at once, and doubts its line when it is back', async () => {
  await iris.context.setOffline(true);
  const offline = iris.page.getByRole('status').filter({ hasText: 'This device is offline.' });
  await offline.waitFor();
  await iris.composer().fill('typed offline');
  await write('Came while it was offline');
  await iris.context.setOffline(false);
  await offline.waitFor({ state: 'detached' });
  await isRight('Came while it was offline', 'typed offline');
});

test('[U345] a tab that is looked at again does not wait for its slow timers', async () => {
  proxy.cut();
  await iris.bar().waitFor();
  await write('Came while nobody looked');
  proxy.restore();
  // No timer of the page runs from here on.
  await iris.page.clock.pauseAt(Date.now() + 3_600_000);
  await iris.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
  await iris.thread().getByText('Came while nobody looked').waitFor();
  assert.equal(iris.complaints, []);
});
