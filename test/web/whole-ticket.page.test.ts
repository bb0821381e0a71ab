import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('the whole ticket in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let game: Game;
/** Two of support, the second one narrow, and a player with a page of her own. */
let iris: Visitor;
let ivo: Visitor;
let pia: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  game.logIn('s-ana', { id: '0x1A', name: 'Anabel' }, { id: '0x40', name: 'Ana the Bold' });
  game.logIn('s-ben', { id: '0x1B', name: 'Benno' }, { id: '0x41', name: 'Ben the Meek' });
  browser = await launchBrowser();
  iris = await Visitor.come(browser);
  ivo = await Visitor.come(browser, { width: 320, height: 640 });
  pia = await Visitor.come(browser);
  await iris.signIn(await server.staffLink('iris'));
  await ivo.signIn(await server.staffLink('ivo'));
  await pia.signIn(await server.staffLink('pia', 'players'));
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

/** Ana opens a ticket from the game. */
async function opened(body: string, category = 'Bug'): Promise<void> {
  const outcome = await game.shard.command('s-ana', { kind: 'open', category, body });
  assert.is(outcome.t, 'done');
}

async function toQueue({ page }: Visitor, view = 'active'): Promise<void> {
  await page.goto(`${server.address}/#/queue?view=${view}`);
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
}

function finder({ page }: Visitor, label: string) {
  return page.getByLabel(label, { exact: true }).and(page.locator('input'));
}

/** Types the first letters of a name and takes what is found. */
async function find(visitor: Visitor, label: string, words: string, name: string): Promise<void> {
  await finder(visitor, label).fill(words);
  const found = visitor.page.getByRole('listbox', { name: label, exact: true });
  await found.getByRole('option', { name }).click();
}

async function openDetails({ page }: Visitor): Promise<void> {
  const details = page.getByRole('complementary', { name: 'Details' }).locator('details').first();
  if ((await details.getAttribute('open')) === null)
    await details.locator('summary').first().click();
}

test('[U75] a ticket is assigned to another found by their first letters, and taken over from who holds it', async () => {
  await opened('Whose is it');
  await toQueue(iris);
  await iris.openTicket('Whose is it');
  await iris.button('Assign to…').click();
  await find(iris, 'Who is to work on it?', 'iv', 'ivo');
  await iris.thread().getByText('iris assigned the ticket to ivo').waitFor();
  await finder(iris, 'Who is to work on it?').waitFor({ state: 'detached' });
  await iris.button('Take over from ivo').click();
  await iris.thread().getByText('iris took the ticket over from ivo').waitFor();
  await iris.button('Take over from ivo').waitFor({ state: 'detached' });
});

test('[U76] nobody is found to be assigned who has no access to the queue, and the page says so', async () => {
  await iris.button('Assign to…').click();
  await finder(iris, 'Who is to work on it?').fill('pi');
  await iris.page.getByText('Nobody by that name').waitFor();
  await iris.button('Assign to…').click();
});

test('[U77] a takeover names the holder that was seen, and a newer one is not pushed aside', async () => {
  await toQueue(ivo);
  await ivo.openTicket('Whose is it');
  await ivo.button('Take over from iris').waitFor();
  await ivo.cutLine();
  await ivo.bar().waitFor();
  await ivo.button('Take over from iris').click();
  await iris.button('Release').click();
  await iris.button('Assign to me').waitFor();
  await ivo.restoreLine();
  await ivo.page.getByRole('alert').filter({ hasText: 'Nobody has this ticket' }).waitFor();
  await ivo.button('Assign to me').click();
  await ivo.thread().getByText('ivo took the ticket', { exact: false }).last().waitFor();
});

test('[U78] support edits the subject in any state, with what is too long or blank held back', async () => {
  await toQueue(iris);
  await iris.openTicket('Whose is it');
  await iris.button('Edit subject').click();
  const field = iris.page.getByRole('textbox', { name: 'Subject' });
  await field.fill('  ');
  assert.ok(await iris.button('Save').isDisabled());
  await field.fill('Decided by Iris');
  await iris.page.keyboard.press('Enter');
  await iris.page.getByRole('heading', { name: 'Decided by Iris' }).waitFor();
  await iris.thread().getByText('iris changed the subject to Decided by Iris').waitFor();
  await ivo.page.getByRole('heading', { name: 'Decided by Iris' }).waitFor();
  await iris.button('Close').click();
  await iris.button('Reopen').waitFor();
  await iris.button('Edit subject').waitFor();
});

test('[U79] support opens a ticket with a subject and participants, with or without a text', async () => {
  await toQueue(iris);
  await iris.page.getByRole('link', { name: 'New ticket' }).click();
  await iris.page.getByRole('heading', { name: 'New ticket by support' }).waitFor();
  await iris.page.getByLabel('Category').selectOption('Account');
  await iris.page.getByLabel('Subject').fill('About your account');
  await find(iris, 'Add a player', 'pi', 'pia');
  await find(iris, 'Add a player', 'anab', 'Anabel');
  await iris.button('Remove Anabel').click();
  await iris.button('Send ticket').click();
  await iris.page.getByRole('heading', { name: 'About your account' }).waitFor();
  await iris.composer().fill('Please write to us here.');
  await iris.button('Send reply').click();
  await pia.openTicket('About your account');
  await pia.thread().getByText('Please write to us here.').waitFor();
  assert.is(await pia.button('Assign to me').count(), 0);
  assert.is(await pia.page.getByRole('combobox').count(), 0);
});

test('[U80] a player edits the subject of an active ticket', async () => {
  await pia.button('Edit subject').click();
  await pia.page.getByRole('textbox', { name: 'Subject' }).fill('About my account');
  await pia.button('Save').click();
  await iris.page.getByRole('heading', { name: 'About my account' }).waitFor();
  await iris.thread().getByText('pia changed the subject to About my account').waitFor();
});

test('[U81] participants are added one by one or by faction, and who is removed loses the ticket at once', async () => {
  const faction = await game.shard.upsertFaction('f1', 'Order of Ore', ['0x1A', '0x1B']);
  assert.is(faction.t, 'done');
  await openDetails(iris);
  await iris.page.getByText('Add participants').click();
  await find(iris, 'Add a player', 'be', 'Benno');
  await iris.thread().getByText('iris added Benno', { exact: false }).waitFor();
  await find(iris, 'Add a faction', 'ord', 'Order of Ore');
  await iris.thread().getByText('iris added Anabel of the faction Order of Ore').waitFor();
  const people = iris.page.getByRole('list', { name: 'Participants' }).getByRole('listitem');
  assert.equal((await people.locator('bdi').allInnerTexts()).toSorted(), [
    'Anabel',
    'Benno',
    'pia',
  ]);
  await pia.thread().waitFor();
  await iris.button('Remove pia').click();
  await iris.thread().getByText('iris removed pia').waitFor();
  await pia.page.getByText('This ticket does not exist, or is not yours to see.').waitFor();
  assert.is(await pia.thread().count(), 0);
  await pia.page.getByRole('link', { name: 'Back to my tickets' }).click();
  await pia.page.getByText('You have no active ticket.').waitFor();
});

test('[U82] the closed view and the further filters show what the server finds, and are taken off one by one', async () => {
  await toQueue(iris, 'closed');
  await iris.row('Decided by Iris').waitFor();
  await toQueue(iris);
  await opened('Stuck behind the moongate', 'Stuck');
  await iris.page.getByText('More filters').click();
  await finder(iris, 'Words in the subject, or a number').fill('moon stu');
  await iris.row('About my account').waitFor({ state: 'detached' });
  await iris.row('Stuck behind the moongate').waitFor();
  await finder(iris, 'Shard').fill('trinsic');
  await iris.page.getByText('No ticket matches these filters.').waitFor();
  await finder(iris, 'Shard').fill('britain');
  await iris.row('Stuck behind the moongate').waitFor();
  await iris.button('Remove the filter Words in the subject: moon stu').click();
  await iris.button('Remove the filter Shard: britain').click();
  await iris.row('About my account').waitFor();
  await find(iris, 'Participant', 'ben', 'Benno');
  await iris.row('Stuck behind the moongate').waitFor({ state: 'detached' });
  await iris.row('About my account').waitFor();
  await iris.page.reload();
  await iris.row('About my account').waitFor();
  await iris.button('Remove the filter Participant: Benno').click();
  await iris.row('Stuck behind the moongate').waitFor();
});

test('[U83] a right that is taken away takes its buttons at once, and brings them back', async () => {
  await iris.openTicket('Stuck behind the moongate');
  const buttons = iris.page.getByRole('group', { name: 'Ticket actions' }).getByRole('button');
  await iris.button('Assign to me').waitFor();
  await openDetails(iris);
  await server.run('group', 'set', 'clerks', '--right', 'tickets.reply');
  await server.run('account', 'groups', 'iris', '--group', 'clerks');
  await iris.button('Assign to me').waitFor({ state: 'detached' });
  await iris.button('Close').waitFor({ state: 'detached' });
  assert.equal(await buttons.allInnerTexts(), []);
  assert.is(await iris.page.getByText('Add participants').count(), 0);
  assert.is(await iris.button('Edit subject').count(), 0);
  await iris.composer().waitFor();
  await server.run('account', 'groups', 'iris');
  await iris.page.getByText('This ticket does not exist, or is not yours to see.').waitFor();
  assert.is(await iris.page.getByRole('link', { name: 'Queue', exact: true }).count(), 0);
  await server.run('account', 'groups', 'iris', '--group', 'moderators');
  await iris.button('Assign to me').waitFor();
});

test('[U84] a category that was retired while somebody looks leaves the menu of new tickets at once', async () => {
  await pia.page.getByRole('link', { name: 'New ticket' }).click();
  const options = pia.page.getByLabel('What is it about?').getByRole('option');
  await options.filter({ hasText: 'Suggestion' }).waitFor({ state: 'attached' });
  const kept = [
    { name: 'Bug', retired: false },
    { name: 'Suggestion', retired: true },
  ];
  await server.run('settings', 'set', 'categories', JSON.stringify(kept));
  await options.filter({ hasText: 'Suggestion' }).waitFor({ state: 'detached' });
});

test('[U85] with the new parts open, nothing is wider than a screen of 320 pixels', async () => {
  await toQueue(ivo);
  await ivo.page.getByText('More filters').click();
  await finder(ivo, 'Assignee').fill('iv');
  await ivo.page.getByRole('listbox', { name: 'Assignee' }).waitFor();
  await fitsTheScreen(ivo);
  await ivo.openTicket('About my account');
  await openDetails(ivo);
  await ivo.page.getByText('Add participants').click();
  await ivo.button('Assign to…').click();
  await ivo.button('Edit subject').click();
  await fitsTheScreen(ivo);
});

test('[U86] none of it breaks the policy of the page, asks anybody else, or fails', () => {
  for (const visitor of [iris, ivo, pia]) assert.equal(visitor.complaints, []);
});

async function fitsTheScreen({ page }: Visitor): Promise<void> {
  assert.is(await page.evaluate('document.documentElement.scrollWidth'), 320);
}

test('[U448] support sets a priority: the other sees it at once, in the ticket and in the list', async () => {
  await opened('The house burns');
  await opened('A typo on a sign');
  await toQueue(iris);
  await iris.openTicket('The house burns');
  await iris.page.getByLabel('Priority').selectOption('High priority');
  await iris.thread().getByText('iris set the ticket to High priority').waitFor();
  await toQueue(ivo);
  const urgent = ivo.page.getByRole('row').filter({ hasText: 'The house burns' });
  await urgent.getByText('High priority').waitFor();
  await ivo.openTicket('The house burns');
  assert.is(await ivo.page.getByLabel('Priority').inputValue(), 'high');
});

test('[U449] the list of support is filtered and sorted by priority', async () => {
  await toQueue(iris);
  await iris.page.getByLabel('Order').selectOption('Most urgent first');
  await iris.page.getByRole('row').nth(1).getByText('The house burns').waitFor();
  await iris.page.getByText('More filters').click();
  await iris.page.getByLabel('Priority').selectOption('High priority');
  await iris.button('Remove the filter Priority: High priority').waitFor();
  await iris.page.getByText('1 ticket', { exact: true }).first().waitFor();
  await iris.button('Remove the filter Priority: High priority').click();
  await iris.page.getByRole('link', { name: 'A typo on a sign' }).waitFor();
});
