import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('the frame around every screen', { limit_ms: 60_000 });

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

function palette({ page }: Visitor) {
  return page.getByRole('dialog', { name: 'Find a command' });
}

test('[U300] the page speaks the first language that the browser asks for and it knows, else English, with `lang` and `dir` set', async () => {
  const german = await Visitor.come(browser, { language: 'de-AT' });
  await german.page.goto(server.address);
  await german.page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  assert.equal(await spoken(german), ['de', 'ltr']);
  await german.leave();
  const french = await Visitor.come(browser, { language: 'fr-FR' });
  await french.page.goto(server.address);
  await french.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(await spoken(french), ['en', 'ltr']);
  await french.leave();
});

test('[U301] the language is changed in the preferences or when signing in, at once and in all tabs, without losing what is typed, and is kept; German is loaded only for whoever reads it', async () => {
  const other = await ada.context.newPage();
  await other.goto(`${server.address}/#/new`);
  await other.getByLabel('What happened?').fill('half typed');
  const asked = await ada.page.evaluate(
    'performance.getEntriesByType("resource").map((r) => r.name)',
  );
  assert.not.match(String(asked), /assets\/de-/u);
  await ada.button('Preferences of ada').click();
  await ada.page.getByLabel('Language').selectOption('Deutsch');
  await ada.page.getByRole('dialog', { name: 'Einstellungen' }).waitFor();
  assert.is(await other.getByLabel('Was ist passiert?').inputValue(), 'half typed');
  await ada.page.reload();
  await ada.page.getByRole('heading', { name: 'Warteschlange' }).waitFor();
  await ada.page.getByRole('link', { name: 'Verwaltung' }).click();
  await ada.page.getByRole('heading', { name: 'Tickets automatisch archivieren' }).waitFor();
  await ada.button('Einstellungen von ada').click();
  await ada.page.getByLabel('Sprache').selectOption('English');
  await ada.button('Close').click();
  await ada.page.getByRole('heading', { name: 'Tickets Auto Archive' }).waitFor();
  await other.close();
});

test('[U390] a key is called as on the keyboard of whoever reads the language, also beside a text that is written', async () => {
  const game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  try {
    game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana the Bold' });
    const command = { kind: 'open', category: 'Bug', body: 'A locked gate' } as const;
    assert.is((await game.shard.command('s-ana', command)).t, 'done');
    await ada.page.goto(`${server.address}/#/queue`);
    await ada.openTicket('A locked gate');
    await ada.page.getByText('Ctrl Enter sends').waitFor();
    await ada.button('Preferences of ada').click();
    await ada.page.getByLabel('Language').selectOption('Deutsch');
    await ada.page.getByText('Strg Enter sendet').waitFor();
    await ada.page.getByLabel('Sprache').selectOption('English');
    await ada.button('Close').last().click();
  } finally {
    game.shard.close();
  }
});

test('[U304] ? shows every key, in the words of the page', async () => {
  await ada.page.keyboard.press('?');
  const map = ada.page.getByRole('dialog', { name: 'Keyboard' });
  await map.getByText('Assign to me').waitFor();
  assert.match(await map.innerText(), /Go to the queue\s*G\s*then\s*Q/u);
  await ada.page.keyboard.press('Escape');
  await map.waitFor({ state: 'detached' });
});

test('[U305] Ctrl-K or ⌘-K opens the palette, in a text field too: it lists what can be done here, finds it by the beginnings of words, whatever the accents, and does it', async () => {
  const { keyboard } = ada.page;
  await ada.page.goto(`${server.address}/#/new`);
  await ada.page.getByLabel('What happened?').focus();
  await keyboard.press('Control+k');
  const options = palette(ada).getByRole('option');
  await options.filter({ hasText: 'Go to my tickets' }).waitFor();
  assert.is(await options.filter({ hasText: 'Close the ticket' }).count(), 0);
  await keyboard.type('gö MY');
  assert.is(await options.count(), 1);
  await keyboard.press('Enter');
  await ada.page.getByRole('heading', { name: 'My tickets' }).waitFor();
  await keyboard.press('Meta+k');
  await palette(ada).getByRole('combobox').fill('zzz');
  await palette(ada).getByText('No such command here.').waitFor();
  await keyboard.press('Escape');
  await palette(ada).waitFor({ state: 'detached' });
});

test('[U306] a dialog has the keyboard to itself, closes on Escape, and gives the focus back to where it was', async () => {
  const { keyboard } = ada.page;
  await ada.page.goto(`${server.address}/#/new`);
  const field = ada.page.getByLabel('What happened?');
  await field.focus();
  await keyboard.press('Control+k');
  await palette(ada).waitFor();
  assert.ok(await isFocused(palette(ada).getByRole('combobox')));
  await keyboard.press('Escape');
  await palette(ada).waitFor({ state: 'detached' });
  assert.ok(await isFocused(field));
  const opener = ada.button('Preferences of ada');
  await opener.focus();
  await keyboard.press('Enter');
  const preferences = ada.page.getByRole('dialog', { name: 'Preferences' });
  await preferences.waitFor();
  await preferences.getByRole('button', { name: 'Close' }).focus();
  // Would lead away from here.
  await keyboard.type('gm?');
  assert.is(ada.page.url(), `${server.address}/#/new`);
  await keyboard.press('Escape');
  await preferences.waitFor({ state: 'detached' });
  assert.ok(await isFocused(opener));
});

test('[U307] shortcuts of a single key are turned off in the preferences; those with Ctrl or ⌘ stay', async () => {
  const { keyboard } = ada.page;
  await ada.button('Preferences of ada').click();
  await ada.page.getByRole('checkbox', { name: 'Shortcuts of a single key' }).uncheck();
  await ada.button('Close').click();
  await ada.page.reload();
  await ada.page.getByRole('heading', { name: 'New ticket' }).waitFor();
  await keyboard.type('?gm');
  await keyboard.press('Control+k');
  await palette(ada).waitFor();
  assert.is(await ada.page.getByRole('dialog').count(), 1);
  assert.is(ada.page.url(), `${server.address}/#/new`);
  await keyboard.type('pref');
  await keyboard.press('Enter');
  await ada.page.getByRole('checkbox', { name: 'Shortcuts of a single key' }).check();
  await ada.button('Close').click();
});

test("[U308] g and a second key lead to the queue, one's own tickets and the administration", async () => {
  for (const [keys, heading] of [
    ['gm', 'My tickets'],
    ['ga', 'Administration'],
    ['gq', 'Queue'],
  ] as const) {
    await ada.page.keyboard.type(keys);
    await ada.page.getByRole('heading', { name: heading }).waitFor();
  }
  assert.equal(ada.complaints, []);
});

async function spoken({ page }: Visitor): Promise<unknown> {
  return page.evaluate('[document.documentElement.lang, document.documentElement.dir]');
}

function isFocused(locator: ReturnType<Visitor['button']>): Promise<boolean> {
  return locator.evaluate((one) => (one as { matches(by: string): boolean }).matches(':focus'));
}
