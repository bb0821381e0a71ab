import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { limits } from '../../protocol/limits.ts';
import { cleanText } from '../../protocol/text.ts';
import { launchBrowser } from '../support/browser.ts';
import { DeskPage } from '../support/desk-page.ts';
import { Game, numberIn, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('texts', { limit_ms: 280_000 });

const require = createRequire(import.meta.url);
const naughty = require('big-list-of-naughty-strings') as string[];
const tickets = readFileSync(join(packageRoot, 'test/data/tickets.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => (JSON.parse(line) as { message: string }).message);
/** Accounts that share the work, since each is held to a pace: of players, and of support. */
const players_count = 12;
const staff = ['iris', 'june', 'kate'];

let server: LiveServer;
let game: Game;
let browser: Browser;
const desks: DeskPage[] = [];
const players: GamePlayer[] = [];

test.before(async () => {
  server = await LiveServer.start();
  // The game of this shard takes longer texts in one entry than the classic ones do.
  mkdirSync(join(server.data, 'scripts'));
  writeFileSync(join(server.data, 'scripts/settings.lua'), 'return { entry_chars_max = 400 }');
  while (!server.log.includes('the help scripts were changed')) {
    assert.ok(server.isRunning, server.log);
    await new Promise((resolve) => setImmediate(resolve));
  }
  game = new Game(server.socketAddress, await server.shardKey('britain'));
  const live = game.live();
  for (let i = 0; i < players_count; i++) {
    players.push(
      game.logIn(
        `s${i}`,
        { id: `a${i}`, name: `player ${i}` },
        { id: `c${i}`, name: `Character ${i}` },
      ),
    );
  }
  game.shard.start();
  await live;
  browser = await launchBrowser();
  for (const name of staff) {
    desks.push(await DeskPage.signIn(await server.staffLink(name), browser));
  }
});

test.after(async () => {
  game?.shard.close();
  await browser?.close();
  await server?.end();
});

interface Sent {
  readonly player: GamePlayer;
  readonly number: number;
  readonly text: string;
}

/** Through the form, by all players side by side: what was taken, with the number it got. */
async function ringAll(texts: readonly string[]): Promise<Sent[]> {
  const sent: Sent[] = [];
  const ringShare = async (player: GamePlayer, share: number): Promise<void> => {
    for (let i = share; i < texts.length; i += players.length) {
      const raw = texts[i]!;
      const text = cleanText(raw, limits.body_chars_max);
      const answer = await player.ring('Something else', raw);
      if (typeof text === 'string') sent.push({ player, number: numberIn(answer), text });
      else assert.match(answer.words.join(' '), /write something|Not sent/u, JSON.stringify(raw));
    }
  };
  await Promise.all(players.map(ringShare));
  return sent.toSorted((a, b) => a.number - b.number);
}

/** To the browser, and through its composer back to the game: each desk answers players of its own. */
async function answerAll(
  sent: readonly Sent[],
  open: (desk: DeskPage, one: Sent) => Promise<void>,
): Promise<void> {
  const answerShare = async (desk: DeskPage, share: number): Promise<void> => {
    const own = sent.filter(({ player }) => players.indexOf(player) % desks.length === share);
    for (const one of own) await answer(desk, one);
  };
  const answer = async (desk: DeskPage, one: Sent): Promise<void> => {
    await open(desk, one);
    await desk.seesMessage(one.text);
    await desk.reply(one.text);
    const notice = await one.player.notices.next();
    // A browser's text field knows one kind of line break only.
    const typed = one.text.replaceAll(/\r\n?/gu, '\n');
    assert.equal([notice.number, notice.text], [one.number, typed], JSON.stringify(one.text));
  };
  await Promise.all(desks.map(answerShare));
  assert.equal(
    desks.flatMap(({ complaints }) => complaints),
    [],
  );
}

test('[E6] help tickets in many languages arrive exactly, in the browser and back in the game', async () => {
  assert.ok(tickets.length >= 40);
  const sent = await ringAll(tickets);
  assert.is(sent.length, tickets.length);
  await answerAll(sent, async (desk, { number }) => {
    await desk.go('#/queue?sort=newest');
    await desk.open(number);
  });
});

test('[E7] hostile strings arrive exactly and run nothing; blank ones are refused in words', async () => {
  assert.ok(naughty.length > 400);
  const sent = await ringAll(naughty);
  assert.ok(sent.length > 400 && sent.length < naughty.length);
  const ids = await desks[0]!.ticketIds(sent.map(({ number }) => number));
  await answerAll(sent, async (desk, { number }) => {
    await desk.go(`#/queue/${ids.get(number)}`);
    await desk.page.getByRole('heading', { name: `#${number}` }).waitFor();
  });
});
