import type { Browser, Locator } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { accountNamed, fill } from '../support/many-tickets.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('long lists in the browser', { limit_ms: 120_000 });

const active_count = 10_000;
const closed_count = 1_000;
const own_count = 300;
const ana = { account: '4711', name: 'ana', character: '9', character_name: 'Ana the Bold' };

let server: LiveServer;
let browser: Browser;
let game: Game;
let iris: Visitor;
let ben: Visitor;
let pia: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  const links = [await server.staffLink('iris'), await server.staffLink('ben')];
  const piasLink = await server.staffLink('pia', 'players');
  const key = await server.shardKey('britain');
  await server.kill();
  const own = { ...ana, account: await accountNamed(server.data, 'pia'), name: 'pia' };
  await fill(
    server.data,
    { count: active_count, by: ana, subject: (i) => `Ticket ${i}` },
    { count: closed_count, by: ana, subject: (i) => `Closed ${i}`, isClosed: true },
    { count: own_count, by: own, subject: (i) => `Own closed ${i}`, isClosed: true },
  );
  await server.start();
  game = await Game.start(server.socketAddress, key);
  game.logIn('s-zoe', { id: '0x1A', name: 'zoe' }, { id: '0x40', name: 'Zoe' });
  browser = await launchBrowser();
  [iris, ben, pia] = [
    await Visitor.come(browser),
    await Visitor.come(browser),
    await Visitor.come(browser, { width: 320, height: 640 }),
  ];
  await iris.signIn(links[0]!);
  await ben.signIn(links[1]!);
  await pia.signIn(piasLink);
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

async function opened(subject: string): Promise<string> {
  const command = { kind: 'open', category: 'Bug', body: subject } as const;
  const outcome = await game.shard.command('s-zoe', command);
  if (outcome.t !== 'done' || outcome.ticket === undefined)
    throw new Error(JSON.stringify(outcome));
  return outcome.ticket;
}

/** To another place of the client, with nothing pointed at and nothing in focus. */
async function at({ page }: Visitor, hash: string): Promise<void> {
  await page.mouse.move(1, 1);
  await page.evaluate(`location.hash = '#/new'`);
  await page.getByRole('heading', { name: 'New ticket' }).waitFor();
  await page.evaluate(`document.activeElement.blur(); location.hash = '${hash}'`);
  // A list that was left is found where it was.
  await page.locator('.place').first().waitFor();
  await page.evaluate('scrollTo(0, 0)');
}

const place = ({ page }: Visitor, index: number): Locator =>
  page.locator(`.place[data-at="${index}"]`);

const drawn = ({ page }: Visitor): Promise<number> => page.locator('.place').count();

const top = async (row: Locator): Promise<number> => Math.round((await row.boundingBox())!.y);

const scrollTo = ({ page }: Visitor, row: number): Promise<unknown> =>
  page.evaluate(`{
    const list = document.querySelector('.places');
    const row_px = parseFloat(getComputedStyle(list).minHeight);
    scrollTo(0, scrollY + list.getBoundingClientRect().top + ${row} * row_px - 300);
  }`);

test('[U200] a queue of 10,000 tickets scrolls to any place, with few rows drawn, each saying where it stands', async () => {
  await at(iris, '#/queue');
  const table = iris.page.getByRole('table', { name: 'Tickets' });
  await place(iris, 0).getByText('Ticket 1', { exact: true }).waitFor();
  assert.is(await table.getAttribute('aria-rowcount'), String(active_count + 1));
  await iris.page.getByRole('status').filter({ hasText: '10,000 tickets' }).waitFor();
  for (const row of [40, 140, 160, 5_000, 4_900, 9_990, 7, 2_500]) {
    await scrollTo(iris, row);
    const there = place(iris, row);
    await there.getByText(`Ticket ${row + 1}`, { exact: true }).waitFor();
    assert.is(await there.getAttribute('aria-rowindex'), String(row + 2));
    const box = (await there.boundingBox())!;
    assert.ok(box.y > 0 && box.y < 800, `row ${row} is at ${box.y}`);
    assert.ok((await drawn(iris)) < 60, `${await drawn(iris)} rows are drawn`);
  }
  await iris.page.keyboard.press('End');
  await place(iris, active_count - 1)
    .getByText('Ticket 10000', { exact: true })
    .waitFor();
});

test('[U203] the keys go through all rows in order, drawn yet or not, each with the focus', async () => {
  await at(iris, '#/queue');
  await place(iris, 0).getByText('Ticket 1', { exact: true }).waitFor();
  for (const expected of ['Ticket 1', 'Ticket 2', 'Ticket 3']) {
    await iris.page.keyboard.press('j');
    await iris.page.locator('a:focus').getByText(expected, { exact: true }).waitFor();
  }
  // As fast as the page can take them; whoever holds the key down is slower.
  const missed = await iris.page.evaluate(`(async () => {
    // A turn of the event loop: timers that follow each other are held to 4 ms.
    const { port1, port2 } = new MessageChannel();
    const pause = () =>
      new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
    const press = (key) => dispatchEvent(new KeyboardEvent('keydown', { key }));
    const missed = [];
    const go = async (key, number) => {
      press(key);
      const deadline = performance.now() + 5000;
      while (document.activeElement.textContent !== 'Ticket ' + number) {
        if (performance.now() > deadline) {
          missed.push(number);
          return;
        }
        await pause();
      }
    };
    for (let n = 4; n <= ${active_count} && missed.length < 3; n++) await go('j', n);
    press('j');
    for (let n = ${active_count} - 1; n > ${active_count} - 400 && missed.length < 3; n--) await go('k', n);
    return missed;
  })()`);
  assert.equal(missed, []);
});

