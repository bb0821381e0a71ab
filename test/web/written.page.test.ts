import type { Browser, Page } from 'playwright-core';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { TestFolder } from '../support/folder.ts';
import { assert, suite } from '../support/suite.ts';
import { raiseBoundsIn } from '../support/unbounded.ts';
import { Visitor } from './visitor.ts';

const test = suite('what is written in the browser', { limit_ms: 60_000 });

let folder: TestFolder;
let server: RunningServer;
let browser: Browser;
let pia: Visitor;

test.before(async () => {
  folder = new TestFolder();
  await raiseBoundsIn(folder.path);
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

test("[U391] what an account wrote is sent for that account alone: welcomed as another, the page is the other's from the start, says so, and keeps what was written for whom it was written by", async () => {
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

/**
 * What a translation does to a page: each text that is not exempt (or any, for those that care for no
 * exemption) is replaced, moved into elements of the translation's own, or changed where it stands.
 */
type Translation = 'replaced' | 'moved' | 'changed';

async function translate(page: Page, how: Translation): Promise<void> {
  await page.evaluate(`{
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walker.nextNode()) all.push(walker.currentNode);
    for (const text of all.filter(({ data }) => data.trim() !== '')) {
      const said = 'T:' + text.data;
      if ('${how}' === 'changed') { text.data = said; continue; }
      const outer = document.createElement('font');
      const inner = outer.appendChild(document.createElement('font'));
      text.replaceWith(outer);
      inner.append('${how}' === 'moved' ? text : said);
    }
  }`);
}

test('[U393] whatever a translation does to the texts of the page, it goes on: it shows the mode that is sent and the state that is so, and asks that only messages be translated', async () => {
  await opened('Lost in translation');
  const iris = await Visitor.come(browser);
  const { page } = iris;
  await iris.signIn(await link('iris'));
  assert.is(await page.locator('html').getAttribute('translate'), 'no');
  await iris.openTicket('Lost in translation');
  const message = iris.thread().locator('p.text', { hasText: 'Lost in translation' });
  assert.is(await message.getAttribute('translate'), 'yes');
  const form = page.locator('form.composer');
  const top = page.locator('.ticket-top');
  for (const how of ['replaced', 'moved', 'changed'] as const) {
    await translate(page, how);
    await page.keyboard.press('i');
    await iris.composer('Internal note').fill(`a note, ${how}`);
    const note = await form.innerText();
    assert.match(note, /Only support will see this\./u, how);
    assert.match(note, /Add note/u, how);
    assert.not.match(note, /Players will see this|Send reply/u, how);
    await translate(page, how);
    await iris.composer('Internal note').press('Escape');
    await page.keyboard.press('r');
    await iris.composer().fill(`a reply, ${how}`);
    const reply = await form.innerText();
    assert.match(reply, /Players will see this\./u, how);
    assert.match(reply, /Send reply/u, how);
    assert.not.match(reply, /Only support will see this|Players never see this|Add note/u, how);
    await translate(page, how);
    await iris.composer().press('Control+Enter');
    await pia.thread().getByText(`a reply, ${how}`).waitFor();
    await iris
      .thread()
      .locator('.entry:not(.pending)', { hasText: `a reply, ${how}` })
      .waitFor();
    assert.is(await iris.thread().getByText(`a reply, ${how}`).count(), 1, how);
    await translate(page, how);
    await pia.button('Close').click();
    await top.locator('.badge', { hasText: 'Closed' }).waitFor();
    assert.not.match(await top.innerText(), /Open|In progress/u, how);
    await translate(page, how);
    await pia.button('Reopen').click();
    await iris.button('Close').waitFor();
    assert.not.match(await top.innerText(), /Closed/u, how);
    await iris.composer().press('Escape');
    await translate(page, how);
    await page.keyboard.press('i');
    await iris.composer('Internal note').fill('');
    await iris.composer('Internal note').press('Escape');
  }
  await page.goto(`${server.address}/#/queue`);
  await iris.row('Lost in translation').waitFor();
  await page.mouse.move(1, 1);
  for (const how of ['replaced', 'moved', 'changed'] as const) {
    await translate(page, how);
    await opened(`Found in ${how} words`);
    await iris.row(`Found in ${how} words`).waitFor();
  }
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
  await opened('Written in two tabs');
  const iris = await Visitor.come(browser);
  await iris.signIn(await link('iris'));
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
  await opened('A full browser');
  const iris = await Visitor.come(browser);
  await iris.signIn(await link('iris'));
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

test('[U396] no field cuts what it is given: what is too long stays, is said by how much, and is not sent', async () => {
  await opened('A long story');
  const iris = await Visitor.come(browser);
  const { page } = iris;
  await iris.signIn(await link('iris'));
  await iris.openTicket('A long story');
  const paste = (text: string): Promise<unknown> =>
    page.evaluate(`document.execCommand('insertText', false, ${JSON.stringify(text)})`);
  await iris.composer().focus();
  await paste(`${'x'.repeat(24_999)}!`);
  assert.match(await iris.composer().inputValue(), /^x{24999}!$/u);
  await page.getByText('17,000 characters too long', { exact: true }).waitFor();
  assert.ok(await iris.button('Send reply').isDisabled());
  await iris.composer().press('Control+Enter');
  assert.is((await iris.composer().inputValue()).length, 25_000);
  await iris.composer().fill('');
  await iris.button('Edit subject').click();
  const subject = page.getByRole('textbox', { name: 'Subject' });
  await subject.fill('');
  await paste('s'.repeat(121));
  assert.is((await subject.inputValue()).length, 121);
  await page.getByText('1 character too long', { exact: true }).waitFor();
  assert.ok(await iris.button('Save').isDisabled());
  await iris.leave();
});

test('[U397] keys that compose a word, as in Japanese, are no keys of the page: none sends, leaves or closes anything', async () => {
  await opened('A story in Japanese');
  const iris = await Visitor.come(browser);
  const { page } = iris;
  await iris.signIn(await link('iris'));
  await iris.openTicket('A story in Japanese');
  await iris.composer().focus();
  const devtools = await iris.context.newCDPSession(page);
  await devtools.send('Input.imeSetComposition', {
    text: 'にほ',
    selectionStart: 2,
    selectionEnd: 2,
  });
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Escape');
  // As some browsers tell the key that ends the composing.
  const late = (key: string, selector: string): Promise<unknown> =>
    page.evaluate(
      `document.querySelector(${JSON.stringify(selector)}).dispatchEvent(new KeyboardEvent('keydown',
        { key: '${key}', keyCode: 229, ctrlKey: true, bubbles: true, cancelable: true }))`,
    );
  await late('Enter', '.composer textarea');
  await late('Escape', '.composer textarea');
  assert.is(await iris.thread().locator('.pending').count(), 0);
  assert.is(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
  await devtools.send('Input.insertText', { text: '日本' });
  assert.is(await iris.composer().inputValue(), '日本');
  await iris.button('Edit subject').click();
  await late('Escape', '.subject-form input');
  await late('k', '.subject-form input');
  await page.getByRole('textbox', { name: 'Subject' }).waitFor();
  assert.is(await page.locator('dialog').count(), 0);
  await iris.leave();
});

test('[U400] what comes by itself is announced in one place, and the number in the queue is no live region', async () => {
  const iris = await Visitor.come(browser);
  const { page } = iris;
  await iris.signIn(await link('iris'));
  await page.locator('p.total').waitFor();
  assert.is(await page.locator('p.total[role], [aria-live], .news[role]').count(), 0);
  const total = await page.locator('p.total').innerText();
  await page.getByRole('status').filter({ hasText: total }).waitFor();
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
