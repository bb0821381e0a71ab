import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Game, numberIn, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('a script of the operator', { limit_ms: 60_000 });

let server: LiveServer;
let game: Game;

/** A player on a server with this script. */
async function playing(script: string): Promise<GamePlayer> {
  server = await LiveServer.start('plain', script);
  return login();
}

async function login(): Promise<GamePlayer> {
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  return game.logIn('s1', { id: 'a1', name: 'Ana' }, { id: 'c1', name: 'Ana' });
}

async function logged(line: RegExp): Promise<RegExpExecArray> {
  let found = line.exec(server.log);
  while (found === null) {
    if (!server.isRunning) throw new Error(`not logged: ${line}`);
    await new Promise((resolve) => setImmediate(resolve));
    found = line.exec(server.log);
  }
  return found;
}

async function ready(): Promise<{ status: number; scripts: string }> {
  const response = await fetch(`${server.address}/ready`);
  const { checks } = (await response.json()) as { checks: { scripts: string } };
  return { status: response.status, scripts: checks.scripts };
}

test.after.each(async () => {
  game?.shard.close();
  await server?.end();
});

test('[E9] scripts that do not load are told at the start, in the log and by /ready; the server runs on, and mended ones work', async () => {
  server = await LiveServer.start('plain', 'function on_help_request( broken');
  const warnings = server.log.split('\n').filter((line) => line.includes('do not load'));
  assert.is(warnings.length, 1, server.log);
  assert.match(warnings[0]!, /"level":"warn".*help\.lua:1:/u);
  const broken = await ready();
  assert.is(broken.status, 503);
  assert.match(broken.scripts, /do not load/u);
  await server.staffLink('iris');

  await writeFile(
    join(server.data, 'scripts/help.lua'),
    `function on_help_request(s) gump.send(s, gump.create():text(0, 0, 0, 'mended')) end`,
  );
  const player = await login();
  void player.help();
  assert.equal((await player.nextForm()).text.words, ['mended']);
  assert.equal(await ready(), { status: 200, scripts: 'ok' });
});

test('[E10] a ticket that is opened calls on_ticket_opened with its fields', async () => {
  const player = await playing(`
    local help = require('gumps.help')
    function on_help_request(s) help.offer_categories(s, '') end
    function on_ticket_opened(e)
      print(('opened %d %s account %d character %d at %d: %d %d %d: %s'):format(e.ticket_id, e.category,
        e.sender_account_id, e.sender_character_id, e.map_id, e.location.x, e.location.y, e.location.z,
        e.message))
    end`);
  const number = numberIn(await player.ring('My character is stuck', 'I fell into a wall'));
  const [, opened, account, character] = await logged(
    /opened (\d+) Stuck account (\d+) character (\d+) at 1: 1417 1692 -5: I fell into a wall/u,
  );
  assert.is(Number(opened), number);
  assert.ok(Number(account) > 0 && Number(character) > 0);
});

test('[E11] a text typed into a form whose handler does not end is before the player again', async () => {
  const player = await playing(`
    local function ask(s, text)
      local form = gump.create():page(0):text_entry(0, 0, 90, 20, 0, 1, text)
      form:button(0, 30, 4023, 4025, 1):text(30, 30, 0, 'Send')
      gump.send(s, form, 0, 7)
    end
    function on_help_request(s) ask(s, '') end
    gump.on(7, 1, function() while true do end end)
    function on_form_lost(s, _, answer) ask(s, answer.text_entries[1]) end`);
  void player.help();
  const outcome = await player.press(await player.nextForm(), 'Send', 'a thousand words');
  assert.is(outcome.t, 'done');
  const again = await player.nextForm();
  assert.is(again.text.entries[0]!.text, 'a thousand words');
  assert.is(game.gone[0]?.offered, true);
  assert.match((await player.notices.next()).text, /not available/u);
});

test('[L132] changed scripts run at once without a restart; broken ones leave the good ones, and say why', async () => {
  const showing = (what: string) =>
    `function on_help_request(s) gump.send(s, gump.create():text(0, 0, 0, '${what}')) end`;
  const player = await playing(showing('first'));
  const shown = async (): Promise<readonly string[]> => {
    void player.help();
    return (await player.nextForm()).text.words;
  };
  assert.equal(await shown(), ['first']);
  const file = join(server.data, 'scripts/help.lua');
  await writeFile(file, showing('second'));
  await logged(/the help scripts were changed, and are loaded again/u);
  assert.match((await player.notices.next()).text, /help forms were just changed/u);
  assert.equal(await shown(), ['second']);

  await writeFile(file, 'function on_help_request(s) broken');
  await logged(/the help scripts do not load, and the last good ones stay: help\.lua:1:/u);
  assert.equal(await shown(), ['second']);
  assert.equal(await ready(), { status: 200, scripts: 'ok' });
  assert.match(await server.run('shard', 'list'), /do not load, and the last good ones stay/u);

  await writeFile(file, showing('third'));
  while (!(await shown()).includes('third')) continue;
  assert.not.match(await server.run('shard', 'list'), /do not load/u);
});