// [U201] A row that is pointed at, touched or in focus stays where it is; what came meanwhile waits
// behind a button with its number, and is let in by it or by leaving.
test('[U201] a row that is pointed at stays, whatever comes and goes; what waits is let in by its button', async () => {
  await at(iris, '#/queue?sort=newest');
  const read = iris.row('Ticket 9998');
  await read.waitFor();
  await read.hover();
  const before = await top(read);
  await at(ben, '#/queue?sort=newest');
  await ben.openTicket('Ticket 9998');
  await ben.button('Assign to me').click();
  for (const subject of ['New one', 'New two', 'New three']) await opened(subject);
  await iris.button('3 new').waitFor();
  // What is known of a row is told in its place.
  await read.getByRole('cell', { name: 'ben', exact: true }).waitFor();
  assert.is(await top(read), before);
  assert.is(await iris.row('New one').count(), 0);
  await ben.button('Close').click();
  await ben.button('Reopen').waitFor();
  await iris.page.locator('.place[data-left]').filter({ hasText: 'Ticket 9998' }).waitFor();
  assert.is(await top(read), before);
  await iris.button('3 new').click();
  await place(iris, 0).getByText('New three', { exact: true }).waitFor();
  assert.is(await read.count(), 0);
  await ben.button('Reopen').click();
  await iris.page.mouse.move(1, 1);
  await read.waitFor();
});

test('[U201] leaving the list lets in what waits; so does leaving it with the keyboard', async () => {
  await at(iris, '#/queue?sort=newest');
  const read = iris.row('Ticket 9996');
  await read.hover();
  await opened('Came while pointing');
  await iris.button('1 new').waitFor();
  await iris.page.mouse.move(5, 5);
  await place(iris, 0).getByText('Came while pointing', { exact: true }).waitFor();
  await iris.page.keyboard.press('j');
  await iris.page.keyboard.press('j');
  const focused = iris.page.locator('a:focus');
  const [name, before] = [await focused.innerText(), await top(focused)];
  await opened('Came while in focus');
  await iris.button('1 new').waitFor();
  assert.equal([await focused.innerText(), await top(focused)], [name, before]);
  await iris.page.keyboard.press('/');
  await place(iris, 0).getByText('Came while in focus', { exact: true }).waitFor();
});

// [U202] Rows that come or go above the view do not move what is in view.
test('[U202] rows that come above the view do not move what is in view', async () => {
  await at(iris, '#/queue?sort=newest');
  await scrollTo(iris, 3_000);
  const index = 3_000;
  await place(iris, index).getByRole('link').waitFor();
  const subject = await place(iris, index).getByRole('link').innerText();
  const row = iris.row(subject);
  const before = await top(row);
  await opened('Far above');
  await place(iris, index + 1)
    .getByText(subject, { exact: true })
    .waitFor();
  assert.is(await top(row), before);
});

test('[U211] whoever comes back from a ticket finds the list where it was, with the row in focus', async () => {
  await at(iris, '#/queue');
  await scrollTo(iris, 6_000);
  await place(iris, 6_000).getByText('Ticket 6001', { exact: true }).waitFor();
  const before = await top(iris.row('Ticket 6001'));
  await iris.openTicket('Ticket 6001');
  await iris.page.keyboard.press('Escape');
  await iris.page.locator('a:focus').getByText('Ticket 6001', { exact: true }).waitFor();
  assert.is(await top(iris.row('Ticket 6001')), before);
});

test('[U212] a row is a link with an address, which opens beside as any link does', async () => {
  await at(iris, '#/queue?category=Bug');
  const link = iris.page.getByRole('link', { name: 'Ticket 2', exact: true });
  assert.match((await link.getAttribute('href'))!, /^#\/queue\/[^/?]+\?category=Bug$/u);
  const [beside] = await Promise.all([
    iris.context.waitForEvent('page'),
    link.click({ modifiers: ['Control'] }),
  ]);
  // The list is still there.
  await link.waitFor();
  await beside.close();
});

test('[U214] closed and archived tickets are a list of the same kind, of any length', async () => {
  await at(iris, '#/queue?view=closed&sort=oldest');
  await place(iris, 0).getByText('Closed 1', { exact: true }).waitFor();
  for (const row of [500, 990, 120]) {
    await scrollTo(iris, row);
    await place(iris, row)
      .getByText(`Closed ${row + 1}`, { exact: true })
      .waitFor();
  }
  await iris.page.getByRole('combobox', { name: 'Status' }).selectOption('Archived');
  await iris.page.getByText('No ticket matches these filters.').waitFor();
  await iris.page.getByRole('combobox', { name: 'Status' }).selectOption('Open');
  await place(iris, 0).getByRole('link').waitFor();
  assert.is(new URL(iris.page.url()).hash, '#/queue?status=open&sort=oldest');
});

test("[U207] a player's list of more than 200 tickets is there to its end", async () => {
  await pia.page.getByRole('link', { name: 'Closed' }).click();
  const list = pia.page.getByRole('list', { name: 'My tickets' });
  await list.getByText('Own closed 300', { exact: true }).waitFor();
  await pia.page.keyboard.press('End');
  const last = list.getByRole('listitem').filter({ hasText: /^Own closed 1#/u });
  await last.waitFor();
  assert.equal(
    [await last.getAttribute('aria-posinset'), await last.getAttribute('aria-setsize')],
    ['300', '300'],
  );
  assert.ok((await drawn(pia)) < 60);
});

test('[U215] none of it makes the page wider than the screen, breaks its policy, or fails', async () => {
  for (const visitor of [iris, ben, pia]) {
    const over = await visitor.page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.is(over, 0);
    assert.equal(visitor.complaints, []);
  }
});
