import type { Browser, Page } from 'playwright-core';
import type { RunningServer } from '../../server/server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';
import { WrittenStage } from './written-stage.ts';

const test = suite('what is typed and shown in the browser', { limit_ms: 60_000 });

const stage = new WrittenStage();
let server: RunningServer;
let browser: Browser;
let pia: Visitor;

test.before(async () => {
  await stage.start();
  ({ server, browser, pia } = stage);
});
test.after(() => stage.end());

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
  await stage.opened('Lost in translation');
  const iris = await Visitor.come(browser);
  const { page } = iris;
  await iris.signIn(await stage.link('iris'));
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
    await stage.opened(`Found in ${how} words`);
    await iris.row(`Found in ${how} words`).waitFor();
  }
  assert.equal(iris.complaints, []);
  await iris.leave();
});

test('[U396] no field cuts what it is given: what is too long stays, is said by how much, and is not sent', async () => {
  await stage.opened('A long story');
  const iris = await Visitor.come(browser);
  const { page } = iris;
  await iris.signIn(await stage.link('iris'));
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
  await stage.opened('A story in Japanese');
  const iris = await Visitor.come(browser);
  const { page } = iris;
  await iris.signIn(await stage.link('iris'));
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
  await iris.signIn(await stage.link('iris'));
  await page.locator('p.total').waitFor();
  assert.is(await page.locator('p.total[role], [aria-live], .news[role]').count(), 0);
  const total = await page.locator('p.total').innerText();
  await page.getByRole('status').filter({ hasText: total }).waitFor();
  await iris.leave();
});
