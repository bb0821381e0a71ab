import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('pages of every width', { limit_ms: 180_000 });

/** From a small phone to a large screen, closer where the pages change. */
const widths = [320, 390, 520, 640, 680, 760, 820, 940, 970, 1_100, 1_210, 1_230, 1_440, 1_920];
const height_px = 800;
/** A tablet lying down, or a window at 200 %. */
const low_px = 400;

const long = {
  subject: 'Das Burgtor klemmt seit gestern Abend und niemand kommt mehr herein oder hinaus',
  name: 'Maximiliane von Hohenstein-Wetterau',
  player: 'Bartholomäus Donaudampfschifffahrtskapitän',
};

let server: LiveServer;
let browser: Browser;
let game: Game;
const hashes: Record<string, string> = {};

test.before(async () => {
  server = await LiveServer.start();
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: long.player });
  browser = await launchBrowser();
  await server.run('group', 'set', 'readers', '--right', 'tickets.admin_view');
  const max = await Visitor.come(browser);
  await max.signIn(await server.staffLink(long.name));
  const ids: string[] = [];
  for (const body of [long.subject, 'To be closed', 'To be archived']) {
    const done = await game.shard.command('s-ana', { kind: 'open', category: 'Bug', body });
    if (done.t !== 'done') throw new Error(JSON.stringify(done));
    ids.push(done.ticket!);
    await max.page.goto(`${server.address}/#/queue/${done.ticket!}`);
    await max.button('Assign to me').click();
    await max.button('Release').waitFor();
    if (body === long.subject) await max.button('Set in progress').click();
    if (body === long.subject) await max.button('Set to open').waitFor();
    if (body !== long.subject) await max.button('Close').click();
    if (body === 'To be archived') await max.button('Archive').click();
    if (body !== long.subject) await max.button('Reopen').waitFor();
  }
  await max.leave();
  const [open, closed, archived] = ids as [string, string, string];
  Object.assign(hashes, { open, closed, archived });
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

/** What is wrong with how the page stands there, in words. */
const faults = `(() => {
  const found = [];
  const { clientWidth, clientHeight, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push('the page is ' + scrollWidth + ' wide');
  const boxOf = (element) => element.getBoundingClientRect();
  const labels = 'button, a.button, .badge, label, summary, dt, [role=columnheader], nav a, .tabs a';
  for (const label of document.querySelectorAll(labels)) {
    const box = boxOf(label);
    // What only readers of screens get is in a box of one pixel.
    const unseen = label.closest('.unseen, .rows-head');
    if (!label.checkVisibility() || (unseen && boxOf(unseen).width <= 1)) continue;
    const name = label.textContent.slice(0, 40);
    // Rows of links that scroll by themselves.
    if (!label.closest('nav, .tabs') && (box.left < -1 || box.right > clientWidth + 1)) {
      found.push(name + ' is out of the window');
    }
    const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { currentNode: text } = texts;
      // What people wrote breaks where it has to.
      if (text.parentElement.closest('bdi, [dir=auto], .unseen')) continue;
      for (const { 0: word, index } of text.data.matchAll(/[^\\s-]+/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
        if (lines.some(({ top }) => Math.abs(top - lines[0].top) > 2)) found.push(word + ' is broken');
        const [line] = lines;
        for (let cut = label; line && cut !== document.body; cut = cut.parentElement) {
          const style = getComputedStyle(cut);
          if (cut.matches('nav, .tabs, html, .unseen')) break;
          if (style.overflowX === 'visible') continue;
          if (line.right > boxOf(cut).right + 1 || line.left < boxOf(cut).left - 1) found.push(word + ' is cut');
          break;
        }
      }
    }
  }
  const head = document.querySelector('.ticket-top');
  const composer = document.querySelector('.composer');
  const title = document.querySelector('.ticket-title');
  if (title) {
    if (boxOf(title).width < Math.min(200, clientWidth - 40)) found.push('the subject has ' + boxOf(title).width + ' px');
    scrollTo(0, document.documentElement.scrollHeight);
    const covered = Math.max(boxOf(head).bottom, boxOf(document.querySelector('header')).bottom);
    if (boxOf(composer).top - covered < 60) found.push('the head leaves ' + (boxOf(composer).top - covered) + ' px to the thread');
    if (boxOf(composer).bottom > clientHeight + 1) found.push('the composer is out of the window');
  }
  return [...new Set(found)];
})()`;

