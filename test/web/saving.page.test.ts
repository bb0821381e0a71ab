import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { unzipped } from '../export/unzip.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('saving in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let game: Game;
let ada: Visitor;
let ticket: string;
let anas: string;

test.before(async () => {
  server = await LiveServer.start();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana the Bold' });
  const body = 'My horse is gone\nsince <noon>';
  const opened = await game.shard.command('s-ana', { kind: 'open', category: 'Bug', body });
  if (opened.t !== 'done') throw new Error(JSON.stringify(opened));
  ticket = opened.ticket!;
  const found = await server.operate('account_list', { words: 'ana' });
  if (found?.of !== 'accounts') throw new Error('no accounts');
  anas = found.accounts[0]!.account;
  browser = await launchBrowser();
  ada = await Visitor.come(browser);
  const [link] = /http:\S+#link=\S+/u.exec(await server.run('link', 'admin')) ?? [];
  await ada.signIn(link!);
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

/** What the browser saves when this button is pressed. */
async function saved(page: Page, name: string): Promise<[name: string, bytes: Buffer]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  return [download.suggestedFilename(), await readFile(await download.path())];
}

/** Looked at by whoever changes what is shown: set SHARDBELL_SHOTS to a folder. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHARDBELL_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

test('[U490] a ticket is saved from the page, as players see it or with notes', async () => {
  const { page } = ada;
  await page.goto(`${server.address}/#/queue/${ticket}`);
  await ada.thread().waitFor();
  await page
    .getByRole('radio', { name: 'Internal note' })
    .or(ada.button('Internal note'))
    .first()
    .click();
  await ada.composer('Internal note').fill('SECRET note');
  await ada.button('Add note').click();
  await ada.thread().getByText('SECRET note').waitFor();
  await ada.button('Save a copy…').click();
  await shot(page, 'ticket');
  const [name, plain] = await saved(page, 'Save');
  assert.match(name, /^ticket-\d+\.html$/u);
  assert.match(plain.toString(), 'My horse is gone\nsince &lt;noon&gt;');
  assert.not.match(plain.toString(), 'SECRET');
  await page.getByText('Saved.', { exact: true }).waitFor();
  await page.getByRole('checkbox', { name: 'With internal notes' }).check();
  await page.getByLabel('As', { exact: true }).selectOption('text');
  const [noted, text] = await saved(page, 'Save');
  assert.match(noted, /^ticket-\d+-with-notes\.txt$/u);
  assert.match(text.toString(), 'SECRET note');
});

test('[U491] the saved page prints on paper, and asks nobody for anything', async () => {
  const { page } = ada;
  await page.getByLabel('As', { exact: true }).selectOption('html');
  const [, html] = await saved(page, 'Save');
  const reader = await Visitor.come(browser);
  await reader.page.setContent(html.toString());
  const pdf = await reader.page.pdf({ format: 'A4' });
  assert.is(pdf.subarray(0, 5).toString(), '%PDF-');
  await shot(reader.page, 'page');
  const folder = process.env['SHARDBELL_SHOTS'];
  if (folder !== undefined) {
    await reader.page.pdf({ format: 'A4', path: `${folder}/page.pdf` });
    await reader.page.emulateMedia({ media: 'print' });
    await shot(reader.page, 'print');
    await reader.page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
    await shot(reader.page, 'page-dark');
  }
  assert.equal(reader.complaints, []);
  await reader.leave();
});

test('[U492] the data of a person is saved from the administration, and who may not is refused in words', async () => {
  const { page } = ada;
  await page.goto(`${server.address}/#/admin/export`);
  await page
    .getByRole('combobox', { name: 'Whose data?' })
    .or(page.getByLabel('Whose data?'))
    .first()
    .fill('ana');
  await page.getByRole('option').first().click();
  const form = page.getByRole('region', { name: 'ana' });
  await form.getByText(`ana, number ${anas}`).waitFor();
  await shot(page, 'export');
  const [name, bytes] = await saved(page, 'Save the archive');
  assert.is(name, `account-${anas}.zip`);
  const files = await unzipped(bytes);
  assert.ok(files.has('index.html') && files.has('account.json'));
  await form.getByText('Saved.', { exact: true }).waitFor();
  await page.route('**/web/downloads', (route) =>
    route.fulfill({ status: 403, json: { code: 'right_missing', sentence: 'No.' } }),
  );
  await page.getByRole('button', { name: 'Save the archive' }).click();
  await form.getByText('You are not allowed to do this.').waitFor();
  await page.unroute('**/web/downloads');
});

