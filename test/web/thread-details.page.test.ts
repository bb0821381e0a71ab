import type { Browser } from 'playwright-core';
import type { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { ThreadStage } from './thread-stage.ts';
import { Visitor } from './visitor.ts';

const test = suite('one ticket in the browser', { limit_ms: 60_000 });

const stage = new ThreadStage();
let server: LiveServer;
let browser: Browser;
let iris: Visitor;
let ben: Visitor;

test.before(async () => {
  await stage.start();
  ({ server, browser, iris, ben } = stage);
});
test.after(() => stage.end());

test('[U261] beside the conversation stand sender, character, place, state, hands, participants and all times, and the history of what was done', async () => {
  await stage.opened('All about it');
  await stage.come(iris, 'All about it');
  for (const [key, event] of [
    ['a', 'iris took the ticket'],
    ['e', 'iris closed the ticket'],
    ['E', 'iris archived the ticket'],
  ] as const) {
    await iris.page.keyboard.press(key);
    await iris.thread().getByText(event).waitFor();
  }
  const panel = iris.page.getByRole('complementary', { name: 'Details' });
  const lines = (await panel.locator('.detail').allInnerTexts()).map((line) =>
    line.replaceAll(/\s+/gu, ' '),
  );
  const expected = [
    /^Sender ana$/u,
    /^Character Ana the Bold$/u,
    /^Shard britain$/u,
    /^Location Map 1 · 1417, 1692, -5$/u,
    /^Category Bug$/u,
    /^Status Archived$/u,
    /^Assignee iris$/u,
    /^Participants ana/u,
    /^Created \S/u,
    /^Assigned \S/u,
    /^Changed \S/u,
    /^Closed \S/u,
    /^Archived \S/u,
  ];
  assert.is(lines.length, expected.length, lines.join('\n'));
  for (const [i, line] of expected.entries()) assert.match(lines[i]!, line);
  await panel.getByText('History').click();
  const history = panel.getByRole('list', { name: 'History' }).getByRole('listitem');
  await history.first().waitFor();
  const told = await history.allInnerTexts();
  assert.is(told.length, 4);
  assert.match(told[0]!, /^iris archived the ticket\s+now on the web$/u);
  assert.match(told[3]!, /^Ana the Bold opened the ticket\s+now in game$/u);
});

test('[U262] assigning, releasing, closing, archiving, reopening and going back each have their key', async () => {
  await iris.page.keyboard.press('R');
  await iris.thread().getByText('iris reopened the ticket').waitFor();
  await iris.page.keyboard.press('A');
  await iris.thread().getByText('iris released the ticket').waitFor();
  // In a field they are letters.
  await iris.page.keyboard.press('r');
  await iris.page.keyboard.type('aeER');
  assert.is(await iris.composer().inputValue(), 'aeER');
  await iris.composer().fill('');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('u');
  await iris.page.getByRole('heading', { name: 'Queue' }).waitFor();
});

test('[U439] a key of an act that is pressed while another act is still being answered acts after it, if it still can and that one was not refused', async () => {
  await stage.come(iris, 'All about it');
  await iris.thread().getByText('iris released the ticket').waitFor();
  const told = iris.thread().getByText(/^iris (took|closed) the ticket/u);
  const before = await told.count();
  iris.holdAnswers();
  for (const key of ['a', 'e', 'e']) await iris.page.keyboard.press(key);
  iris.giveAnswers();
  await told.nth(before + 1).waitFor();
  assert.match(await told.nth(before).innerText(), /took/u);
  assert.match(await told.nth(before + 1).innerText(), /closed/u);
  await iris.page.keyboard.press('R');
  await iris.thread().getByText('iris reopened the ticket').nth(1).waitFor();
});

test('[U263] whoever is looked for is found by two letters and taken with arrows and Enter; Escape gives up', async () => {
  await stage.come(iris, 'All about it');
  await iris.page.getByText('Add participants').click();
  const field = iris.page.getByRole('combobox', { name: 'Add a player' });
  const found = iris.page.getByRole('listbox', { name: 'Add a player' }).getByRole('option');
  await field.focus();
  await iris.page.keyboard.type('b');
  assert.is(await found.count(), 0);
  await iris.page.keyboard.type('e');
  await found.filter({ hasText: 'bea' }).waitFor();
  const names = await found.locator('bdi').allInnerTexts();
  assert.equal(names, ['bea', 'ben']);
  const active = () => iris.page.locator('[role="option"][aria-selected="true"] bdi').innerText();
  assert.is(await active(), 'bea');
  await iris.page.keyboard.press('ArrowDown');
  assert.is(await active(), 'ben');
  const pointed = await field.getAttribute('aria-activedescendant');
  assert.is(await found.nth(1).getAttribute('id'), pointed);
  await iris.page.keyboard.press('Escape');
  assert.is(await field.inputValue(), '');
  assert.is(await found.count(), 0);
  await iris.page.keyboard.type('be');
  await found.filter({ hasText: 'bea' }).waitFor();
  await iris.page.keyboard.press('ArrowUp');
  await iris.page.keyboard.press('ArrowDown');
  await iris.page.keyboard.press('Enter');
  await iris.thread().getByText('iris added bea').waitFor();
});

test('[U264] support that may open tickets chooses whom a new one is for, also without the right to assign', async () => {
  await server.run('group', 'set', 'clerks', '--right', 'tickets.reply');
  const cleo = await Visitor.come(browser);
  await cleo.signIn(await server.staffLink('cleo', 'clerks'));
  await cleo.page.keyboard.press('n');
  await cleo.page.getByRole('heading', { name: 'New ticket by support' }).waitFor();
  await cleo.page.getByLabel('Subject').fill('From a clerk');
  for (const name of ['bea', 'ana']) {
    const field = cleo.page.getByRole('combobox', { name: 'Add a player' });
    await field.fill(name.slice(0, 2));
    await cleo.page.getByRole('option').filter({ hasText: name }).waitFor();
    await field.press('Enter');
    await cleo.button(`Remove ${name}`).waitFor();
  }
  await cleo.button('Send ticket').click();
  await cleo.page.getByRole('heading', { name: 'From a clerk' }).waitFor();
  const people = cleo.page.getByRole('list', { name: 'Participants' }).getByRole('listitem');
  assert.equal((await people.allInnerTexts()).toSorted(), ['ana', 'bea']);
  assert.is(await cleo.page.getByText('Add participants').count(), 0);
  await cleo.page.getByText('Nobody has written anything yet.').waitFor();
  assert.equal(cleo.complaints, []);
  await cleo.leave();
});

test('[U265] where a ticket is out of reach, what was typed into it is still shown', async () => {
  await stage.come(ben, 'All about it');
  await ben.composer().fill('nearly done');
  await server.run('account', 'groups', 'ben');
  await ben.page.getByText('This ticket does not exist, or is not yours to see.').waitFor();
  await ben.page.getByText('What you had written:').waitFor();
  await ben.page.getByText('nearly done', { exact: true }).waitFor();
  await server.run('account', 'groups', 'ben', '--group', 'moderators');
  await ben.composer().waitFor();
  assert.is(await ben.composer().inputValue(), 'nearly done');
  for (const visitor of [iris, ben]) assert.equal(visitor.complaints, []);
});
