import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('staff in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let game: Game;
let ana: GamePlayer;
let iris: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  ana = game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana the Bold' });
  browser = await launchBrowser();
  iris = await Visitor.come(browser);
  await iris.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

/** Ana opens a ticket from the game; gives its id. */
async function opened(body: string, category = 'Bug'): Promise<string> {
  const outcome = await game.shard.command('s-ana', { kind: 'open', category, body });
  if (outcome.t !== 'done' || outcome.ticket === undefined)
    throw new Error(JSON.stringify(outcome));
  return outcome.ticket;
}

async function toQueue(): Promise<void> {
  await iris.page.getByRole('link', { name: 'Queue' }).first().click();
  await iris.page.getByRole('heading', { name: 'Queue' }).waitFor();
}

test('[U1] the queue moves by itself and shows what triage needs', async () => {
  await iris.page.getByText('No active ticket.').waitFor();
  await opened('The bridge is gone');
  const row = iris.row('The bridge is gone');
  await row.waitFor();
  const cells = await row.getByRole('cell').allInnerTexts();
  const [number, ...others] = cells.map((cell) => cell.replaceAll(/\s+/gu, ' ').trim());
  assert.match(number!, /^#\d+$/u);
  assert.equal(others, [
    'The bridge is gone',
    'Bug',
    'Open',
    'Needs attention',
    '0 min',
    'ana Ana the Bold',
    'Map 1 · 1417, 1692, -5',
    'now',
    'Nobody',
  ]);
  await iris.page.getByRole('status').filter({ hasText: '1 ticket' }).waitFor();
  assert.match((await row.locator('time').last().getAttribute('title')) ?? '', /20\d\d/u);
});

test('[U2] j, k and the arrows move through the rows, Enter opens, Escape comes back to the row', async () => {
  await toQueue();
  await opened('Second of three');
  await opened('Third of three');
  await iris.row('Third of three').waitFor();
  const { keyboard } = iris.page;
  const focused = iris.page.locator('a:focus');
  // Whoever waits longest is first.
  for (const [key, subject] of [
    ['j', 'The bridge is gone'],
    ['j', 'Second of three'],
    ['ArrowDown', 'Third of three'],
    ['j', 'Third of three'],
    ['k', 'Second of three'],
  ] as const) {
    await keyboard.press(key);
    assert.is(await focused.innerText(), subject);
  }
  await keyboard.press('Enter');
  await iris.page.getByRole('heading', { name: 'Second of three' }).waitFor();
  await keyboard.press('Escape');
  await iris.page.locator('a:focus').filter({ hasText: 'Second of three' }).waitFor();
});

test('[U3] r writes a reply and i a note, Ctrl+Enter sends, and Escape leaves the field', async () => {
  await toQueue();
  await iris.openTicket('Second of three');
  const { keyboard } = iris.page;
  await keyboard.press('i');
  await keyboard.type('Looks like the tiles again');
  await keyboard.press('Control+Enter');
  const note = iris.thread().getByRole('listitem').filter({ hasText: 'the tiles again' });
  await note.getByText('Internal note').waitFor();
  await keyboard.press('Escape');
  await keyboard.press('r');
  await keyboard.type('I am looking into it.');
  await keyboard.press('Control+Enter');
  assert.is((await ana.notices.next()).text, 'I am looking into it.');
  await iris.thread().getByText('The ticket is in progress').waitFor();
  await iris.page.getByText('Waiting for response').first().waitFor();
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await iris.page.getByRole('heading', { name: 'Queue' }).waitFor();
});

test('[U4] the buttons are those of the state: assign, release, set, close, archive, reopen', async () => {
  await opened('Buttons');
  await toQueue();
  await iris.openTicket('Buttons');
  const buttons = iris.page.getByRole('group', { name: 'Ticket actions' }).getByRole('button');
  for (const [press, left] of [
    ['Assign to me', ['Assign to…', 'Release', 'Set in progress', 'Close']],
    ['Set in progress', ['Assign to…', 'Release', 'Set to open', 'Close']],
    ['Set to open', ['Assign to…', 'Release', 'Set in progress', 'Close']],
    ['Close', ['Release', 'Archive', 'Reopen']],
    ['Release', ['Archive', 'Reopen']],
    ['Archive', ['Reopen']],
    ['Reopen', ['Assign to me', 'Assign to…', 'Set in progress', 'Close']],
  ] as const) {
    await iris.button(press).click();
    await iris.button(press).waitFor({ state: 'detached' });
    assert.equal(await buttons.allInnerTexts(), left);
  }
  const thread = iris.thread();
  await thread.getByText('iris took the ticket').waitFor();
  await thread.getByText('The ticket is in progress').waitFor();
  await thread.getByText('iris set the ticket to Open').waitFor();
  await thread.getByText('iris closed the ticket').waitFor();
  await thread.getByText('iris archived the ticket').waitFor();
  await thread.getByText('iris released the ticket').waitFor();
  await thread.getByText('iris reopened the ticket').waitFor();
});

test('[U5] what the queue shows is kept in the address, and an address shows it again', async () => {
  await opened('About an account', 'Account');
  await toQueue();
  await iris.page.getByRole('combobox', { name: 'Category' }).selectOption('Account');
  await iris.row('About an account').waitFor();
  await iris.row('The bridge is gone').waitFor({ state: 'detached' });
  await iris.page.getByRole('combobox', { name: 'Order' }).selectOption('Newest first');
  await iris.page.getByRole('link', { name: 'Unassigned' }).click();
  assert.is(new URL(iris.page.url()).hash, '#/queue?view=unassigned&category=Account&sort=newest');
  await iris.page.reload();
  await iris.row('About an account').waitFor();
  assert.is(await iris.page.getByRole('row').count(), 2);
  await iris.openTicket('About an account');
  await iris.page.goBack();
  await iris.row('About an account').waitFor();
  await iris.page.getByRole('link', { name: 'Mine', exact: true }).click();
  await iris.page.getByText('No ticket matches these filters.').waitFor();
  await iris.page.getByRole('link', { name: 'Show all active tickets' }).click();
  await iris.row('The bridge is gone').waitFor();
});

test('[U6] a lost connection is told at once; what came meanwhile is there after it, without a reload', async () => {
  const ticket = await opened('While away');
  await toQueue();
  await iris.openTicket('While away');
  await iris.cutLine();
  await iris.bar().waitFor();
  assert.is((await ana.write(ticket, 'Are you there?')).t, 'done');
  await opened('Opened meanwhile');
  await iris.composer().fill('half a sentence');
  await iris.restoreLine();
  await iris.thread().getByText('Are you there?').waitFor();
  assert.is(await iris.composer().inputValue(), 'half a sentence');
  await iris.composer().fill('');
  await toQueue();
  await iris.row('Opened meanwhile').waitFor();
  await iris.cutLine();
  await iris.bar().waitFor();
  await opened('Opened over the queue');
  await iris.restoreLine();
  await iris.row('Opened over the queue').waitFor();
});

test('[U7] a reply sent while away is shown as waiting, and stored once when the line is back', async () => {
  await opened('Sent while away');
  await toQueue();
  await iris.openTicket('Sent while away');
  await iris.cutLine();
  await iris.bar().waitFor();
  await iris.composer().fill('From the tunnel');
  await iris.button('Send reply').click();
  await iris.thread().getByText('Waits for the connection').waitFor();
  assert.is(await iris.composer().inputValue(), '');
  await iris.restoreLine();
  await iris.thread().getByText('Waits for the connection').waitFor({ state: 'detached' });
  assert.is((await ana.notices.next()).text, 'From the tunnel');
  assert.is(await iris.thread().getByText('From the tunnel').count(), 1);
});

test('[U8] a reply sent while away survives a reload of the page, and is stored once', async () => {
  await opened('Reloaded while away');
  await toQueue();
  await iris.openTicket('Reloaded while away');
  await iris.cutLine();
  await iris.bar().waitFor();
  await iris.composer().fill('Before the reload');
  await iris.button('Send reply').click();
  await iris.thread().getByText('Waits for the connection').waitFor();
  await iris.restoreLineByReload();
  assert.is((await ana.notices.next()).text, 'Before the reload');
  await iris.thread().getByText('Support', { exact: true }).waitFor();
  assert.is(await iris.thread().getByText('Before the reload').count(), 1);
});

test('[U9] a reply that is refused comes back with the reason in words, into its field or, where only notes may be written, beside it', async () => {
  const ticket = await opened('Closed meanwhile');
  await toQueue();
  await iris.openTicket('Closed meanwhile');
  await iris.cutLine();
  await iris.bar().waitFor();
  await iris.composer().fill('Too late');
  await iris.button('Send reply').click();
  const closed = await game.shard.command('s-ana', { kind: 'close' }, ticket);
  assert.is(closed.t, 'done');
  await iris.restoreLine();
  await iris.page.getByRole('alert').filter({ hasText: 'closed in the meantime' }).waitFor();
  // Notes may still be written, so the field is one for notes now, and the reply stays apart.
  assert.is(await iris.composer('Internal note').inputValue(), '');
  await iris.page.getByText('Too late', { exact: true }).waitFor();
  await iris.button('Reopen').click();
  assert.is(await iris.composer().inputValue(), 'Too late');
  await iris.button('Send reply').click();
  assert.is((await ana.notices.next()).text, 'Too late');
});

test('[U10] a draft survives another ticket, a reload, and is kept for its own ticket alone', async () => {
  await opened('With a draft');
  await opened('Without a draft');
  await toQueue();
  await iris.openTicket('With a draft');
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').fill('unfinished');
  await toQueue();
  await iris.openTicket('Without a draft');
  assert.is(await iris.composer().inputValue(), '');
  await iris.page.reload();
  await toQueue();
  await iris.openTicket('With a draft');
  assert.is(await iris.composer('Internal note').inputValue(), 'unfinished');
  await iris.composer('Internal note').fill('');
});

test('[U11] earlier messages come when they are scrolled to or asked for, in order, and what was being read stays in place', async () => {
  const ticket = await opened('A long story');
  for (let i = 1; i <= 70; i++) await ana.write(ticket, `chapter ${i}`);
  await toQueue();
  await iris.openTicket('A long story');
  await iris.thread().getByText('chapter 70').waitFor();
  assert.is(await iris.thread().getByText('chapter 5', { exact: true }).count(), 0);
  // Scrolled near the top, the page before comes by itself; what is read stays where it is.
  const before = await iris.page.evaluate(`
    globalThis.anchor = [...document.querySelectorAll('.entry > .text')]
      .find((text) => text.textContent === 'chapter 25');
    scrollTo(0, 150);
    globalThis.anchor.getBoundingClientRect().y`);
  await iris.thread().getByText('chapter 1', { exact: true }).waitFor();
  await iris.button('Earlier messages').waitFor({ state: 'detached' });
  const after = await iris.page.evaluate('globalThis.anchor.getBoundingClientRect().y');
  const moved = Math.abs(Number(after) - Number(before));
  assert.ok(moved < 60, `moved by ${moved}`);
  const bodies = await iris.thread().locator('.entry > .text').allTextContents();
  assert.equal(bodies, [
    'A long story',
    ...Array.from({ length: 70 }, (_, i) => `chapter ${i + 1}`),
  ]);
  // Read above, the end does not pull the page down; it says that there is more.
  await ana.write(ticket, 'chapter 71');
  await iris.button('New messages').click();
  await iris.thread().getByText('chapter 71').waitFor();
  await iris.button('New messages').waitFor({ state: 'detached' });
});

test('[U12] the page keeps to its policy, asks nobody else, and never failed', () => {
  assert.equal(iris.complaints, []);
});
