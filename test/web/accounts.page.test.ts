import type { Browser, Locator } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('accounts and shards in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let ada: Visitor;
let game: Game | undefined;

test.before(async () => {
  server = await LiveServer.start();
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

function step(name: string): Locator {
  const steps = ada.page.getByRole('region', { name: 'Next steps' });
  return steps.getByRole('listitem').filter({ hasText: name });
}

const done = (of: Locator): Promise<void> => of.getByRole('img', { name: 'done' }).waitFor();

function dialog(name: string): Locator {
  return ada.page.getByRole('dialog', { name, exact: true });
}

const handleOf = (name: string) => ({ name: `Move ${name},` });

async function openAccount(name: string): Promise<Locator> {
  await ada.button(name).click();
  const of = dialog(name);
  await of.getByRole('list', { name: 'What can be done' }).waitFor();
  return of;
}

test('[U450] an empty desk shows the first administrator the next steps, each is ticked by itself, and the list can be put away', async () => {
  await step('Connect a shard').getByRole('img', { name: 'to do' }).waitFor();
  await step('Make a backup').getByText('shardbell backup DIR').waitFor();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  await done(step('Connect a shard'));
  await server.operate('account_add', { name: 'mo', groups: ['moderators'] });
  await done(step('Add staff'));
  await step('Connect Discord').getByRole('img', { name: 'to do' }).waitFor();
  await ada.button('Put this list away').click();
  await step('Connect a shard').waitFor({ state: 'detached' });
  await ada.page.reload();
  await ada.page.getByText('No active ticket.').waitFor();
  assert.is(await step('Connect a shard').count(), 0);
});

test('[U451] an account is made in its groups with its link in one step, which is copied and tells its end', async () => {
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.page.goto(`${server.address}/#/admin/accounts`);
  await ada.page.getByText('New account', { exact: true }).click();
  const form = ada.page.getByRole('form', { name: 'New account' });
  await form.getByLabel('User name').fill('iris');
  await form.getByRole('checkbox', { name: 'moderators' }).check();
  await form.getByRole('button', { name: 'Make it, with a link' }).click();
  const link = await ada.page.getByLabel('One-time link for iris').inputValue();
  await ada.page.getByText(/Signs in once, until \d/u).waitFor();
  await ada.button('Copy').click();
  await ada.page.getByText('Copied').waitFor();
  assert.is(await ada.page.evaluate('navigator.clipboard.readText()'), link);
  const iris = await Visitor.come(browser);
  await iris.signIn(link);
  await iris.page.getByRole('link', { name: 'Queue' }).waitFor();
  await iris.leave();
});

test('[U452] accounts are filtered by words, group and shard, and whoever plays is said to be there', async () => {
  const ann = { id: 'a-1', name: 'ann' };
  game!.logIn('s-1', ann, { id: 'c-1', name: 'Ann the Bold' });
  for (let plays = false; !plays;) {
    const told = await server.operate('account_list', { words: 'ann' });
    plays = told?.of === 'accounts' && told.accounts.some(({ playing }) => playing);
  }
  await ada.page.getByLabel('Shard', { exact: true }).selectOption('britain');
  const row = ada.page.getByRole('row').filter({ hasText: 'ann' });
  await row.getByText('in the game now').waitFor();
  await ada.button('iris').waitFor({ state: 'detached' });
  await ada.page.getByLabel('Shard', { exact: true }).selectOption('Any shard');
  await ada.page.getByLabel('Group', { exact: true }).selectOption('moderators');
  await ada.button('iris').waitFor();
  await ada.button('ann').waitFor({ state: 'detached' });
  await ada.button('admin').waitFor({ state: 'detached' });
  await ada.page.getByLabel('Group', { exact: true }).selectOption('Any group');
});

test('[U453] a password is set, the account signed out everywhere, disabled, enabled and deleted, each in its row', async () => {
  const iris = await openAccount('iris');
  await iris.getByRole('button', { name: 'Set the password' }).click();
  const field = iris.getByLabel('New password of iris');
  await field.fill('password1');
  await iris.getByRole('button', { name: 'Set the password' }).click();
  await iris.getByRole('alert').filter({ hasText: 'first that anybody would try' }).waitFor();
  await field.fill('kelp ford mill');
  await field.press('Enter');
  await iris.getByText('The password is set.').waitFor();
  const other = await Visitor.come(browser);
  await other.page.goto(server.address);
  await other.page.getByLabel('Name').fill('iris');
  await other.page.getByLabel('Password').fill('kelp ford mill');
  await other.button('Sign in').click();
  await other.page.getByRole('link', { name: 'Queue' }).waitFor();

  await iris.getByRole('button', { name: 'Sign out everywhere: iris' }).click();
  await iris.getByRole('button', { name: 'Sign out everywhere', exact: true }).click();
  await other.page.getByLabel('Password').waitFor();
  await other.leave();
  await iris.getByRole('button', { name: 'Disable: iris' }).click();
  await iris.getByRole('button', { name: 'Disable', exact: true }).click();
  await iris.getByText('The account is disabled.').waitFor();
  await iris.getByRole('button', { name: 'Enable' }).click();
  await iris.getByRole('button', { name: 'Delete: iris' }).click();
  await iris.getByRole('button', { name: 'Delete', exact: true }).click();
  await iris.waitFor({ state: 'detached' });
  await ada.button('iris').waitFor({ state: 'detached' });
});

test('[U454] the dialog of an account is opened and left by the keyboard, and the focus goes back to its name', async () => {
  await ada.button('mo').focus();
  await ada.page.keyboard.press('Enter');
  await dialog('mo').getByText('What the account wrote stays').waitFor();
  await ada.page.keyboard.press('Escape');
  await dialog('mo').waitFor({ state: 'detached' });
  const focused = await ada.page.evaluate('document.activeElement.textContent');
  assert.is(focused, 'mo');
});

test('[U455] one sets the own password in the preferences, and stays signed in', async () => {
  await ada.page.getByRole('button', { name: 'Preferences of' }).click();
  const preferences = dialog('Preferences');
  await preferences.getByRole('button', { name: 'Set a password' }).click();
  // A link signed this browser in a moment ago, which proves as much.
  assert.is(await preferences.getByLabel('Present password').count(), 0);
  await preferences.getByLabel('New password').fill('12345678');
  await preferences.getByLabel('New password').press('Enter');
  await preferences.getByText('8 to 200 characters').waitFor();
  await preferences.getByLabel('New password').fill('salt tide hill');
  await preferences.getByLabel('New password').press('Enter');
  await preferences.getByText('The password is set.').waitFor();
  await ada.page.keyboard.press('Escape');
  await ada.button('mo').waitFor();
});

test('[U456] a shard tells that it is connected, who plays and by what program, and its former key may hold for a while', async () => {
  await ada.page.goto(`${server.address}/#/admin/shards`);
  const shard = ada.page.getByRole('listitem').filter({ hasText: 'britain' });
  await shard.getByText('connected', { exact: true }).waitFor();
  await shard.getByText('1 player online').waitFor();
  await shard.getByText('shardbell-shard-js').waitFor();
  await ada.button('Make a new key: britain').click();
  await ada.page.getByLabel('The present key ends').selectOption('after 1 d');
  await ada.button('Make a new key').click();
  await shard.getByText('still uses its former key').waitFor();
  const key = await ada.page.getByLabel('Key of britain').inputValue();
  await ada.button('Copy').click();
  assert.is(await ada.page.evaluate('navigator.clipboard.readText()'), key);
  game!.shard.close();
  await shard.getByText('not connected').waitFor();
  game = await Game.start(server.socketAddress, key);
  await shard.getByText(/^The former key holds too/u).waitFor();
});

test('[U457] categories are ordered by the arrow keys and by dragging, and stay so once saved', async () => {
  await ada.page.goto(`${server.address}/#/admin/settings`);
  const form = ada.page.getByRole('form', { name: 'Categories' });
  const names = form.getByRole('textbox');
  await names.first().waitFor();
  const order = (): Promise<string[]> =>
    names.evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value));
  const [first, second, third, ...rest] = await order();
  await form.getByRole('button', handleOf(first!)).focus();
  await ada.page.keyboard.press('ArrowDown');
  await ada.page.keyboard.press('ArrowDown');
  assert.equal(await order(), [second, third, first, ...rest]);
  await form.getByText(`${first}: place 3 of`).waitFor({ state: 'attached' });
  const middle = async (name: string): Promise<{ x: number; y: number }> => {
    const box = await form.getByRole('button', handleOf(name)).boundingBox();
    return { x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 };
  };
  const [from, to] = [await middle(first!), await middle(second!)];
  await ada.page.mouse.move(from.x, from.y);
  await ada.page.mouse.down();
  await ada.page.mouse.move(to.x, to.y, { steps: 5 });
  await ada.page.mouse.up();
  assert.equal(await order(), [first, second, third, ...rest]);
  await form.getByRole('button', handleOf(third!)).focus();
  await ada.page.keyboard.press('ArrowUp');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Saved', { exact: true }).waitFor();
  await ada.page.reload();
  await names.first().waitFor();
  assert.equal(await order(), [first, third, second, ...rest]);
  assert.equal(ada.complaints, []);
});