test('[U493] changes are told in sentences, found by kind, person and day, and saved as JSON lines', async () => {
  const { page } = ada;
  await server.operate('settings_set', { setting: { name: 'auto_archive', value: true } });
  await server.staffLink('iris');
  await server.operate('account_rights', { account: 'iris', rights: ['tickets.canned'] });
  await page.goto(`${server.address}/#/admin/audit`);
  const changes = page.getByRole('list', { name: 'Changes' }).getByRole('listitem');
  await changes.filter({ hasText: 'changed the rights of iris' }).waitFor();
  await changes.filter({ hasText: 'Changes the canned replies of all.' }).waitFor();
  await changes.filter({ hasText: `admin exported the data of ana (${anas})` }).waitFor();
  await shot(page, 'audit');
  await page.getByLabel('Kind', { exact: true }).selectOption('Settings');
  await changes.filter({ hasText: 'export' }).waitFor({ state: 'detached' });
  await changes.filter({ hasText: 'changed the setting' }).first().waitFor();
  for (const text of await changes.allInnerTexts()) assert.match(text, /changed the setting/u);
  await page.getByLabel('Kind', { exact: true }).selectOption('Every kind');
  await changes.filter({ hasText: 'exported the data' }).waitFor();
  await page.getByLabel('Person: name or number').fill('iris');
  await changes.filter({ hasText: 'exported the data' }).waitFor({ state: 'detached' });
  const [name, lines] = await saved(page, 'Save these as JSON lines');
  assert.is(name, 'changes.jsonl');
  const records = lines
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { what: string });
  assert.ok(records.length >= 2);
  for (const { what } of records) assert.match(what, 'iris');
  await page.getByLabel('From', { exact: true }).fill('2199-01-01');
  await page.getByText('No change fits.').waitFor();
  assert.equal(ada.complaints, []);
});

test('[U494] all of it fits a narrow screen, in German too', async () => {
  const [link] = /http:\S+#link=\S+/u.exec(await server.run('link', 'admin')) ?? [];
  const { page } = ada;
  await ada.leave();
  const otto = await Visitor.come(browser, { width: 390, height: 844, language: 'de-DE' });
  assert.ok(page.isClosed());
  await otto.page.goto(link!);
  await otto.page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await otto.page.getByRole('navigation').first().waitFor();
  for (const name of ['export', 'audit']) {
    await otto.page.goto(`${server.address}/#/admin/${name}`);
    await otto.page
      .getByText(name === 'audit' ? /exportiert/u : 'Wessen Daten?')
      .first()
      .waitFor();
    await otto.page.emulateMedia({ colorScheme: 'dark' });
    await shot(otto.page, `narrow-${name}`);
    const wide = await otto.page.evaluate<number>('document.documentElement.scrollWidth');
    assert.ok(wide <= 390, `${name}: ${wide} px`);
  }
  await otto.page.goto(`${server.address}/#/queue/${ticket}`);
  await otto.page.getByText('Angaben', { exact: true }).click();
  await otto.page.getByRole('button', { name: 'Kopie speichern…' }).click();
  await shot(otto.page, 'narrow-ticket');
  const wide = await otto.page.evaluate<number>('document.documentElement.scrollWidth');
  assert.ok(wide <= 390, `${wide} px`);
});
