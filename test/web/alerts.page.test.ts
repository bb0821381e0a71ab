import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('alerts in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let pia: Visitor;
let iris: Visitor;

/** Writes down each tone and each notification, and what the page thinks of its focus is the test's. */
const writing_down = `
  globalThis.tones = 0;
  globalThis.shown = [];
  globalThis.isFocused = true;
  document.hasFocus = () => globalThis.isFocused;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    globalThis.tones += 1;
    return start.call(this, at);
  };
  globalThis.Notification = class extends EventTarget {
    static requestPermission = async () => 'granted';
    constructor(title, { body }) {
      super();
      globalThis.shown.push(title + ': ' + body);
      globalThis.last = this;
    }
    close() {}
  };
`;

test.before(async () => {
  server = await LiveServer.start();
  browser = await launchBrowser();
  pia = await Visitor.come(browser);
  iris = await Visitor.come(browser);
  for (const { page } of [pia, iris]) {
    await page.addInitScript(writing_down);
    await page.clock.install();
  }
  await pia.signIn(await server.staffLink('pia', 'players'));
  await iris.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  await browser?.close();
  await server?.end();
});

async function open(subject: string): Promise<void> {
  await pia.page.goto(`${server.address}/#/new`);
  await pia.page.getByLabel('What happened?').fill(subject);
  await pia.button('Send ticket').click();
  await pia.thread().waitFor();
}

async function titled({ page }: Visitor, title: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      (globalThis as unknown as { document: { title: string } }).document.title === wanted,
    title,
  );
}

function read({ page }: Visitor, name: string): Promise<unknown> {
  return page.evaluate(`globalThis.${name}`);
}

/** What waits for a moment before it is told is told now. */
async function settle({ page }: Visitor): Promise<void> {
  await page.clock.runFor(1_000);
}

async function turnOn({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Preferences of' }).click();
  await page.getByRole('checkbox', { name }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

test("[U324] title and icon of the tab say how many tickets wait: to support, those that need attention and are its own or nobody's", async () => {
  await titled(iris, 'Queue – Shardbell');
  await open('The bridge is out');
  await titled(iris, '(1) Queue – Shardbell');
  const icon = await iris.page.locator('link[rel="icon"]').getAttribute('href');
  assert.is(icon, 'count-1.svg');
  const answer = await iris.page.request.get(`${server.address}/${icon}`);
  assert.match(await answer.text(), />1<\/text>/u);
  await iris.openTicket('The bridge is out');
  await iris.composer().fill('On my way');
  await iris.button('Send reply').click();
  await titled(iris, '#1 The bridge is out – Shardbell');
  assert.match((await iris.page.locator('link[rel="icon"]').getAttribute('href')) ?? '', /icon-/u);
});

test('[U325] sound and notifications on the desktop are off until they are asked for', async () => {
  await iris.page.goto(`${server.address}/#/queue`);
  await open('A first wolf');
  await titled(iris, '(1) Queue – Shardbell');
  await settle(iris);
  assert.is(await read(iris, 'tones'), 0);
  assert.equal(await read(iris, 'shown'), []);
});

test('[U326] a burst makes one sound, in one tab, and the desktop says what it was and leads there', async () => {
  await turnOn(iris, 'A sound when');
  await turnOn(iris, 'Notifications on the desktop');
  // The sample of the sound that was turned on.
  assert.is(await read(iris, 'tones'), 2);
  await iris.page.evaluate('globalThis.isFocused = false');
  await open('A second wolf');
  await open('A third wolf');
  await titled(iris, '(3) Queue – Shardbell');
  await settle(iris);
  assert.is(await read(iris, 'tones'), 4);
  // Whether the second came soon enough to be told with the first is the machine's to say.
  const told = ((await read(iris, 'shown')) as string[]).join('\n');
  assert.match(told, /waiting: #3 A second wolf\n(A player is waiting: )?#4 A third wolf$/u);
  await open('A fourth wolf');
  await titled(iris, '(4) Queue – Shardbell');
  await settle(iris);
  assert.is(await read(iris, 'tones'), 4);
  assert.is(
    ((await read(iris, 'shown')) as string[]).at(-1),
    'A player is waiting: #5 A fourth wolf',
  );
  await iris.page.evaluate('globalThis.last.dispatchEvent(new Event("click"))');
  await iris.page.getByRole('heading', { name: 'A fourth wolf' }).waitFor();
});

test('[U327] nothing is told of the ticket that is in view', async () => {
  await iris.page.evaluate('globalThis.isFocused = true');
  await iris.composer().fill('Is it grey?');
  await iris.button('Send reply').click();
  await titled(iris, '(3) #5 A fourth wolf – Shardbell');
  await iris.page.clock.fastForward(60_000);
  const before = [await read(iris, 'tones'), await read(iris, 'shown')];
  await pia.composer().fill('It is');
  await pia.button('Send reply').click();
  await titled(iris, '(4) #5 A fourth wolf – Shardbell');
  await settle(iris);
  assert.equal([await read(iris, 'tones'), await read(iris, 'shown')], before);
});

test('[U328] players are told of replies to their own tickets, until they read them', async () => {
  await pia.page.goto(`${server.address}/#/mine`);
  await turnOn(pia, 'Notifications on the desktop');
  await pia.page.evaluate('globalThis.isFocused = false');
  await titled(pia, 'My tickets – Shardbell');
  await iris.composer().fill('Run');
  await iris.button('Send reply').click();
  await titled(pia, '(1) My tickets – Shardbell');
  await settle(pia);
  assert.equal(await read(pia, 'shown'), ['Support has replied: #5 A fourth wolf']);
  await pia.openTicket('A fourth wolf');
  await titled(pia, '#5 A fourth wolf – Shardbell');
  assert.equal([...pia.complaints, ...iris.complaints], []);
});

test('[R61] where a page may show no notification after all, the title tells, and nothing breaks', async () => {
  await pia.page.goto(`${server.address}/#/mine`);
  await titled(pia, 'My tickets – Shardbell');
  await pia.page.evaluate(`
    globalThis.tried = 0;
    globalThis.Notification = class {
      constructor() {
        globalThis.tried += 1;
        throw new TypeError('Illegal constructor');
      }
    };
  `);
  await iris.composer().fill('Run faster');
  await iris.button('Send reply').click();
  await titled(pia, '(1) My tickets – Shardbell');
  await settle(pia);
  assert.is(await read(pia, 'tried'), 1);
  assert.equal(pia.complaints, []);
});
