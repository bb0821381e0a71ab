import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('one ticket in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let game: Game;
let ana: GamePlayer;
let iris: Visitor;
let ben: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  ana = game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana the Bold' });
  game.logIn('s-bea', { id: '0x1B', name: 'bea' }, { id: '0x41', name: 'Bea' });
  browser = await launchBrowser();
  iris = await Visitor.come(browser);
  ben = await Visitor.come(browser);
  await iris.signIn(await server.staffLink('iris'));
  await ben.signIn(await server.staffLink('ben'));
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

async function opened(body: string): Promise<string> {
  const outcome = await game.shard.command('s-ana', { kind: 'open', category: 'Bug', body });
  assert.ok(outcome.t === 'done' && outcome.ticket !== undefined);
  return outcome.ticket;
}

/** Opens it from the queue, as it is found there. */
async function come({ page }: Visitor, subject: string): Promise<void> {
  await page.goto(`${server.address}/#/queue`);
  await page.getByRole('link', { name: subject, exact: true }).click();
  await page.getByRole('log', { name: 'Conversation' }).waitFor();
}

const style = ({ page }: Visitor, selector: string, property: string): Promise<unknown> =>
  page.evaluate(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`,
  );

test('[U256] a link in a message is shown whole, and marked as leading away', async () => {
  const address = 'https://wiki.example/Moongate_(Britain)?a=1&b=2#top';
  await opened(`Look at ${address}, please, and javascript:alert(1)`);
  await come(iris, `Look at ${address}, please, and javascript:alert(1)`);
  const link = iris.thread().getByRole('link');
  assert.is(await link.count(), 1);
  assert.is(await link.innerText(), address);
  assert.is(await link.getAttribute('href'), address);
  assert.is(await link.getAttribute('target'), '_blank');
  assert.is(await link.getAttribute('rel'), 'noopener noreferrer nofollow');
  assert.match((await link.getAttribute('title')) ?? '', /wiki\.example/u);
});

test('[U257] text stands in the direction of its own words, line by line, and turns nothing around it', async () => {
  const ticket = await opened('Two directions');
  const body = 'שלום עולם\nhello world\nمرحبا';
  await ana.write(ticket, body);
  await ana.write(ticket, 'mark \u202e and on');
  await come(iris, 'Two directions');
  const text = iris.thread().locator('.text', { hasText: 'hello world' });
  assert.is(await text.textContent(), body);
  /** How far each line begins and ends from the edges of its box. */
  const lines = (await iris.page.evaluate(`(() => {
    const all = [...document.querySelectorAll('.entry > .text')];
    const node = all.find((text) => text.textContent.includes('hello world'));
    const box = node.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
    return rects.map(({ left, right }) => [Math.round(left - box.left), Math.round(box.right - right)]);
  })()`)) as Array<[number, number]>;
  assert.is(lines.length, 3);
  assert.is(lines[0]![1], 0, 'Hebrew ends at the right edge');
  assert.is(lines[1]![0], 0, 'English begins at the left edge');
  assert.is(lines[2]![1], 0, 'Arabic ends at the right edge');
  assert.is(await style(iris, '.entry-name', 'unicodeBidi'), 'isolate');
});

test('[U258] a reply and a note differ in label, colour, border and button, and in what screen readers are told', async () => {
  await come(iris, 'Two directions');
  const look = async () => {
    // Colours that still change into each other are none of the two.
    await iris.page.evaluate(
      'Promise.all(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)',
    );
    return {
      border: await style(iris, '.composer', 'borderTopStyle'),
      back: await style(iris, '.composer', 'backgroundColor'),
      button: await iris.page.locator('.composer .primary').innerText(),
      colour: await style(iris, '.composer .primary', 'backgroundColor'),
      label: await iris.page.locator('.composer .note-label').count(),
      form: await iris.page.locator('.composer').getAttribute('aria-label'),
    };
  };
  await iris.page.keyboard.press('r');
  const reply = await look();
  const told = iris.page.getByText('Players will see this.');
  assert.is(await iris.composer().getAttribute('aria-describedby'), await told.getAttribute('id'));
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').waitFor();
  const note = await look();
  for (const key of Object.keys(reply) as Array<keyof typeof reply>) {
    assert.is.not(note[key], reply[key], key);
  }
  await iris.page.getByText('Only support will see this.').waitFor();
});

test('[U259] the drafts of both kinds survive a reload and another ticket, and are gone once they are stored', async () => {
  await opened('Both kinds');
  await come(iris, 'Both kinds');
  await iris.composer().fill('for the player');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').fill('for us');
  await iris.page.reload();
  await iris.thread().waitFor();
  assert.is(await iris.composer('Internal note').inputValue(), 'for us');
  await iris.page.keyboard.press('r');
  assert.is(await iris.composer().inputValue(), 'for the player');
  await iris.button('Send reply').click();
  await iris.thread().getByText('for the player').waitFor();
  assert.is((await ana.notices.next()).text, 'for the player');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.button('Add note').click();
  await iris.thread().getByText('for us').waitFor();
  await iris.page.getByText('Sending…').waitFor({ state: 'detached' });
  const kept = 'Object.keys(sessionStorage).filter((key) => sessionStorage[key].includes("for "))';
  assert.equal(await iris.page.evaluate(kept), []);
});

// [U260] A reply that another of support answers too is sent only when that is confirmed; a note is
// never held back.
test('[U260] whoever answers while another does is warned before, and asked again when sending', async () => {
  await opened('Two answers');
  await come(iris, 'Two answers');
  await come(ben, 'Two answers');
  await ben.composer().pressSequentially('I am');
  await iris.page.getByText('ben is writing…').waitFor();
  await iris.composer().fill('I am first');
  const warning = iris.page.getByRole('alert').filter({ hasText: 'ben is answering too.' });
  await warning.waitFor();
  await iris.button('Send reply').click();
  await iris.button('Send anyway').waitFor();
  assert.is(await iris.composer().inputValue(), 'I am first');
  assert.is(await iris.thread().getByText('I am first').count(), 0);
  await iris.button('Send anyway').click();
  await iris.thread().getByText('I am first').waitFor();
  // Ben had begun before it came.
  await ben.page.getByText('iris answered while you were writing.').waitFor();
  await ben.button('Send reply').click();
  await ben.composer().fill('');
  await ben.page.getByText('iris answered while you were writing.').waitFor({ state: 'detached' });
  await ben.composer().fill('As iris said.');
  await ben.button('Send reply').click();
  await iris.thread().getByText('As iris said.').waitFor();
});

test('[U260] a note is not held back for whoever else writes', async () => {
  await ben.composer().pressSequentially('Now');
  await iris.page.getByText('ben is writing…').waitFor();
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').fill('just noting');
  await iris.button('Add note').click();
  await iris.thread().getByText('just noting').waitFor();
  await ben.composer().fill('');
});

test('[U261] beside the conversation stand sender, character, place, state, hands, participants and all times, and the history of what was done', async () => {
  await opened('All about it');
  await come(iris, 'All about it');
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
  await come(iris, 'All about it');
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
  await come(iris, 'All about it');
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
  await come(ben, 'All about it');
  await ben.composer().fill('nearly done');
  await server.run('account', 'groups', 'ben');
  await ben.page.getByText('This ticket does not exist, or is not yours to see.').waitFor();
  await ben.page.getByText('What you had written:').waitFor();
  await ben.page.getByText('nearly done', { exact: true }).waitFor();
  await server.run('account', 'groups', 'ben', '--group', 'moderators');
  await ben.composer().waitFor();
  assert.is(await ben.composer().inputValue(), 'nearly done');
});

test('[U266] a reply that is refused while another is typed comes back before it', async () => {
  const ticket = await opened('Refused in between');
  await come(iris, 'Refused in between');
  await iris.cutLine();
  await iris.bar().waitFor();
  await iris.composer().fill('First thought');
  await iris.button('Send reply').click();
  await iris.composer().fill('Second thought');
  assert.is((await game.shard.command('s-ana', { kind: 'close' }, ticket)).t, 'done');
  await iris.restoreLine();
  await iris.page.getByRole('alert').filter({ hasText: 'closed in the meantime' }).waitFor();
  await iris.button('Reopen').click();
  await iris.button('Send reply').waitFor();
  assert.is(await iris.composer().inputValue(), 'First thought\n\nSecond thought');
  for (const visitor of [iris, ben]) assert.equal(visitor.complaints, []);
});
