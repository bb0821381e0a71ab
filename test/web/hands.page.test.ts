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
  await server.run('settings', 'set', 'ticket_pause_s', '0');
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
async function opened(body: string): Promise<string> {
  const outcome = await game.shard.command('s-ana', { kind: 'open', category: 'Bug', body });
  if (outcome.t !== 'done') throw new Error(JSON.stringify(outcome));
  // Anew: a list that is read keeps back what comes.
  await iris.page.goto(`${server.address}/?${outcome.ticket!}#/queue`);
  await iris.openTicket(body);
  return outcome.ticket!;
}

const focused = ({ page }: Visitor): Promise<unknown> =>
  page.evaluate('document.activeElement.labels?.[0]?.textContent ?? document.activeElement.id');

test('[U412] where somebody is looked for the focus goes in and comes back; while it, a dialog or a menu is open no single key acts on what is behind, and nothing moves', async () => {
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

test('[U415] closed tickets say when they were closed; none of them says that somebody waits or that it needs attention', async () => {
  await opened('Nobody waits here');
  await iris.button('Close').click();
  await iris.button('Reopen').waitFor();
  await iris.page.goto(`${server.address}/#/queue?view=closed`);
  await iris.row('Nobody waits here').waitFor();
  const heads = await iris.page.getByRole('columnheader').allInnerTexts();
  assert.ok(heads.includes('Closed'), heads.join());
  assert.not(heads.includes('Waiting') || heads.includes('Attention'), heads.join());
  const cells = iris.row('Nobody waits here').getByRole('cell');
  assert.is(await cells.count(), heads.length);
  assert.match(await cells.nth(heads.indexOf('Closed')).innerText(), /now|sec|min/u);
  assert.is(await iris.row('Nobody waits here').locator('.col-waiting').count(), 0);
});

test('[U416] whoever reads back in a ticket sees who writes in it meanwhile', async () => {
  const ticket = await opened('A long story');
  for (let i = 0; i < 12; i++) {
    await iris.composer().fill(`Part ${i}\n\n\n\n\nand on`);
    await iris.button('Send reply').click();
  }
  await iris.thread().getByText('Part 11').waitFor();
  const max = await Visitor.come(browser);
  await max.signIn(await server.staffLink('max'));
  await max.page.goto(`${server.address}/#/queue/${ticket}`);
  await max.composer().pressSequentially('Let me');
  const writing = iris.page.getByText('max is writing');
  await writing.waitFor();
  await iris.page.evaluate('scrollTo(0, 0)');
  const box = (await writing.boundingBox())!;
  assert.ok(box.y > 0 && box.y + box.height <= 800, JSON.stringify(box));
  await max.leave();
});

test('[U417] a canned reply that was put in is taken out again as typed words are', async () => {
  await opened('Say it again');
  await iris.page.goto(`${server.address}/#/admin/canned`);
  const fresh = iris.page.getByRole('form', { name: 'New one of my own' });
  await fresh.getByLabel('Name').fill('Greeting');
  await fresh.getByLabel('Text').fill('Well met');
  await fresh.getByRole('button', { name: 'Add' }).click();
  await iris.page.getByRole('form', { name: 'Greeting' }).waitFor();
  await iris.page.goto(`${server.address}/#/queue`);
  await iris.openTicket('Say it again');
  await iris.composer().fill('I see. ');
  await iris.button('Canned replies').click();
  await iris.page.getByRole('dialog').getByRole('option').waitFor();
  await iris.page.keyboard.press('1');
  assert.is(await iris.composer().inputValue(), 'I see. Well met');
  await iris.page.keyboard.press('Control+z');
  assert.is(await iris.composer().inputValue(), 'I see. ');
  await iris.composer().fill('');
});

test('[U418] what an account may not see, and an address that leads nowhere, are said alone, with a way to where it may be; on a phone the product has its name, too', async () => {
  const pia = await Visitor.come(browser, { width: 390, height: 700 });
  await pia.signIn(await server.staffLink('pia', 'players'));
  for (const [hash, why] of [
    ['#/queue', 'You are not allowed to do this.'],
    ['#/new/support', 'You are not allowed to do this.'],
    ['#/admin/groups', 'You are not allowed to do this.'],
    ['#/admin/nowhere', 'There is no page at this address.'],
    ['#/nowhere', 'There is no page at this address.'],
    ['#/mine/a/b', 'There is no page at this address.'],
  ] as const) {
    await pia.page.goto(`${server.address}/${hash}`);
    await pia.page.getByText(why).waitFor();
    const main = pia.page.getByRole('main');
    assert.equal(await main.getByRole('heading').allInnerTexts(), ['Not available'], hash);
    const parts = await main.locator('button, select, input, a').allInnerTexts();
    assert.equal(parts, ['To the start'], hash);
  }
  await pia.page.getByRole('link', { name: 'To the start' }).click();
  await pia.page.getByRole('heading', { name: 'My tickets' }).waitFor();
  // Of a ticket that is lost, too.
  await pia.page.goto(`${server.address}/#/queue/none`);
  await pia.page.getByRole('link', { name: 'Back to my tickets' }).click();
  await pia.page.getByRole('heading', { name: 'My tickets' }).waitFor();
  // On a phone its picture alone is there.
  await pia.page.getByRole('link', { name: 'Shardbell' }).waitFor();
  assert.equal(pia.complaints, []);
  await pia.leave();
});

test('[U419] when the ticket that had the focus leaves the list, the row in its place gets it; after a button is gone, the others do', async () => {
  await opened('The one after');
  await opened('To be closed and left');
  const { keyboard } = iris.page;
  await iris.button('Close').click();
  await iris.button('Reopen').waitFor();
  assert.is(
    await iris.page.evaluate('document.activeElement.getAttribute("aria-label")'),
    'Ticket actions',
  );
  await keyboard.press('u');
  await iris.row('The one after').waitFor();
  await iris.row('To be closed and left').waitFor({ state: 'detached' });
  assert.not(await iris.page.evaluate('document.activeElement === document.body'));
});

test('[U420] who changed what of the administration is said in the words of the reader, values too, and only what works is shown as good', async () => {
  await server.run('settings', 'set', 'auto_archive', 'true');
  await server.run('settings', 'set', 'auto_archive', 'false');
  await server.run('settings', 'set', 'subject_chars_max', '100');
  await server.run(
    'account',
    'groups',
    'iris',
    '--group',
    'moderators',
    '--group',
    'administrators',
  );
  const ada = await Visitor.come(browser, { language: 'de-DE' });
  await ada.page.goto(await server.staffLink('ada', 'administrators'));
  await ada.page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await ada.page.locator('header nav').waitFor();
  await ada.page.goto(`${server.address}/#/admin/audit`);
  const told = async (heading: string): Promise<string[]> => {
    const change = ada.page.getByRole('listitem').filter({ hasText: heading }).first();
    return [
      await change.locator('h2 bdi').first().innerText(),
      ...(await change.locator('dd').allInnerTexts()),
    ];
  };
  await ada.page
    .getByRole('heading', { name: 'hat die Einstellung Längster Betreff geändert' })
    .waitFor();
  assert.equal(await told('die Einstellung Tickets automatisch archivieren'), [
    'Die Befehlszeile',
    'Ja',
    'Nein',
  ]);
  assert.equal((await told('die Gruppen von iris')).slice(1), [
    'moderators',
    'moderators, administrators',
  ]);
  const all = await ada.page.getByRole('main').innerText();
  assert.not.match(all, /[{}"[\]]|true|false|command line|setting /u);
  // And what is off is not shown as well.
  await ada.page.goto(`${server.address}/#/admin/settings`);
  const off = ada.page.locator('.standing-off');
  const colour = 'getComputedStyle(document.querySelector(`.standing-off`)).color';
  await off.waitFor();
  const good = 'getComputedStyle(document.documentElement).color';
  assert.is(await ada.page.evaluate(colour), await ada.page.evaluate(good));
  assert.equal(ada.complaints, []);
  await ada.leave();
});

test('[U444] the field that filters the queue says that it takes words of the subject and numbers of tickets', async () => {
  await iris.page.goto(`${server.address}/#/queue`);
  await iris.page.getByPlaceholder('Words in the subject, or a number').waitFor();
  const uta = await Visitor.come(browser, { language: 'de-DE' });
  await uta.page.goto(await server.staffLink('uta'));
  await uta.button('Anmelden').click();
  await uta.page.getByPlaceholder('Wörter im Betreff oder Nummer').waitFor();
  await uta.leave();
});

test('[U421] a ticket opens by its number: typed into the filter of the queue or the palette, by players their own, and in the address; of one that there is not and one that may not be seen the same is said', async () => {
  await opened('Found by its number');
  const heading = { name: 'Found by its number' } as const;
  const { keyboard } = iris.page;
  const title = await iris.page.getByRole('heading', heading).innerText();
  const number = /#(\d+)/u.exec(title)![1]!;
  const { href } = new URL(iris.page.url());
  const isThere = async (): Promise<void> => {
    await iris.page.getByRole('heading', heading).waitFor();
    await iris.thread().waitFor();
  };
  await iris.page.goto(`${server.address}/#/queue`);
  await iris.row('Found by its number').waitFor();
  await iris.page.getByLabel('Words in the subject, or a number').fill(`#${number}`);
  await iris.page.getByRole('link', { name: `Open ticket #${number}` }).waitFor();
  await keyboard.press('Enter');
  await isThere();
  assert.is(new URL(iris.page.url()).hash.split('?')[0], new URL(href).hash.split('?')[0]);
  await iris.page.goto(`${server.address}/#/mine`);
  await keyboard.press('Control+k');
  await keyboard.type(number);
  await iris.page.getByRole('option', { name: `Open ticket #${number}` }).waitFor();
  await keyboard.press('Enter');
  await isThere();
  await iris.page.goto(`${server.address}/#/queue/${number}`);
  await isThere();
  await iris.page.goto(`${server.address}/#/queue/99999`);
  await iris.page.getByText('There is no ticket 99999, or you may not see it.').waitFor();

  const pia = await Visitor.come(browser);
  await pia.signIn(await server.staffLink('pia of the queue', 'players'));
  for (const hidden of [number, '99999']) {
    for (const list of ['mine', 'queue']) {
      await pia.page.goto(`${server.address}/#/${list}/${hidden}`);
      await pia.page.getByText(`There is no ticket ${hidden}, or you may not see it.`).waitFor();
    }
  }
  await pia.page.goto(`${server.address}/#/new`);
  await pia.page.getByLabel('What happened?').fill('All my own');
  await pia.button('Send ticket').click();
  const own = await pia.page.getByRole('heading', { name: 'All my own' }).innerText();
  await pia.page.goto(`${server.address}/#/mine`);
  await pia.page.getByRole('link', { name: 'All my own' }).waitFor();
  await pia.page.keyboard.press('Control+k');
  await pia.page.keyboard.type(/#\d+/u.exec(own)![0]);
  await pia.page.getByRole('option').waitFor();
  await pia.page.keyboard.press('Enter');
  await pia.page.getByRole('heading', { name: 'All my own' }).waitFor();
  await pia.thread().waitFor();
  assert.equal([...pia.complaints, ...iris.complaints], []);
  await pia.leave();
});
