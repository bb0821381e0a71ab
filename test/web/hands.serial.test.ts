import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('hands on the page', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let game: Game;
let iris: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  game.logIn('s-ana', { id: '0x1A', name: 'Elena' }, { id: '0x40', name: 'Ana the Bold' });
  browser = await launchBrowser();
  iris = await Visitor.come(browser);
  await iris.signIn(await server.staffLink('iris'));
  await server.staffLink('elena of support');
  await server.staffLink('elmo', 'players');
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

/** Elena opens a ticket from the game, and iris looks at it. */
async function opened(body: string): Promise<void> {
  const outcome = await game.shard.command('s-ana', { kind: 'open', category: 'Bug', body });
  assert.is(outcome.t, 'done');
  await iris.page.goto(`${server.address}/#/queue`);
  await iris.openTicket(body);
}

const focused = ({ page }: Visitor): Promise<unknown> =>
  page.evaluate('document.activeElement.labels?.[0]?.textContent ?? document.activeElement.id');

test('[U412] where somebody is looked for the focus goes in, no key acts on the ticket, and nothing moves', async () => {
  await opened('Who takes this');
  const { keyboard } = iris.page;
  const composer = iris.page.locator('.ticket-body');
  const before = await composer.boundingBox();
  await iris.button('Assign to…').click();
  await keyboard.type('elena');
  const found = iris.page.getByRole('listbox', { name: 'Who is to work on it?' });
  await found.getByRole('option', { name: 'elena of support' }).waitFor();
  assert.equal(await composer.boundingBox(), before);
  // Out of the field, but with the list still open.
  await iris.page.getByRole('dialog', { name: 'Assign to…' }).focus();
  await keyboard.type('elenau');
  await keyboard.press('Escape');
  await iris.page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.is(await iris.page.evaluate('document.activeElement.textContent'), 'Assign to…');
  await iris.page.getByText('Add participants').click();
  await keyboard.type('elena');
  assert.is(await iris.page.getByLabel('Add a player').first().inputValue(), 'elena');
  await iris.page.mouse.click(5, 300);
  await iris.page.getByRole('dialog').waitFor({ state: 'detached' });
  await iris.button('Close').waitFor();
  await keyboard.press('e');
  await iris.button('Reopen').waitFor();
});

test('[U413] those who may be assigned are listed before anything is typed, and nobody else is', async () => {
  await opened('Whom to give it');
  await iris.button('Assign to…').click();
  const options = iris.page.getByRole('dialog').getByRole('option');
  await options.filter({ hasText: 'iris' }).waitFor();
  assert.equal(await options.allInnerTexts(), ['admin', 'elena of support', 'iris']);
  await iris.page.keyboard.type('el');
  await iris.page.getByRole('dialog').getByText('1 found').waitFor();
  assert.equal(await options.allInnerTexts(), ['elena of support']);
  await iris.page.keyboard.press('Enter');
  await iris.thread().getByText('iris assigned the ticket to elena of support').waitFor();
  assert.is(await focused(iris), '');
  assert.is(await iris.page.evaluate('document.activeElement.textContent'), 'Assign to…');
});
