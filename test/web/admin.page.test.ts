import type { Browser, Locator } from 'playwright-core';
import { limits } from '../../protocol/limits.ts';
import { Game } from '../support/game.ts';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('the administration in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let ada: Visitor;
let iris: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  browser = await launchBrowser();
  ada = await Visitor.come(browser);
  iris = await Visitor.come(browser, { width: 320, height: 640 });
  // The one administrator that there is.
  const [link] = /http:\S+#link=\S+/u.exec(await server.run('link', 'admin')) ?? [];
  await ada.signIn(link!);
  await iris.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  await browser?.close();
  await server?.end();
});

async function toPage({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Administration' }).click();
  await page.getByRole('link', { name, exact: true }).click();
}

function form({ page }: Visitor, name: string): Locator {
  return page.getByRole('form', { name, exact: true });
}

async function saved(of: Locator): Promise<void> {
  await of.getByRole('button', { name: 'Save' }).click();
  await of.getByText('Saved', { exact: true }).waitFor();
}

test('[U90] the administration is there only for whoever has a right for it', async () => {
  assert.is(await iris.page.getByRole('link', { name: 'Administration' }).count(), 0);
  await iris.page.goto(`${server.address}/#/admin/settings`);
  await iris.page.getByText('You are not allowed to do this.').waitFor();
  await ada.page.getByRole('link', { name: 'Administration' }).waitFor();
});

test('[U91] settings are saved one by one, act at once, and a value that will not do is refused in words', async () => {
  await toPage(ada, 'Settings');
  const archive = form(ada, 'Tickets Auto Archive');
  assert.ok(await archive.getByRole('button', { name: 'Save' }).isDisabled());
  await archive.getByRole('combobox').selectOption('Yes');
  await saved(archive);
  assert.match(await server.run('settings', 'get'), /auto_archive\W+true/u);

  const subject = form(ada, 'Longest subject');
  await subject.getByRole('spinbutton').fill('5');
  await subject.getByRole('button', { name: 'Save' }).click();
  await subject.getByRole('alert').filter({ hasText: 'from 10 to 120' }).waitFor();
  await subject.getByRole('spinbutton').fill('60');
  await saved(subject);

  const discord = form(ada, 'Discord Server');
  await discord.getByRole('textbox').fill('my server');
  await discord.getByRole('button', { name: 'Save' }).click();
  await discord.getByRole('alert').filter({ hasText: '17 to 20 digits' }).waitFor();

  const acts = form(ada, 'Support role acts as');
  await acts.getByRole('textbox').fill('nobodies');
  await acts.getByRole('button', { name: 'Save' }).click();
  await acts.getByRole('alert').filter({ hasText: 'group' }).waitFor();
});

test('[U92] categories are added, retired and renamed in the order of the menu', async () => {
  const categories = form(ada, 'Categories');
  await categories.getByRole('button', { name: 'Add a category' }).click();
  await categories.getByRole('textbox', { name: 'Category 9' }).fill('Lost Pets');
  await categories.getByRole('checkbox', { name: 'Retired' }).nth(4).check();
  await categories.getByRole('button', { name: 'Remove Other' }).click();
  await saved(categories);
  await ada.page.reload();
  const names = form(ada, 'Categories').getByRole('textbox');
  await names.first().waitFor();
  const values = await names.evaluateAll((all) =>
    all.map((one) => (one as unknown as { value: string }).value),
  );
  assert.equal(values.slice(4), [
    'Suggestion',
    'VerbalHarassment',
    'PhysicalHarassment',
    'Lost Pets',
  ]);
  await categories.getByRole('textbox', { name: 'Category 1' }).fill('Bug');
  await categories.getByRole('button', { name: 'Save' }).click();
  await categories.getByRole('alert').filter({ hasText: /\w/u }).waitFor();
});

test('[U93] groups are made, given rights and removed; the administrators stay as they are', async () => {
  await toPage(ada, 'Groups');
  const fixed = form(ada, 'administrators');
  await fixed.getByText('Holds every right, always.').waitFor();
  assert.ok(await fixed.getByRole('checkbox', { name: 'Assigns tickets' }).isDisabled());
  // What opens nothing yet is not offered, and no right is called by its id.
  assert.is(await fixed.getByRole('checkbox', { name: /tickets\.\w/u }).count(), 0);
  await ada.page.getByLabel('New group').fill('clerks');
  await ada.button('Add').click();
  const clerks = form(ada, 'clerks');
  await clerks.getByRole('checkbox', { name: 'Answers players' }).check();
  await clerks.getByRole('checkbox', { name: 'Adds and removes shards' }).check();
  await saved(clerks);
  assert.match(await server.run('group', 'list'), /clerks.*tickets\.reply.*tickets\.shards/u);
  await ada.page.getByLabel('New group').fill('passing');
  await ada.button('Add').click();
  await ada.button('Remove: passing').click();
  await form(ada, 'passing').getByRole('button', { name: 'Remove' }).click();
  await form(ada, 'passing').waitFor({ state: 'detached' });
  await ada.button('Remove: moderators').click();
  await form(ada, 'moderators').getByRole('button', { name: 'Remove' }).click();
  await form(ada, 'moderators').getByRole('alert').filter({ hasText: 'iris is in' }).waitFor();
});

test("[U94] an account's groups are changed, act at once, and the last administrator stays one", async () => {
  await toPage(ada, 'Accounts');
  await ada.button('iris').click();
  const of = form(ada, 'iris');
  await of.getByRole('checkbox', { name: 'moderators' }).uncheck();
  await of.getByRole('checkbox', { name: 'clerks' }).check();
  await saved(of);
  await iris.page.getByRole('link', { name: 'Administration' }).waitFor();
  await ada.page.keyboard.press('Escape');
  await ada.button('admin').click();
  const own = form(ada, 'admin');
  await own.getByRole('checkbox', { name: 'administrators' }).uncheck();
  await own.getByRole('button', { name: 'Save' }).click();
  await own.getByRole('alert').filter({ hasText: 'last administrator' }).waitFor();
  await own.getByRole('checkbox', { name: 'administrators' }).check();
  await ada.page.keyboard.press('Escape');
});

test('[G46] how support is shown to players, and the alias of each account, are set in the browser', async () => {
  await toPage(ada, 'Settings');
  const shown = form(ada, 'Support is shown to players as');
  await shown.getByRole('combobox').selectOption('An alias');
  await saved(shown);
  const common = form(ada, 'Common alias');
  await common.getByRole('textbox').fill('Royal Guard');
  await saved(common);
  const settings = await server.run('settings', 'get');
  assert.match(settings, /support_shown_as\W+alias/u);
  assert.match(settings, /support_alias\W+Royal Guard/u);

  await toPage(ada, 'Accounts');
  await ada.button('iris').click();
  const account = form(ada, 'iris');
  await account.getByRole('textbox', { name: 'Alias that players are shown' }).fill('The Warden');
  await saved(account);
  await ada.page.reload();
  await ada.button('iris').click();
  const again = form(ada, 'iris').getByRole('textbox', { name: 'Alias that players are shown' });
  assert.is(await again.inputValue(), 'The Warden');
  await ada.page.keyboard.press('Escape');
});

test('[U95] accounts are found by name and made; the link that signs in is shown once', async () => {
  await ada.page.getByText('New account', { exact: true }).click();
  await ada.page.getByLabel('User name').fill('otto');
  await ada.button('Make it, with a link').click();
  const link = await ada.page.getByLabel('One-time link for otto').inputValue();
  const otto = await Visitor.come(browser);
  await otto.signIn(link);
  await otto.leave();
  await ada.page.getByLabel('Search by name').fill('ot');
  await ada.button('iris').waitFor({ state: 'detached' });
  await ada.button('otto').waitFor();
  await ada.page.getByLabel('Search by name').fill('zz');
  await ada.page.getByText('No account matches.').waitFor();
});

test('[U96] shards are added and get new keys, which are shown once and let them in', async () => {
  await iris.page.getByRole('link', { name: 'Administration' }).click();
  await iris.page.getByText('No shard yet.').waitFor();
  await iris.page.getByLabel('New shard').fill('britain');
  await iris.button('Add').click();
  const field = iris.page.getByLabel('Key of britain');
  const first = await field.elementHandle();
  await letsIn(await field.inputValue());
  await iris.button('Make a new key: britain').click();
  await iris.button('Make a new key').click();
  await first?.waitForElementState('hidden');
  await letsIn(await field.inputValue());
  await iris.button('Remove: britain').click();
  await iris.button('Cancel').click();
  await iris.button('Remove: britain').click();
  await iris.button('Remove').click();
  await iris.page.getByText('No shard yet.').waitFor();
});

async function letsIn(key: string): Promise<void> {
  const game = new Game(server.socketAddress, key);
  const live = game.live();
  game.shard.start();
  await live;
  game.shard.close();
}

test('[U97] who changed what is listed, newest first', async () => {
  await toPage(ada, 'Changes');
  const changes = ada.page.getByRole('list', { name: 'Changes' }).getByRole('listitem');
  await changes.first().waitFor();
  assert.match(await changes.first().innerText(), /iris .*the shard britain/u);
  await changes
    .filter({ hasText: 'changed the setting Tickets Auto Archive' })
    .getByText('Yes')
    .waitFor();
});

test('[U370] what another administrator changes is shown at once, and what is being edited stays', async () => {
  await toPage(ada, 'Settings');
  const message = form(ada, 'Longest message');
  await message.getByRole('spinbutton').fill('4000');
  await server.run('settings', 'set', 'subject_chars_max', '70');
  await server.run('settings', 'set', 'body_chars_max', '5000');
  await ada.page.waitForFunction(
    (wanted) =>
      (
        globalThis as unknown as { document: { querySelector(by: string): { value: string } } }
      ).document.querySelector('[aria-label="Longest subject"] input').value === wanted,
    '70',
  );
  assert.is(await message.getByRole('spinbutton').inputValue(), '4000');
  await toPage(ada, 'Shards');
  await server.run('shard', 'add', 'moonglow');
  await ada.page.getByRole('heading', { name: 'moonglow' }).waitFor();
  await server.run('shard', 'remove', 'moonglow');
  await ada.page.getByRole('heading', { name: 'moonglow' }).waitFor({ state: 'detached' });
});

test('[U98] a right that is taken away closes the page that it opened, at once', async () => {
  await iris.page.getByRole('heading', { name: 'Administration' }).waitFor();
  await server.run('account', 'groups', 'iris', '--group', 'moderators');
  await iris.page.getByText('You are not allowed to do this.').waitFor();
  await iris.page.getByLabel('New shard').waitFor({ state: 'detached' });
  await server.run('account', 'groups', 'iris', '--group', 'administrators');
});

test('[U99] no page of it is wider than a screen of 320 pixels, and none breaks the policy', async () => {
  for (const [name, there] of [
    ['Settings', 'Categories'],
    ['Groups', 'clerks'],
    ['Accounts', 'otto'],
    ['Changes', 'changed the setting Tickets Auto Archive'],
  ] as const) {
    await toPage(iris, name);
    const row = iris.page.getByRole('button', { name: there, exact: true });
    await iris.page.getByRole('heading', { name: there }).or(row).first().waitFor();
    assert.is(await iris.page.evaluate('document.documentElement.scrollWidth'), 320, name);
  }
  for (const visitor of [ada, iris]) assert.equal(visitor.complaints, []);
});

test('[U438] what changed of the administration while the line was down is shown once it is back, and pages that were called for stay, whatever changes', async () => {
  const bob = await StaffMember.signIn(server, 'bob', 'administrators');
  const set = (value: number): Promise<void> =>
    bob.administer({ kind: 'settings_set', setting: { name: 'sign_in_days_max', value } });
  for (let days = 1; days <= limits.audit_rows_max; days += 1) await set(days);
  await toPage(ada, 'Changes');
  const changes = ada.page.getByRole('list', { name: 'Changes' }).getByRole('listitem');
  await changes.nth(limits.audit_rows_max - 1).waitFor();
  await ada.button('Show more').click();
  const oldest = changes.filter({ hasText: 'changed the setting Tickets Auto Archive' });
  await oldest.waitFor();
  const before = await changes.count();
  await set(90);
  await changes.first().filter({ hasText: '90' }).waitFor();
  assert.is(await changes.count(), before + 1);
  await ada.cutLine();
  await ada.bar().waitFor();
  await set(91);
  bob.close();
  await ada.restoreLine();
  await changes.first().filter({ hasText: '91' }).waitFor();
  assert.is(await changes.count(), before + 2);
  await oldest.waitFor();
});
