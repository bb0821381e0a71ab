import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('canned replies in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let game: Game;
let ana: GamePlayer;
/** An administrator and a moderator. */
let ada: Visitor;
let iris: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  ana = game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana the Bold' });
  browser = await launchBrowser();
  ada = await Visitor.come(browser);
  iris = await Visitor.come(browser);
  await ada.signIn(await server.staffLink('ada', 'administrators'));
  await iris.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

async function opened(body: string): Promise<void> {
  const outcome = await game.shard.command('s-ana', { kind: 'open', category: 'Bug', body });
  assert.is(outcome.t, 'done');
}

async function toQueue({ page }: Visitor): Promise<void> {
  await page.goto(`${server.address}/#/queue`);
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
}

const picker = ({ page }: Visitor) => page.getByRole('dialog', { name: 'Canned replies' });
const options = (visitor: Visitor) => picker(visitor).getByRole('option');

/** Makes a canned reply by the form under this heading. */
async function make({ page }: Visitor, of: string, title: string, text: string): Promise<void> {
  const part = page.getByRole('region', { name: of });
  const form = part.getByRole('form', { name: /^New one/u });
  await form.getByLabel('Name').fill(title);
  await form.getByLabel('Text').fill(text);
  await form.getByRole('button', { name: 'Add' }).click();
  await part.getByRole('form', { name: title, exact: true }).waitFor();
}

/** Each key is pressed as soon as it can be: the first when the element comes into the document. */
async function pressWhenThere({ page }: Visitor, selector: string, keys: string[]): Promise<void> {
  await page.evaluate(`
    new MutationObserver(async (_, observer) => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) return;
      observer.disconnect();
      for (const key of ${JSON.stringify(keys)}) {
        const how = { key, bubbles: true, cancelable: true };
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', how));
        // What the key made is drawn by then at the latest, for a page draws in microtasks.
        await new Promise((resolve) => setTimeout(resolve));
      }
      document.documentElement.dataset.pressed = '';
    }).observe(document, { subtree: true, childList: true });
  `);
}

const allPressed = ({ page }: Visitor) => page.locator('html[data-pressed]').waitFor();

// [U270] Canned replies are made and changed on one page: one's own, and with tickets.canned the
// shared ones.
test('[U270] canned replies are made on a page of their own, shared and personal ones side by side', async () => {
  await opened('Stuck in a wall');
  await toQueue(iris);
  await iris.openTicket('Stuck in a wall');
  await iris.page.keyboard.press('c');
  await picker(iris).getByText('There is no canned reply yet.').waitFor();
  await picker(iris).getByRole('link', { name: 'Manage' }).click();
  await iris.page.getByText('You have none of your own yet.').waitFor();
  // A moderator sees the shared ones, and changes none.
  const shared = iris.page.getByRole('region', { name: 'For all of support' });
  assert.is(await shared.getByRole('form').count(), 0);

  await ada.page.getByRole('link', { name: 'Administration' }).click();
  await ada.page.getByRole('link', { name: 'Canned replies' }).click();
  await make(ada, 'For all of support', 'Welcome', 'Hello {player}, I am {me}. About {ticket}:');
  await make(ada, 'For all of support', 'Solved', 'Glad it works, {player}!');
  await shared.getByRole('heading', { name: 'Solved' }).waitFor();
  await make(iris, 'My own', 'On my way', 'On my way, {player}.');
  assert.is(await ada.page.getByText('On my way').count(), 0);
});

// [U271] `c` and a digit put a canned reply into the composer where the keyboard was.
test('[U271] c and a digit put a reply into the composer, with its placeholders filled in', async () => {
  await toQueue(iris);
  await iris.openTicket('Stuck in a wall');
  await iris.composer().fill('Hm. ');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('c');
  await options(iris).first().waitFor();
  const titles = await options(iris).locator('bdi').allInnerTexts();
  assert.equal(titles, ['On my way', 'Welcome', 'Solved']);
  await iris.page.keyboard.press('2');
  await picker(iris).waitFor({ state: 'detached' });
  const number = /#\d+/u.exec(await iris.page.locator('h1').innerText())![0];
  assert.is(
    await iris.composer().inputValue(),
    `Hm. Hello Ana the Bold, I am iris. About ${number}:`,
  );
  // The keyboard is in the field, behind what was put in.
  await iris.page.keyboard.type(' yes');
  assert.match(await iris.composer().inputValue(), /: yes$/u);
  await iris.composer().fill('');
});

// [U272] Sent at once, a canned reply leaves what is being typed alone; claiming, a canned reply
// and closing take at most two keystrokes each.
test('[U272] with Shift a reply is sent at once, and what is being typed stays', async () => {
  await iris.composer().fill('half a sentence');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('c');
  await options(iris).first().waitFor();
  await iris.page.keyboard.press('Shift+Digit1');
  assert.is((await ana.notices.next()).text, 'On my way, Ana the Bold.');
  assert.is(await iris.composer().inputValue(), 'half a sentence');
  await iris.composer().fill('');
});

test('[U272] claiming, a canned reply and closing take at most two keystrokes each', async () => {
  await opened('Two keys each');
  await toQueue(iris);
  await iris.openTicket('Two keys each');
  await iris.thread().getByText('Two keys each').waitFor();
  const strokes = { count: 0 };
  const press = async (key: string): Promise<void> => {
    strokes.count += 1;
    await iris.page.keyboard.press(key);
  };
  const done = async (text: string, most: number): Promise<void> => {
    await iris.thread().getByText(text).waitFor();
    assert.ok(strokes.count <= most, `${text}: ${strokes.count}`);
    strokes.count = 0;
  };
  await press('a');
  await done('iris took the ticket', 1);
  await press('c');
  await options(iris).first().waitFor();
  await press('Shift+Digit3');
  await done('Glad it works, Ana the Bold!', 2);
  await press('e');
  await done('iris closed the ticket', 1);
  assert.is((await ana.notices.next()).text, 'Glad it works, Ana the Bold!');
});

test('[U271] a digit that comes right behind the c of a fresh page is not lost', async () => {
  const eve = await Visitor.come(browser);
  await eve.signIn(await server.staffLink('eve'));
  await eve.openTicket('Stuck in a wall');
  await eve.thread().getByText('Stuck in a wall').waitFor();
  await eve.page.keyboard.press('c');
  await eve.page.keyboard.press('2');
  await picker(eve).waitFor({ state: 'detached' });
  assert.is(await eve.composer().inputValue(), 'Glad it works, Ana the Bold!');
  await eve.leave();
});

// [U443] No key is lost because it came early: what is to be seen takes its keys at once, and what
// a key opens takes those that follow.
test('[U443] keys that come right behind the c of a fresh page, before anything is drawn, go to the replies', async () => {
  const fay = await Visitor.come(browser);
  await fay.signIn(await server.staffLink('fay'));
  await pressWhenThere(fay, 'textarea', ['c', '2']);
  await fay.openTicket('Stuck in a wall');
  await allPressed(fay);
  await picker(fay).waitFor({ state: 'detached' });
  assert.is(await fay.composer().inputValue(), 'Glad it works, Ana the Bold!');
  await fay.leave();
});

test('[U443] the key of the filter acts as soon as the queue is there', async () => {
  const gus = await Visitor.come(browser);
  await gus.signIn(await server.staffLink('gus'));
  await gus.page.goto(`${server.address}/#/mine`);
  await gus.page.getByRole('heading', { name: 'My tickets' }).waitFor();
  await pressWhenThere(gus, '.search input', ['/']);
  await toQueue(gus);
  await allPressed(gus);
  assert.is(await gus.page.evaluate('document.activeElement.type'), 'search');
  await gus.leave();
});

test('[U273] Canned replies are found by typing and taken with arrows and Enter; Escape goes back to the field', async () => {
  await toQueue(iris);
  await iris.openTicket('Stuck in a wall');
  await iris.page.keyboard.press('c');
  await iris.page.keyboard.type('player');
  await picker(iris).getByText('No canned reply has these words.').waitFor({ state: 'hidden' });
  await iris.page.keyboard.type(' glad');
  await options(iris).filter({ hasText: 'Welcome' }).waitFor({ state: 'detached' });
  assert.is(await options(iris).count(), 1);
  await iris.page.keyboard.press('Escape');
  await picker(iris).waitFor({ state: 'detached' });
  assert.is(await iris.page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('c');
  await options(iris).first().waitFor();
  await iris.page.keyboard.press('ArrowUp');
  await iris.page.keyboard.press('Enter');
  assert.is(await iris.composer().inputValue(), 'Glad it works, Ana the Bold!');
  await iris.composer().fill('');
});

test('[U274] a canned reply that is changed or removed is so at once wherever replies are picked', async () => {
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('c');
  await options(iris).filter({ hasText: 'Solved' }).waitFor();
  const form = ada.page.getByRole('form', { name: 'Solved', exact: true });
  await form.getByLabel('Text').fill('All done, {player}.');
  await form.getByRole('button', { name: 'Save' }).click();
  await options(iris).filter({ hasText: 'All done, Ana the Bold.' }).waitFor();
  await form.getByRole('button', { name: 'Remove: Solved' }).click();
  await form.getByRole('button', { name: 'Remove', exact: true }).click();
  await options(iris).filter({ hasText: 'Solved' }).waitFor({ state: 'detached' });
  assert.is(await options(iris).count(), 2);
  await iris.page.keyboard.press('Escape');
});

test('[U275] a canned reply put into a note stays a note', async () => {
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('c');
  await options(iris).first().waitFor();
  await iris.page.keyboard.press('Shift+Digit1');
  const note = iris.thread().getByRole('listitem').filter({ hasText: 'On my way, Ana the Bold.' });
  await note.getByText('Internal note').waitFor();
});

test('[U276] where players know support by an alias, a canned reply speaks by that alias', async () => {
  await server.run('settings', 'set', 'support_shown_as', '"alias"');
  await iris.page.keyboard.press('r');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('c');
  await options(iris).filter({ hasText: 'I am Support.' }).waitFor();
  await iris.page.keyboard.press('2');
  assert.match(await iris.composer().inputValue(), /I am Support\./u);
  await iris.composer().fill('');
});

test('[U277] the canned replies fit a screen of 320 pixels, and keep to the policy of the page', async () => {
  const ivo = await Visitor.come(browser, { width: 320, height: 640 });
  await ivo.signIn(await server.staffLink('ivo', 'administrators'));
  await ivo.page.goto(`${server.address}/#/admin/canned`);
  await ivo.page.getByRole('form', { name: 'Welcome' }).waitFor();
  const width = () => ivo.page.evaluate('document.documentElement.scrollWidth');
  assert.is(await width(), 320);
  await toQueue(ivo);
  await ivo.openTicket('Stuck in a wall');
  await ivo.button('Canned replies').click();
  await options(ivo).first().waitFor();
  assert.is(await width(), 320);
  const box = await picker(ivo).boundingBox();
  assert.ok(box!.x >= 0 && box!.x + box!.width <= 320 && box!.y >= 0);
  await options(ivo).first().click();
  assert.match(await ivo.composer().inputValue(), /^Hello Ana the Bold/u);
  for (const visitor of [ada, iris, ivo]) assert.equal(visitor.complaints, []);
});
