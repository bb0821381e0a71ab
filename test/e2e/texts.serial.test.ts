import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import { cleanText } from '../../protocol/text.ts';
import { DeskPage } from '../support/desk-page.ts';
import { Game, numberIn, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { packageRoot } from '../support/package_root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('texts', { limit_ms: 280_000 });

const naughty = createRequire(import.meta.url)('big-list-of-naughty-strings') as string[];
const tickets = readFileSync(join(packageRoot, 'test/data/tickets.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => (JSON.parse(line) as { message: string }).message);
/** Accounts that share the work, since each is held to a pace. */
const players_count = 12;

let server: LiveServer;
let game: Game;
let desk: DeskPage;
const players: GamePlayer[] = [];

test.before(async () => {
  server = await LiveServer.start();
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
  desk = await DeskPage.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  game?.shard.close();
  await desk?.close();
  await server?.end();
});

/** Through the form to the browser, and through the composer back to the game. */
async function goesThrough(player: GamePlayer, text: string): Promise<void> {
  const cleaned = cleanText(text, limits.body_chars_max);
  const answer = await player.ring('Something else', text);
  if (typeof cleaned !== 'string') {
    assert.match(
      answer.words.join(' '),
      /write something|Not sent|blank|NUL/u,
      JSON.stringify(text),
    );
    return;
  }
  const number = numberIn(answer);
  await desk.go('#/queue?sort=newest');
  await desk.open(number);
  await desk.seesMessage(cleaned);
  await desk.reply(cleaned);
  const notice = await player.notices.next();
  // A browser's text field knows one kind of line break only.
  assert.is(notice.text, cleaned.replaceAll(/\r\n?/gu, '\n'), JSON.stringify(text));
}

test('[E6] help tickets in many languages arrive exactly, in the browser and back in the game', async () => {
  assert.ok(tickets.length >= 40);
  for (const [i, text] of tickets.entries()) await goesThrough(players[i % players_count]!, text);
  assert.equal(desk.complaints, []);
});

test('[E7] hostile strings arrive exactly and run nothing; blank ones are refused in words', async () => {
  assert.ok(naughty.length > 400);
  for (const [i, text] of naughty.entries()) await goesThrough(players[i % players_count]!, text);
  assert.equal(desk.complaints, []);
});
