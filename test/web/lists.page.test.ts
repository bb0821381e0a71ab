import type { Browser } from 'playwright-core';
import { window_rows } from '../../clients/web/queue/list-window.ts';
import { decodeTrusted, encode } from '../../protocol/codec.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { launchBrowser } from '../support/browser.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('lists in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let game: Game;
let iris: Visitor;

test.before(async () => {
  server = await LiveServer.start();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana the Bold' });
  browser = await launchBrowser();
  iris = await Visitor.come(browser, { width: 320, height: 640 });
  await iris.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

const subject =
  'The moongate behind the mill throws everybody into the sea, and the boats are gone too';

test('[U213] on 320 pixels a row is a card with everything that triage needs, and nothing is cut off', async () => {
  const command = { kind: 'open', category: 'Bug', body: subject } as const;
  assert.is((await game.shard.command('s-ana', command)).t, 'done');
  const row = iris.row('The moongate');
  await row.waitFor();
  const cells = await row.getByRole('cell').allInnerTexts();
  assert.equal(
    cells.map((cell) => cell.replaceAll(/\s+/gu, ' ').trim()),
    [
      '#1',
      subject,
      'Bug',
      'Open',
      'Needs attention',
      '0 min',
      'ana Ana the Bold',
      'Map 1 · 1417, 1692, -5',
      'now',
      'Nobody',
    ],
  );
  const card = (await row.boundingBox())!;
  for (const cell of await row.getByRole('cell').all()) {
    const box = (await cell.boundingBox())!;
    const text = await cell.innerText();
    assert.ok(box.width > 0 && box.height > 0, `${text} is not to be seen`);
    assert.ok(box.x >= card.x && box.x + box.width <= card.x + card.width, `${text} is beside`);
    assert.ok(box.y >= card.y && box.y + box.height <= card.y + card.height, `${text} is below`);
  }
  await row.getByRole('img', { name: 'Unread' }).waitFor();
});

// [U208] A list that is empty, refused, not to be had right now, or not live says so in words, and
// comes back by itself.
test('[U208] without a connection the list stays to be read, and says that it is not live', async () => {
  await iris.cutLine();
  await iris.bar().waitFor();
  await iris.page.locator('.list.away').waitFor();
  await iris.row('The moongate').waitFor();
  await iris.restoreLine();
  await iris.page.locator('.list:not(.away)').waitFor();
});

test('[U208] a list that the server has no room for says so, and comes by itself', async () => {
  const { page } = iris;
  let refusals = 0;
  await page.routeWebSocket('**/ws', (line) => {
    const far = line.connectToServer();
    line.onMessage((frame) => {
      const message = decodeTrusted(frame) as unknown as ClientMessage;
      const what = message.t === 'watch' && message.what.on === 'queue' ? message.what : undefined;
      if (message.t !== 'watch' || what?.limit !== window_rows || refusals > 0) {
        return far.send(frame);
      }
      refusals += 1;
      const gone = { t: 'gone', w: message.w, code: 'lists_full', sentence: 'Full.' } as const;
      line.send(Buffer.from(encode(gone, 'shardbell.v1') as Uint8Array));
    });
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Not right now' }).waitFor();
  await iris.row('The moongate').waitFor();
  assert.is(refusals, 1);
});

test('[U208] a list that is refused or empty says so in words', async () => {
  const { page } = iris;
  await page.evaluate(`location.hash = '#/queue?words=nothing'`);
  await page.getByText('No ticket matches these filters.').waitFor();
  await page.evaluate(`location.hash = '#/queue?view=mine'`);
  await page.getByText('No active ticket is assigned to you.').waitFor();
  await server.run('account', 'groups', 'iris');
  await page.getByRole('heading', { name: 'Not available' }).waitFor();
  await server.run('account', 'groups', 'iris', '--group', 'moderators');
  await page.getByText('No active ticket is assigned to you.').waitFor();
});

test('[U209] times and waiting go on by themselves, and no row is drawn again for it', async () => {
  const { page } = iris;
  await page.evaluate(`location.hash = '#/queue'`);
  const row = iris.row('The moongate');
  await row.waitFor();
  await page.evaluate(`
    globalThis.others = [];
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target.nodeType === 1 ? target : target.parentElement;
        if (element.closest('time') === null) globalThis.others.push(element.outerHTML);
      }
    }).observe(document.querySelector('.places'), {
      childList: true, subtree: true, characterData: true, attributes: true,
    });
  `);
  // The hands of the clock are turned; the page looks at it again by itself.
  await page.evaluate(`{
    const { now } = Date;
    Date.now = () => now() + 3 * 3_600_000;
  }`);
  await row.getByText('3 hr', { exact: true }).waitFor({ timeout: 30_000 });
  await row.getByText('3 hr. ago', { exact: true }).waitFor();
  assert.equal(await page.evaluate('globalThis.others'), []);
});

test('[U215] none of it makes the page wider than the screen, breaks its policy, or fails', async () => {
  const over = await iris.page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.is(over, 0);
  assert.equal(iris.complaints, []);
});