let loads = 0;

/** Walks through the places, each loaded anew, at every width; gives all that is wrong. */
async function walk(visitor: Visitor, who: string, places: readonly string[]): Promise<string[]> {
  const { page } = visitor;
  const wrong: string[] = [];
  for (const place of places) {
    await page.setViewportSize({ width: 1_440, height: height_px });
    loads += 1;
    await page.goto(`${server.address}/?${loads}${place}`);
    await page.locator('main h1').first().waitFor();
    await page.locator('.loading').waitFor({ state: 'detached' });
    for (const width of widths) {
      for (const height of width <= 970 ? [height_px, low_px] : [height_px]) {
        await page.setViewportSize({ width, height });
        // Drawn, and what follows from it too.
        await page.evaluate(
          'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
        );
        const found = (await page.evaluate(faults)) as string[];
        wrong.push(...found.map((fault) => `${who} ${place} ${width}×${height}: ${fault}`));
      }
    }
  }
  return wrong;
}

/** Who goes where; each with a profile of their own, so that their walks need not wait for each other. */
const walks: Record<string, { group: string; places(): readonly string[] }> = {
  iris: {
    group: 'administrators',
    places: () => ['#/queue', '#/queue?view=closed', ...tickets(), '#/new/support'],
  },
  ida: { group: 'administrators', places: () => adminPages.map((one) => `#/admin/${one}`) },
  rea: { group: 'readers', places: () => tickets().slice(0, 2) },
  pia: { group: 'players', places: () => ['#/mine', '#/mine?list=closed', '#/new'] },
};
const adminPages = [
  'settings',
  'groups',
  'accounts',
  'shards',
  'canned',
  'export',
  'webhooks',
  'audit',
];

function tickets(): string[] {
  return ['open', 'closed', 'archived'].map((name) => `#/queue/${hashes[name]!}`);
}

for (const language of ['en-US', 'de-DE']) {
  // [U414] From 320 to 1920 pixels, also in a low window, in each language, for each set of
  // buttons, nothing is cut off, covered, broken inside a word or out of the window.
  test(`[U414] from 320 to 1920 pixels nothing is cut, covered, broken or out of the window, ${language}`, async () => {
    const wrong = await Promise.all(
      Object.entries(walks).map(async ([name, { group, places }]) => {
        const visitor = await Visitor.come(browser, { language });
        const outside = name === 'pia' ? await walk(visitor, 'nobody', ['', '#link=secret']) : [];
        await enter(visitor, await server.staffLink(`${name} ${language}`, group));
        const own = name === 'pia' ? [await openTicket(visitor)] : [];
        const inside = await walk(visitor, name, [...places(), ...own]);
        assert.equal(visitor.complaints, []);
        await visitor.leave();
        return [...outside, ...inside];
      }),
    );
    assert.equal(wrong.flat(), []);
  });
}

/** Signs in, in any language. */
async function enter({ page }: Visitor, link: string): Promise<void> {
  await page.goto(link);
  await page.locator('.gate-card .primary').click();
  await page.locator('header nav').waitFor();
}

/** Opens a ticket as a player; gives its place. */
async function openTicket({ page }: Visitor): Promise<string> {
  await page.goto(`${server.address}/#/new`);
  await page.locator('textarea').fill(long.subject);
  await page.locator('form .primary').click();
  await page.locator('.thread').waitFor();
  return new URL(page.url()).hash;
}
