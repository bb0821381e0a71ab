import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('players sign in to the web', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let game: Game;

test.before(async () => {
  server = await LiveServer.start();
  browser = await launchBrowser();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
});
test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

const shots = process.env['SHARDBELL_TEST_SHOTS'];

test('[H168] a player comes by the link of the game to the own tickets, sets a name and password, and signs in with them', async () => {
  const player = game.logIn('s1', { id: 'a1', name: 'ana' }, { id: 'c1', name: 'Ana' });
  await player.ring('My character is stuck', 'I stand in a wall');
  const made = await game.shard.signInLink('s1');
  assert.ok(made.t === 'done' && made.link !== undefined);
  const ana = await Visitor.come(browser);
  await ana.signIn(made.link.address);
  await ana.page.getByText('I stand in a wall').first().waitFor();
  await ana.page.getByRole('button', { name: 'Preferences of' }).click();
  const preferences = ana.page.getByRole('dialog', { name: 'Preferences' });
  await preferences.getByRole('button', { name: 'Set a name and password' }).click();
  const form = preferences.getByRole('form', { name: 'Set a name and password' });
  await form.getByLabel('Name', { exact: true }).fill('a@b');
  await form.getByLabel('New password').fill('salt tide hill');
  await form.getByLabel('New password').press('Enter');
  await form.getByRole('alert').getByText('This name cannot be used').waitFor();
  await form.getByLabel('Name', { exact: true }).fill('ana');
  await form.getByText('You sign in as ana@britain.').waitFor();
  if (shots !== undefined)
    for (const width of [1440, 390]) {
      await ana.page.setViewportSize({ width, height: 900 });
      await ana.page.screenshot({ path: `${shots}/own-${width}.png` });
    }
  await form.getByLabel('New password').press('Enter');
  await preferences.getByText('The password is set. You sign in as ana@britain.').waitFor();
  await preferences.getByRole('button', { name: 'Sign out' }).click();
  await ana.page.getByLabel('Name').fill('ana@britain');
  await ana.page.getByLabel('Password').fill('salt tide hill');
  await ana.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ana.page.getByText('I stand in a wall').first().waitFor();
  assert.equal(ana.complaints, []);
  await ana.leave();
});
