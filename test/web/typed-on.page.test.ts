import type { Browser, Locator } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('what is typed while something is saved', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let ada: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  browser = await launchBrowser();
  ada = await Visitor.come(browser);
  await ada.signIn(await server.staffLink('ada', 'administrators'));
});

test.after(async () => {
  await browser?.close();
  await server?.end();
});

const form = (name: string): Locator => ada.page.getByRole('form', { name, exact: true });

async function toPage(name: string): Promise<void> {
  await ada.page.getByRole('link', { name: 'Administration' }).click();
  await ada.page.getByRole('link', { name, exact: true }).click();
}

/**
 * Sends the form of this field, types on before any answer comes, lets it come, and gives what stands
 * in the field when the page has taken it in: `end` is there by then and not before.
 */
async function typedOn(field: Locator, end: Locator): Promise<string> {
  ada.holdAnswers();
  await field.press('Enter');
  await field.press('End');
  await field.pressSequentially(' and on');
  ada.giveAnswers();
  await end.waitFor();
  // What follows from the answer is drawn with the next frame.
  await ada.page.evaluate(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))',
  );
  return field.inputValue();
}

// [U436] What is typed or ticked while a form is saved stays as it is, to be saved next: neither
// the answer nor what it brings takes it away, and it is not said to be saved.
test('[U436] a setting that is typed on while it is saved stays as typed, and is not said to be saved', async () => {
  await toPage('Settings');
  const alias = form('Common alias');
  const field = alias.getByRole('textbox');
  const save = alias.getByRole('button', { name: 'Save' });
  await field.fill('Guard');
  assert.is(await typedOn(field, save), 'Guard and on');
  assert.match(await server.run('settings', 'get'), /support_alias\W+Guard"?\W*$/mu);
  assert.is(await alias.getByText('Saved').count(), 0);
  await save.click();
  await alias.getByText('Saved', { exact: true }).waitFor();
  assert.match(await server.run('settings', 'get'), /support_alias\W+Guard and on/u);
});

test('[U436] the next name that is typed while one is added stays', async () => {
  await toPage('Groups');
  const field = ada.page.getByLabel('New group');
  await field.fill('clerks');
  assert.is(await typedOn(field, form('clerks')), 'clerks and on');
  await ada.button('Add').click();
  await form('clerks and on').waitFor();
  assert.is(await field.inputValue(), '');
});

test('[U436] what is ticked while a group is saved stays ticked', async () => {
  const clerks = form('clerks');
  const [reply, shards] = ['Answers players', 'Adds and removes shards'].map((name) =>
    clerks.getByRole('checkbox', { name }),
  ) as [Locator, Locator];
  await reply.check();
  ada.holdAnswers();
  await clerks.getByRole('button', { name: 'Save' }).click();
  await shards.check();
  ada.giveAnswers();
  const save = clerks.getByRole('button', { name: 'Save' });
  await save.waitFor();
  assert.is(await clerks.getByText('Saved').count(), 0);
  await save.click();
  await clerks.getByText('Saved', { exact: true }).waitFor();
  assert.ok((await reply.isChecked()) && (await shards.isChecked()));
  assert.match(await server.run('group', 'list'), /clerks\W.*tickets\.reply.*tickets\.shards/u);
});

test('[U436] a new canned reply that is typed on is made as it was sent, and its form keeps the rest', async () => {
  await toPage('Canned replies');
  const part = ada.page.getByRole('region', { name: 'For all of support' });
  const fresh = part.getByRole('form', { name: /^New one/u });
  await fresh.getByLabel('Text').fill('Hello there.');
  const name = await fresh.getByLabel('Name').elementHandle();
  await fresh.getByLabel('Name').fill('Welcome');
  ada.holdAnswers();
  await name.press('Enter');
  await name.press('End');
  await name.type(' and on');
  ada.giveAnswers();
  const made = form('Welcome');
  await made.waitFor();
  assert.is(await made.getByLabel('Name').inputValue(), 'Welcome and on');
  assert.is(await fresh.getByLabel('Name').inputValue(), '');
  assert.is(await fresh.getByLabel('Text').inputValue(), '');
  await made.getByRole('button', { name: 'Save' }).click();
  await form('Welcome and on').getByText('Saved', { exact: true }).waitFor();
});

test('[U436] a canned reply that is typed on while it is saved stays as typed', async () => {
  const field = form('Welcome and on').getByLabel('Name');
  const handle = await field.elementHandle();
  await field.fill('Hello');
  ada.holdAnswers();
  await handle.press('Enter');
  await handle.type(' you');
  ada.giveAnswers();
  const saved = form('Hello');
  await saved.waitFor();
  assert.is(await saved.getByLabel('Name').inputValue(), 'Hello you');
  assert.is(await saved.getByText('Saved').count(), 0);
  await saved.getByRole('button', { name: 'Save' }).click();
  await form('Hello you').waitFor();
});

test('[U436] an alias that is typed on while its account is saved stays as typed', async () => {
  await toPage('Accounts');
  await ada.button('ada').click();
  const own = form('ada');
  const field = own.getByLabel('Alias that players are shown');
  const save = own.getByRole('button', { name: 'Save' });
  await field.fill('Warden');
  assert.is(await typedOn(field, save), 'Warden and on');
  await save.click();
  await own.getByText('Saved', { exact: true }).waitFor();
  assert.is(await field.inputValue(), 'Warden and on');
  await ada.page.keyboard.press('Escape');
});

test('[U436] a subject that is typed on while it is saved stays open as typed', async () => {
  await ada.page.goto(`${server.address}/#/new`);
  await ada.page.getByLabel('What happened?').fill('Stuck');
  await ada.button('Send ticket').click();
  await ada.thread().waitFor();
  await ada.page.goto(ada.page.url().replace('#/mine/', '#/queue/'));
  await ada.button('Edit subject').click();
  const field = ada.page.getByRole('textbox', { name: 'Subject' });
  await field.fill('Stuck in a wall');
  const heading = ada.page.getByRole('heading', { name: 'Stuck in a wall', exact: false });
  assert.is(await typedOn(field, heading.filter({ hasText: /wall$/u })), 'Stuck in a wall and on');
  await field.press('Enter');
  await heading.filter({ hasText: / and on/u }).waitFor();
  await field.waitFor({ state: 'detached' });
  assert.equal(ada.complaints, []);
});

test('[U437] a filter that can match nothing is asked for by nothing, and what is typed into it stays', async () => {
  await ada.page.goto(`${server.address}/#/queue`);
  await ada.page.getByText('More filters').click();
  const field = ada.page.getByLabel('Shard', { exact: true });
  await field.fill('brit');
  await ada.button('Remove the filter Shard: brit').waitFor();
  await field.press('End');
  await field.pressSequentially(' x');
  await ada.button('Remove the filter Shard: brit').waitFor({ state: 'detached' });
  assert.is(await field.inputValue(), 'brit x');
});
